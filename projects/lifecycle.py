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
