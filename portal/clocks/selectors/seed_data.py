"""The data files of clocks, read: what a new installation begins with. Nothing here is invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from portal.clocks.rules import CalendarDraft, DayEntry, RuleDraft, YearEntry

_FOLDER = Path(__file__).resolve().parents[1] / "data"


def seed_calendar() -> list[tuple[str, CalendarDraft]]:
    """Reason and draft of each document in calendar.yaml."""
    return [(document["reason"], _draft(document)) for document in _parsed("calendar.yaml")]


def seed_deadline_rules() -> list[RuleDraft]:
    """The rules of deadline_rules.yaml."""
    return rules_in(_FOLDER / "deadline_rules.yaml")


def rules_in(file: Path) -> list[RuleDraft]:
    """The rules of a data file of the same shape: an app that has deadlines of its own keeps them beside itself."""
    return [RuleDraft(**row) for row in yaml.safe_load(file.read_text(encoding="utf-8"))]


def _draft(document: dict[str, Any]) -> CalendarDraft:
    days = tuple(DayEntry(row["day"], row["kind"], row["note"]) for row in document.get("days", []))
    years = tuple(YearEntry(row["year"], row["standing"]) for row in document.get("years", []))
    return CalendarDraft(days, years, document["document"])


def _parsed(name: str) -> Any:
    return yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
