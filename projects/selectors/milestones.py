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
    """One milestone of a village: promised, reached, or both. ``days`` from the moment to the promised day.

    ``first_…`` is what was promised first and ``reason`` why it was changed: a promise that moved is shown with both.
    """

    village_id: int
    kind: str
    label: str
    promise_id: int | None
    promised_on: date | None
    precision: str
    promised_text: str
    basis: str
    reason: str
    first_on: date | None
    first_precision: str
    first_text: str
    reached_id: int | None
    reached_on: date | None
    reached_precision: str
    reached_text: str
    source: str
    confidence: str
    note: str
    is_demonstration: bool
    is_backfilled: bool
    days: int | None
    first_days: int | None

    @property
    def is_moved(self) -> bool:
        """Another day is promised now than at first."""
        return (self.first_on, self.first_precision) != (self.promised_on, self.precision)

    @property
    def is_overdue(self) -> bool:
        """The promised day has passed and nobody reported that it was reached."""
        return self.reached_on is None and self.days is not None and self.days < 0

    @property
    def due_words(self) -> str:
        """``2025年底``: the promised day, no more exact than it was promised."""
        return day_words(self.promised_on, self.precision) if self.promised_on else ""

    @property
    def first_words(self) -> str:
        """``2025年底``: the day that was promised first; empty while that promise stands."""
        return day_words(self.first_on, self.first_precision) if self.first_on and self.is_moved else ""

    @property
    def promised_words(self) -> str:
        """``原定2025年底``, ``原定2025年底、调整为2026年6月``."""
        return words.promised_words(self.due_words, self.first_words)

    @property
    def first_promise_words(self) -> str:
        """``原定2027年底，还有404天``; empty while the first promise stands."""
        return words.first_promise_words(self.first_words, self.first_days or 0) if self.first_words else ""

    @property
    def change_words(self) -> str:
        """``调整为2029年底（依据××会议纪要，原因设计变更）``; empty while the first promise stands."""
        return words.change_words(self.due_words, self.basis, self.reason) if self.first_words else ""

    def due_words_in(self, year: int) -> str:
        """The promised day on a page whose year is plain: ``12月7日``."""
        due = words.in_year(self.due_words, year)
        return f"{due}（原定{words.in_year(self.first_words, year)}）" if self.first_words else due


MilestonesByVillage = Mapping[int, list[MilestoneRow]]


def milestones(villages: Any, moment: Moment) -> MilestonesByVillage:
    """Village → its milestones in the order of their days. Three queries."""
    promised = {
        (row.village_id, row.kind): row
        for row in Milestone.objects.known_at(moment.known_at).filter(village__in=villages)
    }
    # A milestone is promised for the first time once; every other promise of it stands in the place of that one.
    first = {
        (row.village_id, row.kind): row
        for row in Milestone.objects.filter(village__in=villages, supersedes__isnull=True)
    }
    reached = {
        (row.village_id, row.kind): row
        for row in MilestoneReached.objects.known_at(moment.known_at).filter(
            village__in=villages, reached_on__lte=moment.day
        )
    }
    found: dict[int, list[MilestoneRow]] = defaultdict(list)
    for village, kind in {*promised, *reached}:
        key = (village, kind)
        found[village].append(_row(village, kind, promised.get(key), first.get(key), reached.get(key), moment))
    for rows in found.values():
        rows.sort(key=lambda row: (row.reached_on or row.promised_on or date.max, _ORDER[row.kind]))
    return found


def next_milestones(found: MilestonesByVillage, *, limit: int) -> list[MilestoneRow]:
    """What is promised and not reported as reached: overdue ones first, then the nearest."""
    waiting = [row for rows in found.values() for row in rows if row.reached_on is None and row.days is not None]
    return sorted(waiting, key=lambda row: (row.days, row.village_id, _ORDER[row.kind]))[:limit]


def _row(
    village: int,
    kind: str,
    promise: Milestone | None,
    first: Milestone | None,
    reached: MilestoneReached | None,
    moment: Moment,
) -> MilestoneRow:
    stated = reached or promise
    first = first if promise else None
    return MilestoneRow(
        village_id=village,
        kind=kind,
        label=promise.label if promise else MilestoneKind(kind).label,
        promise_id=promise.pk if promise else None,
        promised_on=promise.promised_on if promise else None,
        precision=promise.precision if promise else "",
        promised_text=promise.promised_text if promise else "",
        basis=promise.basis if promise else "",
        reason=promise.reason if promise else "",
        first_on=first.promised_on if first else None,
        first_precision=first.precision if first else "",
        first_text=first.promised_text if first else "",
        reached_id=reached.pk if reached else None,
        reached_on=reached.reached_on if reached else None,
        reached_precision=reached.precision if reached else "",
        reached_text=day_words(reached.reached_on, reached.precision) if reached else "",
        source=stated.source if stated else "",
        confidence=stated.confidence if stated and _is_published(stated) else "",
        note=reached.note if reached else "",
        is_demonstration=any(row.is_demonstration for row in (promise, reached) if row),
        is_backfilled=reached is not None and reached.backfill_id is not None,
        days=days_between(moment.day, promise.promised_on) if promise else None,
        first_days=days_between(moment.day, first.promised_on) if first else None,
    )


def _is_published(row: Milestone | MilestoneReached) -> bool:
    """Whether it comes from a publication. What our own people enter has papers, not a degree of confidence."""
    entered_by = row.reported_by_id if isinstance(row, MilestoneReached) else row.recorded_by_id
    return entered_by is None and not row.is_demonstration
