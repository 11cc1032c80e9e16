"""Who waits for whom: clocks are moved one by one in any number, but never while the calendar itself changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from portal.clocks.models import Clock, ClockShift
from portal.clocks.rules import Moved

_TURN = "hashtextextended('clocks.calendar', 0)"
AT_A_TIME = 5_000
WRITTEN_AT_ONCE = 1_000


def count_by_the_calendar() -> None:
    """Hold the calendar and the rules still until the deed ends; others may count at the same time."""
    _lock("pg_advisory_xact_lock_shared")


def change_the_calendar() -> None:
    """Wait until nobody counts, and let nobody count until the deed ends."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({_TURN})")


def move_all(moved: Sequence[Moved], **cause: object) -> None:
    """Give these clocks their new day, set-wise, and keep for ever that this cause moved them."""
    for part in _parts(moved):
        clocks = Clock.objects.in_bulk([each.clock_id for each in part])
        for each in part:
            clocks[each.clock_id].due_on = each.after
        Clock.objects.bulk_update(clocks.values(), ["due_on"], batch_size=WRITTEN_AT_ONCE)
        ClockShift.objects.bulk_create(
            # The clock itself, not its key: the trail asks each row for its village.
            ClockShift(**cause, clock=clocks[each.clock_id], before=each.before, after=each.after)
            for each in part
        )


def _parts(moved: Sequence[Moved]) -> Iterable[Sequence[Moved]]:
    return (moved[first : first + AT_A_TIME] for first in range(0, len(moved), AT_A_TIME))
