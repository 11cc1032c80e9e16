"""Milestones: what was promised and what was reached, side by side and never one from the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects.models import Milestone, MilestoneKind, MilestoneReached
from projects.rules import day_words, days_between, words
from projects.selectors.moment import Moment

_ORDER = {kind.value: place for place, kind in enumerate(MilestoneKind)}


@dataclass(frozen=True)
class MilestoneRow:
    """One milestone of a village: promised, reached, or both. ``days`` from the moment to the promised day."""

    village_id: int
    kind: str
    label: str
    promise_id: int | None
    promised_on: date | None
    precision: str
    promised_text: str
    basis: str
    reached_id: int | None
    reached_on: date | None
    reached_precision: str
    reached_text: str
    source: str
    confidence: str
    note: str
    is_demonstration: bool
    days: int | None

    @property
    def is_overdue(self) -> bool:
        """The promised day has passed and nobody reported that it was reached."""
        return self.reached_on is None and self.days is not None and self.days < 0

    @property
    def due_words(self) -> str:
        """``2025年底``: the promised day, no more exact than it was promised."""
        return day_words(self.promised_on, self.precision) if self.promised_on else ""

    def due_words_in(self, year: int) -> str:
        """The same on a page whose year is plain: ``12月7日``."""
        return words.in_year(self.due_words, year)


MilestonesByVillage = Mapping[int, list[MilestoneRow]]


def milestones(villages: Any, moment: Moment) -> MilestonesByVillage:
    """Village → its milestones in the order of their days. Two queries."""
    promised = {
        (row.village_id, row.kind): row
        for row in Milestone.objects.known_at(moment.known_at).filter(village__in=villages)
    }
    reached = {
        (row.village_id, row.kind): row
        for row in MilestoneReached.objects.known_at(moment.known_at).filter(
            village__in=villages, reached_on__lte=moment.day
        )
    }
    found: dict[int, list[MilestoneRow]] = defaultdict(list)
    for village, kind in {*promised, *reached}:
        found[village].append(_row(village, kind, promised.get((village, kind)), reached.get((village, kind)), moment))
    for rows in found.values():
        rows.sort(key=lambda row: (row.reached_on or row.promised_on or date.max, _ORDER[row.kind]))
    return found


def next_milestones(found: MilestonesByVillage, *, limit: int) -> list[MilestoneRow]:
    """What is promised and not reported as reached: overdue ones first, then the nearest."""
    waiting = [row for rows in found.values() for row in rows if row.reached_on is None and row.days is not None]
    return sorted(waiting, key=lambda row: (row.days, row.village_id, _ORDER[row.kind]))[:limit]


def _row(
    village: int, kind: str, promise: Milestone | None, reached: MilestoneReached | None, moment: Moment
) -> MilestoneRow:
    stated = reached or promise
    return MilestoneRow(
        village_id=village,
        kind=kind,
        label=promise.label if promise else MilestoneKind(kind).label,
        promise_id=promise.pk if promise else None,
        promised_on=promise.promised_on if promise else None,
        precision=promise.precision if promise else "",
        promised_text=promise.promised_text if promise else "",
        basis=promise.basis if promise else "",
        reached_id=reached.pk if reached else None,
        reached_on=reached.reached_on if reached else None,
        reached_precision=reached.precision if reached else "",
        reached_text=day_words(reached.reached_on, reached.precision) if reached else "",
        source=stated.source if stated else "",
        confidence=stated.confidence if stated and _is_published(stated) else "",
        note=reached.note if reached else "",
        is_demonstration=any(row.is_demonstration for row in (promise, reached) if row),
        days=days_between(moment.day, promise.promised_on) if promise else None,
    )


def _is_published(row: Milestone | MilestoneReached) -> bool:
    """Whether it comes from a publication. What our own people enter has papers, not a degree of confidence."""
    entered_by = row.reported_by_id if isinstance(row, MilestoneReached) else row.recorded_by_id
    return entered_by is None and not row.is_demonstration
