"""States and moves of projects' nouns."""

from django.db.models import TextChoices

from portal.kernel.lifecycle import Lifecycle, Move


class GrantState(TextChoices):
    PROPOSED = "proposed", "待批准"
    ACTIVE = "active", "有效"
    DECLINED = "declined", "已退回"
    ENDED = "ended", "已终止"


GRANT = Lifecycle(
    "授权",
    GrantState,
    Move.of("approve", [GrantState.PROPOSED], GrantState.ACTIVE),
    Move.of("decline", [GrantState.PROPOSED], GrantState.DECLINED),
    Move.of("end", [GrantState.ACTIVE], GrantState.ENDED),
)


class BackfillState(TextChoices):
    ASKED = "asked", "待复核"
    ENTERED = "entered", "已补录"
    DECLINED = "declined", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


BACKFILL = Lifecycle(
    "补录单",
    BackfillState,
    Move.of("enter", [BackfillState.ASKED], BackfillState.ENTERED),
    Move.of("decline", [BackfillState.ASKED], BackfillState.DECLINED),
    Move.of("withdraw", [BackfillState.ASKED], BackfillState.WITHDRAWN),
)


class FeedbackState(TextChoices):
    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"


FEEDBACK = Lifecycle(
    "投诉建议",
    FeedbackState,
    Move.of("answer", [FeedbackState.OPEN], FeedbackState.ANSWERED),
    Move.of("close", [FeedbackState.ANSWERED], FeedbackState.CLOSED),
)


class OrderState(TextChoices):
    PROPOSED = "proposed", "待签发"
    ISSUED = "issued", "办理中"
    REPORTED = "reported", "已反馈"
    RETURNED = "returned", "退回补办"
    CLOSED = "closed", "已销号"
    WITHDRAWN = "withdrawn", "已撤销"


OPEN_ORDERS = (OrderState.ISSUED, OrderState.RETURNED, OrderState.REPORTED)
WITH_OWNER = (OrderState.ISSUED, OrderState.RETURNED)

ORDER = Lifecycle(
    "督办事项",
    OrderState,
    Move.of("issue", [OrderState.PROPOSED], OrderState.ISSUED),
    Move.of("report", WITH_OWNER, OrderState.REPORTED),
    Move.of("return", [OrderState.REPORTED], OrderState.RETURNED),
    Move.of("close", [OrderState.REPORTED], OrderState.CLOSED),
    Move.of("reopen", [OrderState.CLOSED], OrderState.ISSUED),
    Move.of("withdraw", [OrderState.PROPOSED], OrderState.WITHDRAWN),
    Move.of("annul", [OrderState.PROPOSED, *WITH_OWNER], OrderState.WITHDRAWN),
)
