"""The calendar of today's rows, or of those known at an instant, and a year of it at a glance."""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from portal.clocks.models import CalendarChange, CalendarDay, CalendarYear, DayKind, YearStanding
from portal.clocks.models.calendar import KINDS_OFF, KINDS_ON, REGIONAL_KINDS
from portal.clocks.rules import CalendarDraft, Calendars
from portal.kernel import clock
from portal.kernel.calendar import FIRST_NATIONAL_YEAR, WorkingCalendar, is_official

_Kinds = Mapping[tuple[date, bool], str]
WEEKDAYS = "一二三四五六日"
BY_SET_UP = "系统初始化"


def calendar(known_at: datetime | None = None, *, is_local: bool = True) -> WorkingCalendar:
    """The calendar to count with: today's rows, or those known at an instant. ``is_local``: with Ningxia's days off."""
    return calendars(known_at).of(is_local=is_local)


def calendars(known_at: datetime | None = None) -> Calendars:
    """Both calendars, from two statements."""
    return _built(*_held(known_at))


def calendars_with(draft: CalendarDraft) -> Calendars:
    """Both calendars as they would be with the draft entered."""
    kinds, standings = _held(None)
    kinds |= {(entry.day, entry.kind in REGIONAL_KINDS): entry.kind for entry in draft.days}
    standings |= {entry.year: entry.standing for entry in draft.years}
    return _built(kinds, standings)


def _held(known_at: datetime | None) -> tuple[dict[tuple[date, bool], str], dict[int, str]]:
    days = CalendarDay.objects.holding(known_at).values_list("day", "is_regional", "kind")
    years = CalendarYear.objects.holding(known_at).values_list("year", "standing")
    return {(day, is_regional): kind for day, is_regional, kind in days}, dict(years)


def _built(kinds: _Kinds, standings: Mapping[int, str]) -> Calendars:
    off, on = _off_and_on(kinds, is_regional=False)
    local_off, local_on = _off_and_on(kinds, is_regional=True)
    known = {
        "provisional": frozenset(year for year, word in standings.items() if word == YearStanding.PROVISIONAL),
        "entered": frozenset(year for year, word in standings.items() if word == YearStanding.ENTERED),
    }
    return Calendars(
        national=WorkingCalendar(off, on, **known),
        # Where both speak of a day, the region's own notice says what its offices do.
        local=WorkingCalendar((off - local_on) | local_off, (on - local_off) | local_on, **known),
    )


def _off_and_on(kinds: _Kinds, *, is_regional: bool) -> tuple[frozenset[date], frozenset[date]]:
    ours = {day: kind for (day, regional), kind in kinds.items() if regional == is_regional}
    off = frozenset(day for day, kind in ours.items() if kind in KINDS_OFF)
    return off, frozenset(day for day, kind in ours.items() if kind in KINDS_ON)


# --- a year at a glance ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayRow:
    """One of our own rows about a day, as it holds now."""

    day: date
    kind: str
    label: str
    note: str
    document: str
    recorded_at: datetime

    @property
    def weekday(self) -> str:
        return f"星期{WEEKDAYS[self.day.weekday()]}"


@dataclass(frozen=True)
class Cell:
    """A day in a small month: ``kind`` work, off, holiday, make_up or regional; ``mark`` is the letter it prints."""

    day: date
    kind: str
    mark: str
    word: str

    @property
    def is_workday(self) -> bool:
        return self.kind in ("work", "make_up")


@dataclass(frozen=True)
class Month:
    """A month in weeks that begin on Monday; None where the week reaches into another month."""

    number: int
    weeks: tuple[tuple[Cell | None, ...], ...]
    workdays: int | None


@dataclass(frozen=True)
class YearPage:
    """A year: what is known of it, its months (none when it is unknown), and our own rows."""

    year: int
    standing: str
    standing_label: str
    document: str
    months: tuple[Month, ...]
    rows: tuple[DayRow, ...]
    workdays: int | None

    @property
    def is_provisional(self) -> bool:
        return self.standing == YearStanding.PROVISIONAL

    @property
    def is_known(self) -> bool:
        return bool(self.months)

    @property
    def days(self) -> list[Cell]:
        """Every day in order."""
        return [cell for month in self.months for week in month.weeks for cell in week if cell]


def years_to_show() -> list[int]:
    """From the first official year to the one after next, or the last that somebody entered."""
    entered = CalendarYear.objects.holding().values_list("year", flat=True)
    return list(range(FIRST_NATIONAL_YEAR, max([clock.today().year + 2, *entered]) + 1))


def year_page(year: int) -> YearPage:
    """One year with all that we entered about it."""
    row = CalendarYear.objects.holding().filter(year=year).first()
    official = is_official(year)
    standing = "official" if official else row.standing if row else YearStanding.UNKNOWN.value
    label = "国务院通知已收录" if official else YearStanding(standing).label
    ours = tuple(day_rows(CalendarDay.objects.holding().filter(day__year=year)))
    is_known = standing in ("official", YearStanding.PROVISIONAL, YearStanding.ENTERED)
    months = tuple(_months(year, calendar(), {row.day: row for row in ours})) if is_known else ()
    total = sum(month.workdays or 0 for month in months) if is_known else None
    return YearPage(year, standing, label, row.document if row else "", months, ours, total)


def day_rows(rows: Iterable[Any]) -> list[DayRow]:
    """Rows that hold, without those that took an entry back."""
    shown = [row for row in rows if row.kind not in (DayKind.PLAIN, DayKind.REGIONAL_PLAIN)]
    return [
        DayRow(row.day, row.kind, DayKind(row.kind).label, row.note, row.document, row.recorded_at)
        for row in sorted(shown, key=lambda row: (row.day, row.is_regional))
    ]


def _months(year: int, days: WorkingCalendar, ours: Mapping[date, DayRow]) -> Iterable[Month]:
    for number in range(1, 13):
        weeks = tuple(
            tuple(_cell(day, days, ours.get(day)) if day.month == number else None for day in week)
            for week in gregorian.Calendar().monthdatescalendar(year, number)
        )
        cells = [cell for week in weeks for cell in week if cell]
        yield Month(number, weeks, sum(cell.is_workday for cell in cells))


def _cell(day: date, days: WorkingCalendar, ours: DayRow | None) -> Cell:
    is_workday = days.is_workday(day)
    word = " ".join(filter(None, [ours.label, ours.note])) if ours else days.nationally(day).word
    if is_workday:
        return Cell(day, "make_up", "班", word) if day.weekday() >= 5 else Cell(day, "work", "", word)
    if ours and ours.kind == DayKind.REGIONAL:
        return Cell(day, "regional", "宁", word)
    return Cell(day, "off", "", word) if word == "周末" else Cell(day, "holiday", "休", word)


# --- changes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CalendarChangeRow:
    """One change of the calendar with what it entered."""

    id: int
    reason: str
    document: str
    by: str
    recorded_at: datetime
    looked_at: int
    moved: int
    days: tuple[str, ...]


def changes() -> QuerySet[CalendarChange]:
    """Every change, the newest first."""
    found: QuerySet[CalendarChange] = CalendarChange.objects.select_related("changed_by").order_by("-pk")
    return found


def change_row(change: CalendarChange) -> CalendarChangeRow:
    """A change in words."""
    days = CalendarDay.objects.filter(change=change).order_by("day", "pk")
    years = CalendarYear.objects.filter(change=change).order_by("year")
    said = [f"{row.year}年：{YearStanding(row.standing).label}" for row in years]
    said += [
        " ".join(filter(None, [f"{row.day.year}年{row.day.month}月{row.day.day}日", DayKind(row.kind).label, row.note]))
        for row in days
    ]
    by = change.changed_by.name if change.changed_by else BY_SET_UP
    return CalendarChangeRow(
        change.pk, change.reason, change.document, by, change.recorded_at, change.looked_at, change.moved, tuple(said)
    )
