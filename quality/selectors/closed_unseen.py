"""Doubts that were closed although the last repair was not found good by others: for whoever watches."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Subquery

from quality.lifecycle import ComplaintState
from quality.models import Complaint, ComplaintMove, Rectification, Reinspection


@dataclass(frozen=True)
class ClosedUnseen:
    """One of them; ``closed_by`` are the users who took the last step."""

    id: int
    number: str
    village_id: int
    closed_by: tuple[int, ...]
    is_demonstration: bool


def closed_unseen() -> list[ClosedUnseen]:
    """All that stand closed now, in two queries."""
    last = Rectification.objects.filter(complaint=OuterRef("complaint")).order_by("-pk").values("pk")[:1]
    seen = Reinspection.objects.filter(complaint=OuterRef("pk"), has_passed=True, rectification=Subquery(last))
    found = list(Complaint.objects.filter(~Exists(seen), state=ComplaintState.CLOSED).order_by("pk"))
    closed = ComplaintMove.objects.filter(complaint__in=found, to_state=ComplaintState.CLOSED, by__isnull=False)
    hands = dict(closed.values("complaint").annotate(who=ArrayAgg("by_id")).values_list("complaint", "who"))
    return [
        ClosedUnseen(row.pk, row.label, row.village_id, tuple(hands.get(row.pk, ())), row.is_demonstration)
        for row in found
    ]
