"""States and moves of an approval. Votes move it: the last needed one grants it, one that sends it back declines it."""

from django.db.models import TextChoices

from portal.kernel.lifecycle import Lifecycle, Move


class ApprovalState(TextChoices):
    OPEN = "open", "审批中"
    GRANTED = "granted", "已同意"
    DECLINED = "declined", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class Choice(TextChoices):
    APPROVE = "approve", "同意"
    DECLINE = "decline", "退回"


APPROVAL = Lifecycle(
    "审批",
    ApprovalState,
    Move.of("grant", [ApprovalState.OPEN], ApprovalState.GRANTED),
    Move.of("decline", [ApprovalState.OPEN], ApprovalState.DECLINED),
    Move.of("withdraw", [ApprovalState.OPEN], ApprovalState.WITHDRAWN),
)
