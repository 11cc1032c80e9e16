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
