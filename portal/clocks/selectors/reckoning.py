"""The calculator: a day from a start and a length, with the days listed and why each counts or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.clocks.models import CalendarDay
from portal.clocks.rules import MOST_OF, UNIT_WORDS, Term, Unit, due_day, due_instant
from portal.clocks.selectors.calendar import calendar, day_rows
from portal.kernel.calendar import ONE_DAY, WorkingCalendar
from portal.kernel.errors import InvalidInput

MOST_LISTED = 400  # days; what is longer is told without its list


@dataclass(frozen=True)
class Step:
    """One day on the way: which number it was given, or why it was passed over."""

    day: date
    number: int | None
    word: str
    is_provisional: bool


@dataclass(frozen=True)
class Reckoned:
    """The day that came out, and what it rests on."""

    term: Term
    started_on: date
    due_on: date
    provisional_years: tuple[int, ...]
    steps: tuple[Step, ...]

    @property
    def warning(self) -> str:
        """What must be said whenever the day is shown; empty when it rests on notices alone."""
        return warning_of(self.provisional_years)


def warning_of(years: tuple[int, ...] | list[int]) -> str:
    """The sentence for a day that rests on provisional years."""
    if not years:
        return ""
    named = "、".join(f"{year}年" for year in years)
    return f"{named}放假安排尚未公布，按暂定日历推算；国务院通知公布后，日期可能变动。"


def reckon(
    started_on: date, term: Term, *, is_local: bool = True, known_at: datetime | None = None, lists: bool = False
) -> Reckoned:
    """The last day of a term, by the calendar of today or of an instant. Raises InvalidInput, CalendarUnknown."""
    _require_length(term)
    days = calendar(known_at, is_local=is_local)
    due_on = due_day(term, started_on, days)
    years = tuple(days.provisional_between(started_on, due_on))
    steps = _steps(started_on, due_on, term, days) if lists and (due_on - started_on).days <= MOST_LISTED else ()
    return Reckoned(term, started_on, due_on, years, tuple(steps))


def reckon_hours(started_at: datetime, amount: int) -> datetime:
    """When so many natural hours are over. Raises InvalidInput."""
    term = Term(amount, Unit.HOUR)
    _require_length(term)
    return due_instant(term, started_at)


def _require_length(term: Term) -> None:
    if not 0 < term.amount <= MOST_OF[term.unit]:
        most = f"{MOST_OF[term.unit]}{UNIT_WORDS[term.unit]}"
        raise InvalidInput(
            f"不能推算：期限应为1至{most}的整数。", fields={"amount": f"请填写1至{MOST_OF[term.unit]}的整数。"}
        )


def _steps(started_on: date, due_on: date, term: Term, days: WorkingCalendar) -> list[Step]:
    own = {row.day: " ".join(filter(None, [row.label, row.note])) for row in day_rows(_own_rows(started_on, due_on))}
    steps, number, day = [], 0, started_on
    while day < due_on:
        day += ONE_DAY
        word = own.get(day) or days.nationally(day).word
        counts = term.unit != Unit.WORKDAY or days.is_workday(day)
        number += counts
        steps.append(Step(day, number if counts else None, word, days.is_provisional(day)))
    return steps


def _own_rows(first: date, last: date) -> list[CalendarDay]:
    return list(CalendarDay.objects.holding().filter(day__range=(first, last)))
