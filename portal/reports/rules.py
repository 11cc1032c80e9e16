"""Which weeks are due, what an edition may know, and how its dates are written. Pure values."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.kernel.missing import Missing
from portal.kernel.periods import SHANGHAI, Period, Week
from portal.reports.blocks import AddedWords, PageOne

# News that was recorded just before the cut-off may be committed just after it: an edition waits for the stragglers,
# so that one made in time counts the same rows as one made late.
SETTLING = timedelta(minutes=2)
# How a change against last week stands in a line (see ``blocks.change_text``).
_CHANGE = re.compile("（(?:[＋－]|持平)")


@dataclass(frozen=True)
class Told:
    """What one edition tells of: from the Monday of ``first_week`` to the cut-off of ``week``, which names it.

    The two are one week, except in a 合刊, which tells of several.
    """

    week: Week
    first_week: Week
    cut_off: datetime

    @property
    def is_joint(self) -> bool:
        return self.first_week != self.week

    @property
    def days(self) -> Period:
        return Period(self.first_week.days.start, self.week.days.end)


@dataclass(frozen=True)
class CutOff:
    """When the news of a week closes, from a week on."""

    from_week: Week
    weekday: int
    at: time


@dataclass(frozen=True)
class Cycle:
    """When weekly editions are due: the first week, the cut-off of each, and since when the portal knows anything.

    ``changes`` move the cut-off from a week on, in order. A week in ``skipped`` has no edition (停刊), one in
    ``joined`` is told together with the week after it (合刊).
    """

    first_week: Week
    knows_from: datetime
    cut_off_weekday: int = 7
    cut_off_time: time = time(18)
    changes: tuple[CutOff, ...] = ()
    skipped: frozenset[Week] = frozenset()
    joined: frozenset[Week] = frozenset()

    def cut_off(self, week: Week) -> datetime:
        weekday, at = self.cut_off_weekday, self.cut_off_time
        for change in self.changes:
            if change.from_week <= week:
                weekday, at = change.weekday, change.at
        return week.cut_off(weekday=weekday, at=at)

    def known_at(self, week: Week) -> datetime:
        """What an edition of this week may know: everything recorded up to its cut-off, whenever it is made.

        Weeks that ended before the portal was set up are told with the knowledge of that day.
        """
        return max(self.cut_off(week), self.knows_from)

    def is_told(self, week: Week) -> bool:
        """Whether an edition is named by this week."""
        return week not in self.skipped and week not in self.joined

    def told(self, week: Week) -> Told:
        """What the edition named by this week tells of."""
        first = week
        while first.previous in self.joined and first.previous >= self.first_week:
            first = first.previous
        return Told(week, first, self.cut_off(week))

    def told_before(self, told: Told) -> Told:
        """What the edition before it told of; weeks without an edition are passed over."""
        week = told.first_week.previous
        while not self.is_told(week):
            week = week.previous
        return self.told(week)

    def is_due(self, week: Week, now: datetime) -> bool:
        return self.cut_off(week) + SETTLING <= now

    def last_due(self, now: datetime) -> Week:
        """The last week with an edition whose cut-off has passed, whether or not editions had begun by then."""
        week = Week.of(now.astimezone(SHANGHAI).date())
        while not (self.is_told(week) and self.is_due(week, now)):
            week = week.previous
        return week

    def due(self, now: datetime) -> list[Week]:
        """Every week with an edition since the first whose cut-off has passed, oldest first, however long that is."""
        weeks = []
        week = self.first_week
        while self.is_due(week, now):
            if self.is_told(week):
                weeks.append(week)
            week = week.next
        return weeks


# Page one as the office sets it: 15 lines under the head, 28 characters each (office 5).
PAGE_ONE_LINES = 15
LINE_CHARACTERS = 28
HANGING = "，。、；：！？"  # marks that hang in the margin rather than take a character along


def lines_of(text: str, *, indent: int = 2) -> int:
    """How many lines a paragraph takes: two digits stand in the place of one character, a last mark in the margin."""
    in_place = text[:-1] if text.endswith(tuple(HANGING)) else text
    halves = sum(1 if character.isascii() else 2 for character in in_place) + 2 * indent
    return max(1, -(-halves // (2 * LINE_CHARACTERS))) if text else 0


def canonical(data: Any) -> bytes:
    """The one spelling of plain values: keys sorted, no spaces, ASCII, no floats to disagree about."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def data_hash(data: Any) -> str:
    """SHA-256 of the canonical spelling, in hex."""
    return hashlib.sha256(canonical(data)).hexdigest()


def cut_off_text(cut_off: datetime) -> str:
    """``数据截至11月22日18时``."""
    local = cut_off.astimezone(SHANGHAI)
    minutes = f"{local.minute:02d}分" if local.minute else ""
    return f"数据截至{local.month}月{local.day}日{local.hour}时{minutes}"


def week_text(week: Week, first_week: Week | None = None) -> str:
    """``11月16日—22日``, as papers name a week, or the weeks of a 合刊; the year stands beside it where needed."""
    first = (first_week or week).days.start
    last = week.days.start + timedelta(days=6)
    month = f"{last.month}月" if last.month != first.month else ""
    return f"{first.month}月{first.day}日—{month}{last.day}日"


def year_week_text(week: Week, first_week: Week | None = None) -> str:
    """``2026年11月16日—22日``, ``2026年12月28日—2027年1月3日``: a week where no year stands beside."""
    first, last = (first_week or week).days.start, week.days.start + timedelta(days=6)
    if first.year == last.year:
        return f"{first.year}年{week_text(week, first_week)}"
    return f"{first.year}年{first.month}月{first.day}日—{last.year}年{last.month}月{last.day}日"


def dated_on(cut_off: datetime) -> date:
    """The day that a 送审稿 bears: the one after its cut-off. Signing replaces it."""
    return cut_off.astimezone(SHANGHAI).date() + timedelta(days=1)


def progress_note(progress: Iterable[str], base: str = "上周") -> str:
    """What brackets mean in the lines of progress; nothing while no line has a change in brackets."""
    return f"（括号内为比{base}）" if any(_CHANGE.search(line) for line in progress) else ""


def file_name(period_text: str, name: str, suffix: str) -> str:
    """The Chinese name under which people keep a paper: ``周调度专报2026年第46期（2026年…）.pdf``."""
    return f"周调度专报{name}（{period_text}）.{suffix}"


def number_text(pattern: str, year: int, number: int) -> str:
    """``2026年第46期``, by the office's own pattern."""
    return pattern.replace("{year}", str(year)).replace("{number}", str(number))


_NUMBER_SAMPLE = re.compile(r"([^\d{}<>]*)20\d\d([^\d{}<>]+)\d{1,3}([^\d{}<>]*)", re.ASCII)


def number_pattern(sample: str) -> str | None:
    """``{year}年第{number}期`` from ``2026年第1期``; None when the sample does not name a year and then a number."""
    match = _NUMBER_SAMPLE.fullmatch(sample)
    return f"{match[1]}{{year}}{match[2]}{{number}}{match[3]}" if match else None


def following_issue(number_text: str, number: int | None) -> str:
    """``第47期`` after 第46期: where what is wrong with an issue is put right; 下一期 when the pattern is another."""
    return f"第{number + 1}期" if number and f"第{number}期" in number_text else "下一期"


def page_one_lines(page: PageOne, words: AddedWords, *, is_correction: bool = False) -> int:
    """How many of the fifteen lines page one takes at most, with the words that people add."""
    lines = (
        is_correction
        + (lines_of(f"按：{words.note}", indent=0) if words.note else 0)
        + lines_of(f"一、总体　{page.overall}")
    )
    lines += 1 + sum(lines_of(f"1.{text}") for text in page.progress or (Missing.NOT_REPORTED,))
    lines += 1 if isinstance(page.stuck, str) else 1 + len(page.stuck)
    lines += lines_of(f"四、提请研究　{page.request_with(words)}")
    return lines + (lines_of(f"五、{page.decided}　{page.decisions}") if page.decisions is not None else 0)
