"""Builders of clocks: each is started by the real action."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.clocks import actions
from portal.clocks.models import Clock
from portal.clocks.rules import CalendarDraft, DayEntry, RuleDraft, YearEntry
from portal.kernel.permissions import PORTAL
from tests import world

NOTICE = "国办发明电〔2026〕7号"


def started(rule: str = "X3", key: str = "petition:1", where: Any = PORTAL, **inputs: Any) -> Clock:
    """A running clock; X3 is five working days, X1 fifteen days, X4 sixty and once thirty more."""
    inputs.setdefault("owner_label", f"信访件{key.rpartition(':')[2]}")
    by = inputs.pop("by", world.WHY)
    return actions.start_clock(by, where, rule=rule, owner_key=key, **inputs)


def off(*days: date, kind: str = "holiday", document: str = NOTICE) -> CalendarDraft:
    """A draft that takes these days off."""
    return CalendarDraft(tuple(DayEntry(day, kind) for day in days), (), document)


def standing(year: int, word: str, document: str = "") -> CalendarDraft:
    return CalendarDraft((), (YearEntry(year, word),), document)


def changed(draft: CalendarDraft, *, reason: str = "按通知调整", by: Any = world.WHY, **inputs: Any) -> Any:
    return actions.change_calendar(by, PORTAL, draft=draft, reason=reason, **inputs)


def rule(code: str = "X3", **values: Any) -> RuleDraft:
    """What a version of a rule says, as far as a test does not say otherwise."""
    said: dict[str, Any] = {
        "code": code,
        "name": "提出异议",
        "clause": "《信访工作条例》第二十三条",
        "amount": 5,
        "unit": "workday",
        "starts_with": "收到之日",
        "bound": "within",
        "confidence": "A",
        "rolls": False,
    }
    return RuleDraft(**{**said, **values})
