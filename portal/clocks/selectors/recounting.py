"""Counting all open clocks anew, set-wise: a few statements, however many clocks there are."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from portal.clocks.lifecycle import OPEN_STATES
from portal.clocks.models import Clock, ClockPause
from portal.clocks.rules import CalendarDraft, Calendars, Moved, Running, Term, Unit, moved_by
from portal.clocks.selectors.calendar import calendars_with
from portal.kernel.periods import Period

AT_A_TIME = 10_000


@dataclass(frozen=True)
class Recount:
    """How many clocks were looked at, and which have another day."""

    looked_at: int
    moved: tuple[Moved, ...]

    @property
    def digest(self) -> str:
        """Names what would move: whoever confirms a preview confirms this."""
        said = ";".join(f"{each.clock_id}:{each.before}:{each.after}" for each in self.moved)
        return hashlib.sha256(f"{self.looked_at};{said}".encode()).hexdigest()[:32]


def preview_of(draft: CalendarDraft) -> Recount:
    """What would move if the draft were entered; nothing is written. Raises CalendarUnknown."""
    return recount(running_clocks(), calendars_with(draft))


def recount(clocks: Iterable[Running], calendars: Calendars) -> Recount:
    """All these clocks under these calendars."""
    looked_at, moved = 0, []
    for clock in clocks:
        looked_at += 1
        if found := moved_by(clock, calendars):
            moved.append(found)
    return Recount(looked_at, tuple(moved))


def running_clocks(**only: Any) -> Iterator[Running]:
    """Every open clock that a calendar can move (hours run through), in the order of their keys."""
    pauses = _pauses()
    found = (
        Clock.objects.filter(state__in=OPEN_STATES, due_at__isnull=True, **only)
        .order_by("pk")
        .values_list(
            "pk", "started_on", "due_on", "extended_by",
            "rule__amount", "rule__unit", "rule__rolls", "rule__applies_regional",
        )
    )  # fmt: skip
    last = 0
    while rows := list(found.filter(pk__gt=last)[:AT_A_TIME]):
        for pk, started_on, due_on, extended_by, amount, unit, rolls, is_local in rows:
            term = Term(amount + extended_by, Unit(unit), rolls)
            yield Running(pk, term, is_local, started_on, due_on, tuple(pauses.get(pk, ())))
        last = rows[-1][0]


def pauses_of(clock: Clock) -> tuple[Period, ...]:
    """The pauses of one clock that have ended, in order."""
    return tuple(_pauses(clock=clock).get(clock.pk, ()))


def _pauses(**only: Any) -> dict[int, list[Period]]:
    only = only or {"clock__state__in": OPEN_STATES}
    found = ClockPause.objects.filter(resumed_on__isnull=False, **only).order_by("clock_id", "paused_on", "pk")
    by_clock: dict[int, list[Period]] = defaultdict(list)
    for clock_id, first, end in found.values_list("clock_id", "paused_on", "resumed_on"):
        if end and first < end:  # paused and resumed on one day takes nothing out
            by_clock[clock_id].append(Period(first, end))
    return by_clock
