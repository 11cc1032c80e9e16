"""The working-day calendar: pure counting over a frozen table of days (民法典 200–204, P4).

The first day is not counted (201); a natural-day period whose last day is a day off ends on the next day that is
not (203). A month period ends on the corresponding day, or the last of the month (202).
"""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar

from portal.kernel.errors import InvalidInput

ONE_DAY = timedelta(days=1)
FIRST_NATIONAL_YEAR = 2004
_REACH = 366 * 30  # no statutory clock runs longer; a table that is off for ever must not hang us


class CalendarUnknown(InvalidInput):
    """The State Council's notice for a year is not in the table and nobody entered provisional days."""


@dataclass(frozen=True)
class WorkingCalendar:
    """National days with our own table over them. ``provisional`` years count plain weekends and are warned about."""

    days_off: frozenset[date] = field(default_factory=frozenset)
    days_on: frozenset[date] = field(default_factory=frozenset)
    provisional: frozenset[int] = field(default_factory=frozenset)

    def is_workday(self, day: date) -> bool:
        """Raises CalendarUnknown for a year that is neither official nor provisional."""
        if day in self.days_on:
            return True
        if day in self.days_off:
            return False
        if day.year in self.provisional:
            return day.weekday() < 5
        if day.year < FIRST_NATIONAL_YEAR:
            raise CalendarUnknown(f"工作日历从{FIRST_NATIONAL_YEAR}年开始，不能推算{day.year}年。")
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            raise CalendarUnknown(
                f"{day.year}年放假安排尚未录入，不能推算工作日。请先在工作日历中录入（可标“暂定”）。"
            ) from None

    def add_workdays(self, start: date, count: int) -> date:
        """The day on which ``count`` working days have run; the start day itself is not counted."""
        if count < 0:
            raise InvalidInput("工作日天数不能为负数。")
        day = start
        for _ in range(_REACH):
            if count == 0:
                return day
            day += ONE_DAY
            count -= self.is_workday(day)
        raise CalendarUnknown("工作日历中没有足够的工作日，请检查日历。")

    def add_days(self, start: date, count: int, *, roll: bool = True) -> date:
        """Natural days, then on to the next working day when the last one is a day off (203)."""
        last = start + timedelta(days=count)
        return self.roll(last) if roll else last

    def add_months(self, start: date, count: int, *, roll: bool = True) -> date:
        """Months by the corresponding day, or the month's last (202), then rolled (203)."""
        year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
        last = date(year, month + 1, min(start.day, gregorian.monthrange(year, month + 1)[1]))
        return self.roll(last) if roll else last

    def roll(self, day: date) -> date:
        for _ in range(_REACH):
            if self.is_workday(day):
                return day
            day += ONE_DAY
        raise CalendarUnknown("工作日历中没有足够的工作日，请检查日历。")

    def is_provisional(self, day: date) -> bool:
        return day.year in self.provisional
