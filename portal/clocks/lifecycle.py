"""States and moves of a clock."""

from django.db.models import TextChoices

from portal.kernel.lifecycle import Lifecycle, Move


class ClockState(TextChoices):
    RUNNING = "running", "计算中"
    PAUSED = "paused", "已中止"
    MET = "met", "已办结"
    CANCELLED = "cancelled", "已撤销"


OPEN_STATES = (ClockState.RUNNING, ClockState.PAUSED)

CLOCK = Lifecycle(
    "办理期限",
    ClockState,
    Move.of("pause", [ClockState.RUNNING], ClockState.PAUSED),
    Move.of("resume", [ClockState.PAUSED], ClockState.RUNNING),
    Move.of("extend", [ClockState.RUNNING], ClockState.RUNNING),
    # What is done while the clock stands still is done all the same.
    Move.of("stop", [ClockState.RUNNING, ClockState.PAUSED], ClockState.MET),
    Move.of("cancel", [ClockState.RUNNING, ClockState.PAUSED], ClockState.CANCELLED),
)
