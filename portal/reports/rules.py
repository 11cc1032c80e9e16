"""Which weeks are due, what an edition may know, and how its dates are written. Pure values."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.kernel.periods import SHANGHAI, Week

# News that was recorded just before the cut-off may be committed just after it: an edition waits for the stragglers,
# so that one made in time counts the same rows as one made late.
SETTLING = timedelta(minutes=2)
# How a change against last week stands in a line (see ``blocks.change_text``).
_CHANGE = re.compile("（(?:[＋－]|持平)")


@dataclass(frozen=True)
class Cycle:
    """When weekly editions are due: the first week, the cut-off of each, and since when the portal knows anything."""

    first_week: Week
    knows_from: datetime
    cut_off_weekday: int = 7
    cut_off_time: time = time(18)

    def cut_off(self, week: Week) -> datetime:
        return week.cut_off(weekday=self.cut_off_weekday, at=self.cut_off_time)

    def known_at(self, week: Week) -> datetime:
        """What an edition of this week may know: everything recorded up to its cut-off, whenever it is made.

        Weeks that ended before the portal was set up are told with the knowledge of that day.
        """
        return max(self.cut_off(week), self.knows_from)

    def is_due(self, week: Week, now: datetime) -> bool:
        return self.cut_off(week) + SETTLING <= now

    def last_due(self, now: datetime) -> Week:
        """The last week whose cut-off has passed, whether or not editions had begun by then."""
        week = Week.of(now.astimezone(SHANGHAI).date())
        return week if self.is_due(week, now) else week.previous

    def due(self, now: datetime) -> list[Week]:
        """Every week since the first whose cut-off has passed, oldest first, however long the machine was off."""
        weeks = []
        week = self.first_week
        while self.is_due(week, now):
            weeks.append(week)
            week = week.next
        return weeks


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


def week_text(week: Week) -> str:
    """``11月16日—22日``, as papers name a week; the year stands beside it where it is needed."""
    first = week.days.start
    last = first + timedelta(days=6)
    month = f"{last.month}月" if last.month != first.month else ""
    return f"{first.month}月{first.day}日—{month}{last.day}日"


def dated_on(cut_off: datetime) -> date:
    """The day that a 送审稿 bears: the one after its cut-off. Signing replaces it."""
    return cut_off.astimezone(SHANGHAI).date() + timedelta(days=1)


def progress_note(progress: Iterable[str]) -> str:
    """What brackets mean in the lines of progress; nothing while no line has a change in brackets."""
    return "（括号内为比上周）" if any(_CHANGE.search(line) for line in progress) else ""


def file_name(week: Week, revision: int, *, is_draft: bool) -> str:
    """The Chinese name under which people keep the paper."""
    state = "送审稿" if is_draft else ""
    again = f"第{revision}稿" if revision > 1 else ""
    return f"周调度专报{week.days.start.year}年{week_text(week)}{state}{again}.pdf"
