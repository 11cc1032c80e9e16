"""The open serious defects of a contractor: what holds its payment, wages apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from quality.lifecycle import ENDED
from quality.models import Complaint, Severity
from quality.models.complaint import GRAVE


@dataclass(frozen=True)
class OpenSerious:
    """One serious defect that is not closed; ``since`` is the day on which it was reported."""

    id: int
    number: str
    village: str
    place: str
    what: str
    severity: str
    since: date


def open_serious(contractor_id: int, village_ids: Collection[int]) -> list[OpenSerious]:
    """All of them in these villages, the oldest first. Asked by a gate, so it looks past what one person may see.

    A defect is open until its repair was re-inspected by others and the reporter confirmed it or was silent for the
    whole period; one that was found to be none, or ended without a repair by a written reason, holds nothing.
    """
    found = Complaint.objects.filter(contractor_id=contractor_id, village_id__in=village_ids, severity__in=GRAVE)
    open_ones = found.exclude(state__in=ENDED).select_related("village").order_by("reported_on", "pk")
    return [
        OpenSerious(
            id=row.pk,
            number=row.label,
            village=row.village.label,
            place=row.place,
            what=row.what,
            severity=Severity(row.severity).label,
            since=row.reported_on,
        )
        for row in open_ones
    ]
