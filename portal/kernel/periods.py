"""Half-open periods of days, and the ISO week that the briefing is made for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import total_ordering
from zoneinfo import ZoneInfo

from portal.kernel.errors import InvalidInput

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WEEK_KEY = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_YEARS = range(1900, 3000)  # others are slips of the pen, and weeks at the ends of the calendar have no neighbours


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` up to, but not including, ``end``. ``end`` None means: still running."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise InvalidInput(f"期间有误：结束日{self.end}应当晚于开始日{self.start}。")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    @property
    def last_day(self) -> date | None:
        """The last day inside, as people write a period."""
        return self.end and self.end - timedelta(days=1)


@total_ordering
@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week, Monday to Sunday; its key is ``2026-W47``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year if self.year in _YEARS else 0, self.number, 7)
        except ValueError:
            raise InvalidInput(f"没有“{self.year:04d}-W{self.number:02d}”这一周。请按“2026-W47”的样式填写。") from None

    @classmethod
    def parse(cls, key: str) -> Week:
        """Read ``2026-W47``. Raises InvalidInput for anything else, impossible weeks included."""
        if not (match := _WEEK_KEY.fullmatch(key)):
            raise InvalidInput(f"没有“{key[:20]}”这一周。请按“2026-W47”的样式填写。")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Week:
        iso = day.isocalendar()
        return cls(iso.year, iso.week)

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    def __lt__(self, other: Week) -> bool:
        return (self.year, self.number) < (other.year, other.number)

    @property
    def days(self) -> Period:
        monday = date.fromisocalendar(self.year, self.number, 1)
        return Period(monday, monday + timedelta(days=7))

    @property
    def previous(self) -> Week:
        return Week.of(self.days.start - timedelta(days=1))

    @property
    def next(self) -> Week:
        return Week.of(self.days.start + timedelta(days=7))

    def cut_off(self, *, weekday: int = 7, at: time = time(18)) -> datetime:
        """The instant after which news belongs to the next week; Sunday 18:00 in Yinchuan unless a setting differs."""
        return datetime.combine(date.fromisocalendar(self.year, self.number, weekday), at, SHANGHAI)
