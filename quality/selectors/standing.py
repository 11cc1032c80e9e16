"""How a doubt stands to its day: what lists, pages and lamps say of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from quality.lifecycle import NO_DEADLINE
from quality.models import Complaint
from quality.selectors.overdue import NOBODYS_DELAY

SOON = timedelta(days=2)
OVERDUE, DUE_SOON, IN_TIME, ENDED_ = "overdue", "soon", "in_time", "ended"
STANDINGS = [(OVERDUE, "已超期"), (DUE_SOON, "将到期（2日内）"), (IN_TIME, "期限内"), (ENDED_, "不计期限")]
_LIGHTS = {OVERDUE: "red", DUE_SOON: "yellow", IN_TIME: "green"}
_WORDS = {OVERDUE: "超期", DUE_SOON: "将到期", IN_TIME: "期限内"}


def standing_of(complaint: Complaint, today: date) -> str:
    due_on = complaint.due_on
    if due_on is None or complaint.state in NO_DEADLINE:
        return ENDED_
    if complaint.state in NOBODYS_DELAY:
        return IN_TIME  # the reporter's own period: whatever becomes of it is nobody's delay
    if due_on < today:
        return OVERDUE
    return DUE_SOON if due_on - today <= SOON else IN_TIME


def with_standing(found: Any, standing: str, today: date) -> Any:
    """Those of the doubts that stand so."""
    running, late = ~Q(state__in=NO_DEADLINE), ~Q(state__in=NOBODYS_DELAY)
    soon = late & Q(clock__due_on__gte=today, clock__due_on__lte=today + SOON)
    chosen = {
        OVERDUE: late & Q(clock__due_on__lt=today),
        DUE_SOON: soon,
        IN_TIME: running & ~(late & Q(clock__due_on__lte=today + SOON)),
        ENDED_: ~running,
    }
    return found.filter(chosen[standing])


def light_of(standing: str) -> tuple[str, str]:
    """Colour and word of a lamp; empty for what has no day."""
    return _LIGHTS.get(standing, ""), _WORDS.get(standing, "")


def day_words(complaint: Complaint, today: date) -> str:
    """``超期3天``, ``今天到期``, ``还有5天``; empty for what has no day."""
    due_on = complaint.due_on
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days < 0:
        return f"超期{-days}天"
    return "今天到期" if days == 0 else f"还有{days}天"
