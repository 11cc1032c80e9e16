"""What was corrected in a village: both rows, who, when and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.reports.blocks import Missing
from projects.models import FigureReport, Milestone, MilestoneReached, PublicFigure, Village
from projects.rules import day_words
from projects.selectors.figures import numbers_text


@dataclass(frozen=True)
class CorrectionRow:
    """One correction: what stood, what stands instead."""

    noun: str
    label: str
    was: str
    was_by: str
    was_at: datetime
    now: str
    by: str
    at: datetime
    reason: str
    is_demonstration: bool


def corrections(village: Village) -> list[CorrectionRow]:
    """Every correction in a village, the newest first. Four queries."""
    found = [*_figures(village), *_promises(village), *_reached(village), *_statements(village)]
    return sorted(found, key=lambda row: row.at, reverse=True)


def by_whom(person: User | None) -> str:
    """Who entered a row, with his unit; the data files are loaded by the portal itself."""
    return f"{person.name}（{person.organisation}）" if person is not None else "系统载入"


def _corrected(model: Any, village: Village, who: str) -> Any:
    found = model.objects.filter(village=village, supersedes__isnull=False)
    return found.select_related("supersedes", who, f"supersedes__{who}")


def _figures(village: Village) -> Iterator[CorrectionRow]:
    for row in _corrected(FigureReport, village, "reported_by__organisation").select_related("kind"):
        was, now = (numbers_text(row.kind, one.numerator, one.denominator) for one in (row.supersedes, row))
        yield _row("报数", row.kind.label, row, was, now, "reported_by")


def _promises(village: Village) -> Iterator[CorrectionRow]:
    for row in _corrected(Milestone, village, "recorded_by__organisation"):
        was, now = (day_words(one.promised_on, one.precision) for one in (row.supersedes, row))
        yield _row("节点承诺", row.label, row, f"不晚于{was}", f"不晚于{now}", "recorded_by")


def _reached(village: Village) -> Iterator[CorrectionRow]:
    for row in _corrected(MilestoneReached, village, "reported_by__organisation"):
        was, now = (day_words(one.reached_on, one.precision) for one in (row.supersedes, row))
        yield _row("节点完成", row.get_kind_display(), row, was, now, "reported_by")


def _statements(village: Village) -> Iterator[CorrectionRow]:
    for row in _corrected(PublicFigure, village, "recorded_by__organisation"):
        was, now = (one.value or Missing.NOT_PUBLIC for one in (row.supersedes, row))
        yield _row("公开信息", row.label, row, was, now, "recorded_by")


def _row(noun: str, label: str, row: Any, was: str, now: str, who: str) -> CorrectionRow:
    before = row.supersedes
    return CorrectionRow(
        noun,
        label,
        was,
        by_whom(getattr(before, who)),
        before.recorded_at,
        now,
        by_whom(getattr(row, who)),
        row.recorded_at,
        row.reason,
        row.is_demonstration or before.is_demonstration,
    )
