"""States and moves of a doubt about integrity: a lead, never a verdict."""

from django.db.models import TextChoices

from portal.kernel.lifecycle import Lifecycle, Move


class FindingState(TextChoices):
    OPEN = "open", "疑点"
    CHECKING = "checking", "核查中"
    CLEARED = "cleared", "已排除"
    CONFIRMED = "confirmed", "属实"
    TRANSFERRED = "transferred", "已移送"


FINDING = Lifecycle(
    "疑点",
    FindingState,
    Move.of("check", [FindingState.OPEN], FindingState.CHECKING),
    Move.of("clear", [FindingState.CHECKING], FindingState.CLEARED),
    Move.of("confirm", [FindingState.CHECKING], FindingState.CONFIRMED),
    Move.of("transfer", [FindingState.CONFIRMED], FindingState.TRANSFERRED),
)
