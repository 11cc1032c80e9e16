"""Who answers for a village on a day, one name at each level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects.models import Level, Matter, Responsibility
from projects.selectors.moment import Moment

_LEVELS = {level.value: place for place, level in enumerate(Level)}
_MATTERS = {matter.value: place for place, matter in enumerate(Matter)}


@dataclass(frozen=True)
class ResponsibilityRow:
    """One level, or one matter of the task forces; empty names mean that nobody is entered."""

    level: str
    level_label: str
    matter: str
    matter_label: str
    organisation: str
    person: str
    since_on: date | None
    basis: str
    is_demonstration: bool


Responsibilities = Mapping[int, list[ResponsibilityRow]]


def responsibilities(villages: Any, moment: Moment) -> Responsibilities:
    """Village → who answers for it that day, from the top level down. One query."""
    rows = Responsibility.objects.on(moment.day, moment.known_at).filter(village__in=villages)
    found: dict[int, list[ResponsibilityRow]] = defaultdict(list)
    for row in rows.select_related("organisation", "person"):
        found[row.village_id].append(
            ResponsibilityRow(
                row.level,
                Level(row.level).label,
                row.matter,
                Matter(row.matter).label,
                str(row.organisation) if row.organisation else "",
                row.person.name if row.person else "",
                row.days.lower,
                row.basis,
                row.is_demonstration,
            )
        )
    for held in found.values():
        held.sort(key=lambda one: (_LEVELS[one.level], _MATTERS[one.matter]))
    return found


def four_levels(held: list[ResponsibilityRow]) -> list[ResponsibilityRow]:
    """All four levels; one that nobody holds stands there empty."""
    by_level: dict[str, list[ResponsibilityRow]] = defaultdict(list)
    for row in held:
        by_level[row.level].append(row)
    overall = Matter.OVERALL
    return [
        row
        for level in Level
        for row in by_level[level]
        or [ResponsibilityRow(level, level.label, overall, overall.label, "", "", None, "", False)]
    ]


def held_at(held: list[ResponsibilityRow], level: Level) -> ResponsibilityRow | None:
    """Who answers at one level; of the task forces the first."""
    return next((row for row in held if row.level == level), None)
