"""Requests to enter history: the door's days, each request with its rows, and what its second person votes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count

from portal.approvals.contributions import Matter, digest_of
from projects.lifecycle import BackfillState
from projects.models import (
    Backfill,
    BackfillLine,
    BackfillSort,
    BackfillWindow,
    FigureKind,
    MilestoneKind,
    Precision,
)
from projects.rules import day_words
from projects.selectors.corrections import by_whom
from projects.selectors.figures import numbers_text

FLOW, LABEL = "backfill", "projects.backfill"


@dataclass(frozen=True)
class BackfillRow:
    """One request as lists show it; ``is_entered`` when its rows count."""

    id: int
    village_id: int
    village: str
    sort: str
    document: str
    note: str
    lines: int
    by: str
    asked_at: datetime
    state: BackfillState

    @property
    def is_entered(self) -> bool:
        return self.state == BackfillState.ENTERED


@dataclass(frozen=True)
class BackfillLineRow:
    """One row of a request in words."""

    ordinal: int
    label: str
    day: date
    day_text: str
    content: str
    source: str
    note: str


def backfill_window() -> BackfillWindow | None:
    """The days that hold: the newest that were set, None before any were."""
    newest: BackfillWindow | None = BackfillWindow.objects.order_by("-pk").first()
    return newest


def matter_of(backfill: Backfill) -> Matter:
    """What the flow of two people is about."""
    return Matter(FLOW, LABEL, str(backfill.pk), frozenset({backfill.village_id}))


def digest_of_backfill(backfill: Backfill) -> str:
    """The fingerprint of exactly these rows under exactly this paper."""
    columns = ("ordinal", "key", "numerator", "denominator", "value", "precision", "confidence", "source", "note")
    lines = BackfillLine.objects.filter(backfill=backfill).order_by("ordinal")
    return digest_of(
        {
            "village": backfill.village_id,
            "sort": str(backfill.sort),
            "document": backfill.document,
            "lines": [
                {**{name: getattr(line, name) for name in columns}, "day": line.effective_on.isoformat()}
                for line in lines
            ],
        }
    )


def backfill_rows(found: Any) -> list[BackfillRow]:
    """Rows of a slice of requests."""
    counted = BackfillLine.objects.filter(backfill__in=[each.pk for each in found]).values("backfill_id")
    lines = dict(counted.annotate(number=Count("pk")).values_list("backfill_id", "number"))
    return [
        BackfillRow(
            each.pk,
            each.village_id,
            each.village.label,
            each.get_sort_display(),
            each.document,
            each.note,
            lines.get(each.pk, 0),
            by_whom(each.entered_by),
            each.recorded_at,
            BackfillState(each.state),
        )
        for each in found
    ]


def lines_of(backfill: Backfill) -> list[BackfillLineRow]:
    """What was typed, in words."""
    kinds = {kind.key: kind for kind in FigureKind.objects.all()}
    rows = []
    for line in BackfillLine.objects.filter(backfill=backfill).order_by("ordinal"):
        label, content = line.key, line.value
        if backfill.sort == BackfillSort.FIGURE:
            kind = kinds[line.key]
            label, content = kind.label, numbers_text(kind, line.numerator or 0, line.denominator)
        elif backfill.sort == BackfillSort.MILESTONE:
            label, content = MilestoneKind(line.key).label, "完成"
        rows.append(
            BackfillLineRow(
                line.ordinal,
                str(label),
                line.effective_on,
                day_words(line.effective_on, Precision(line.precision)),
                content,
                line.source,
                line.note,
            )
        )
    return rows


def waiting_backfills(villages: Any) -> int:
    return int(Backfill.objects.filter(village__in=villages, state=BackfillState.ASKED).count())
