"""The working-day calendar: pure counting over a frozen table of days (民法典 200–204, P4).

The first day is not counted (201); a natural-day period whose last day is a day off ends on the next day that is
not (203). A month period ends on the corresponding day, or the last of the month (202).

All counting is done in one sorted list of the working days, so that a million clocks cost two searches each.
"""

from __future__ import annotations

import calendar as gregorian
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

import chinese_calendar
from chinese_calendar.constants import Holiday

from portal.kernel.errors import InvalidInput

ONE_DAY = timedelta(days=1)
FIRST_NATIONAL_YEAR = 2004
MOST = 36_500  # a hundred years: whoever counts further made a slip of the pen
_CHINESE = {holiday.value: holiday.chinese for holiday in Holiday}


class CalendarUnknown(InvalidInput):
    """The State Council's notice for a year is not in the table and nobody entered provisional days."""


class DayWord(NamedTuple):
    """Whether a day is worked, and why, in a word."""

    is_workday: bool
    word: str


@cache
def official_day(day: date) -> DayWord | None:
    """What the State Council's notice makes of a day; None for a year whose notice came after this library."""
    try:
        is_off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    if is_off:
        return DayWord(False, _CHINESE.get(name, "周末"))
    if day.weekday() < 5:
        return DayWord(True, "工作日")
    return DayWord(True, f"{_CHINESE.get(name, '')}调休上班")


@cache
def is_official(year: int) -> bool:
    """Whether the library holds the notice for a year."""
    return year >= FIRST_NATIONAL_YEAR and official_day(date(year, 1, 1)) is not None


@cache
def _official_workdays(year: int) -> frozenset[date]:
    return frozenset(day for day in days_of(year) if (found := official_day(day)) and found.is_workday)


def days_of(year: int) -> list[date]:
    """Every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=step) for step in range(365 + gregorian.isleap(year))]


@dataclass(frozen=True)
class WorkingCalendar:
    """National days with our own table over them.

    ``provisional`` years count plain weekends and are warned about; ``entered`` ones are later than the library, and
    their notice is wholly in ``days_off`` and ``days_on``.
    """

    days_off: frozenset[date] = field(default_factory=frozenset)
    days_on: frozenset[date] = field(default_factory=frozenset)
    provisional: frozenset[int] = field(default_factory=frozenset)
    entered: frozenset[int] = field(default_factory=frozenset)

    def is_workday(self, day: date) -> bool:
        """Raises CalendarUnknown for a year that is neither official nor provisional nor entered."""
        if day in self.days_on:
            return True
        if day in self.days_off:
            return False
        return self.nationally(day).is_workday

    def nationally(self, day: date) -> DayWord:
        """What the day is without our own table. Raises CalendarUnknown."""
        self._require(day.year)
        found = official_day(day) if is_official(day.year) else None
        return found or DayWord(day.weekday() < 5, "工作日" if day.weekday() < 5 else "周末")

    def add_workdays(self, start: date, count: int) -> date:
        """The day on which ``count`` working days have run; the start day itself is not counted."""
        _require_count(count)
        if count == 0:
            return start
        self._require(start.year)
        place = bisect_right(self._workdays, start) + count - 1
        if place >= len(self._workdays):
            raise _unknown(self.last_known_year + 1)
        return self._workdays[place]

    def workdays_until(self, start: date, last: date) -> int:
        """How many working days lie after ``start`` up to ``last``; below zero when ``last`` is earlier."""
        for day in (start, last):
            self._require(day.year)
        return bisect_right(self._workdays, last) - bisect_right(self._workdays, start)

    def add_days(self, start: date, count: int, *, roll: bool = True) -> date:
        """Natural days, then on to the next working day when the last one is a day off (203)."""
        _require_count(count)
        if count > (date.max - start).days:
            raise _unknown(date.max.year)
        last = start + timedelta(days=count)
        return self.roll(last) if roll else last

    def add_months(self, start: date, count: int, *, roll: bool = True) -> date:
        """Months by the corresponding day, or the month's last (202), then rolled (203)."""
        _require_count(count)
        year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
        if year > date.max.year:
            raise _unknown(year)
        last = date(year, month + 1, min(start.day, gregorian.monthrange(year, month + 1)[1]))
        return self.roll(last) if roll else last

    def roll(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is."""
        self._require(day.year)
        place = bisect_left(self._workdays, day)
        if place == len(self._workdays):
            raise _unknown(self.last_known_year + 1)
        return self._workdays[place]

    def is_provisional(self, day: date) -> bool:
        return day.year in self.provisional

    def provisional_between(self, start: date, last: date) -> list[int]:
        """The provisional years on which a count from ``start`` to ``last`` rests; what comes before is certain."""
        return sorted(year for year in self.provisional if start.year <= year <= last.year)

    @cached_property
    def last_known_year(self) -> int:
        """The last year up to which nothing is missing."""
        year = FIRST_NATIONAL_YEAR
        while self._is_known(year + 1):
            year += 1
        return year

    @property
    def _workdays(self) -> list[date]:
        return _workdays_of(self)

    def _is_known(self, year: int) -> bool:
        return is_official(year) or year in self.provisional or year in self.entered

    def _require(self, year: int) -> None:
        """Raises CalendarUnknown for a year beyond the first gap."""
        if year < FIRST_NATIONAL_YEAR:
            raise CalendarUnknown(f"工作日历从{FIRST_NATIONAL_YEAR}年开始，不能推算{year}年。")
        if year > self.last_known_year:
            raise _unknown(self.last_known_year + 1)


@lru_cache(maxsize=16)
def _workdays_of(days: WorkingCalendar) -> list[date]:
    """Every working day of the known years, in order. Kept by value: every request reads the same few calendars."""
    found: set[date] = set()
    years = range(FIRST_NATIONAL_YEAR, days.last_known_year + 1)
    for year in years:
        weekdays = (day for day in days_of(year) if day.weekday() < 5)
        found |= _official_workdays(year) if is_official(year) else set(weekdays)
    own = {day for day in days.days_on if day.year in years}
    return sorted((found - days.days_off) | own)


def _require_count(count: int) -> None:
    if count < 0:
        raise InvalidInput("期限不能为负数。")
    if count > MOST:
        raise InvalidInput(f"期限过长，不能推算。请核对数字，应不大于{MOST}。")


def _unknown(year: int) -> CalendarUnknown:
    return CalendarUnknown(f"{year}年放假安排尚未录入，不能推算工作日。请先在工作日历中录入（可标“暂定”）。")
