"""How a deadline is counted: pure values in, a day out (民法典 200–204). The calendar counts, this says what.

A pause takes whole days out: from its first day up to, but not including, the day on which counting goes on. A pause
that has no end yet takes nothing out: when it will end is not known, and the page says that the clock stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.kernel.calendar import ONE_DAY, WorkingCalendar
from portal.kernel.errors import DesignError
from portal.kernel.periods import Period


class Unit(StrEnum):
    """What a deadline is counted in. Hours are natural hours; a year is twelve months."""

    DAY = "day"
    WORKDAY = "workday"
    MONTH = "month"
    HOUR = "hour"


UNIT_WORDS = {Unit.DAY: "日", Unit.WORKDAY: "个工作日", Unit.MONTH: "个月", Unit.HOUR: "小时"}
MOST_OF = {Unit.DAY: 3650, Unit.WORKDAY: 2500, Unit.MONTH: 120, Unit.HOUR: 8760}  # beyond ten years it is no clock


@dataclass(frozen=True)
class Term:
    """How long: so many days, working days, months or hours; ``rolls``: a last day off moves on (203)."""

    amount: int
    unit: Unit
    rolls: bool = True

    @property
    def words(self) -> str:
        return f"{self.amount}{UNIT_WORDS[self.unit]}"


def due_day(term: Term, started_on: date, calendar: WorkingCalendar, pauses: Sequence[Period] = ()) -> date:
    """The last day of the term. Pauses are in order and have ended. Raises CalendarUnknown."""
    match term.unit:
        case Unit.WORKDAY:
            return _workday(term.amount, started_on, calendar, pauses)
        case Unit.DAY:
            last = calendar.add_days(started_on, term.amount, roll=False)
        case Unit.MONTH:
            last = calendar.add_months(started_on, term.amount, roll=False)
        case Unit.HOUR:
            raise DesignError("hours end at an instant: ask due_instant")
    for pause in pauses:
        if last >= pause.start and pause.end:
            last += pause.end - pause.start
    return calendar.roll(last) if term.rolls else last


def _workday(amount: int, started_on: date, calendar: WorkingCalendar, pauses: Sequence[Period]) -> date:
    left, after = amount, started_on
    for pause in pauses:
        if pause.end is None or pause.end - ONE_DAY <= after:
            continue
        counted = max(calendar.workdays_until(after, pause.start - ONE_DAY), 0)
        if counted >= left:
            break
        left, after = left - counted, pause.end - ONE_DAY
    return calendar.add_workdays(after, left)


def due_instant(term: Term, started_at: datetime) -> datetime:
    """When a term of natural hours ends; no calendar moves it."""
    return started_at + timedelta(hours=term.amount)


@dataclass(frozen=True)
class Running:
    """What counting needs to know of one clock, and the day on which it is due now."""

    clock_id: int
    term: Term
    is_local: bool  # whether days off of the autonomous region count as days off
    started_on: date
    due_on: date
    pauses: tuple[Period, ...] = ()


@dataclass(frozen=True)
class Moved:
    """A clock whose day changes, from and to."""

    clock_id: int
    before: date
    after: date


@dataclass(frozen=True)
class Calendars:
    """The national calendar, and the one with the days off of the autonomous region."""

    national: WorkingCalendar
    local: WorkingCalendar

    def of(self, *, is_local: bool) -> WorkingCalendar:
        return self.local if is_local else self.national


def moved_by(clock: Running, calendars: Calendars) -> Moved | None:
    """Where the clock goes under these calendars; None when it stays. Raises CalendarUnknown when nobody can tell."""
    after = due_day(clock.term, clock.started_on, calendars.of(is_local=clock.is_local), clock.pauses)
    return None if after == clock.due_on else Moved(clock.clock_id, clock.due_on, after)


@dataclass(frozen=True)
class DayEntry:
    """What somebody wants to enter about one day: its kind (a value of ``DayKind``) and its name."""

    day: date
    kind: str
    note: str = ""


@dataclass(frozen=True)
class YearEntry:
    """How far a year is to be relied upon from now on (a value of ``YearStanding``)."""

    year: int
    standing: str


@dataclass(frozen=True)
class CalendarDraft:
    """Days and years that are to be changed together, and the document that says so."""

    days: tuple[DayEntry, ...] = ()
    years: tuple[YearEntry, ...] = ()
    document: str = ""


@dataclass(frozen=True)
class RuleDraft:
    """What a new version of a rule is to say."""

    code: str
    name: str
    clause: str
    amount: int
    unit: str
    starts_with: str
    bound: str
    confidence: str
    rolls: bool = True
    applies_regional: bool = True
    extension_amount: int | None = None
    extension_times: int = 0
    note: str = ""
    is_in_use: bool = True
