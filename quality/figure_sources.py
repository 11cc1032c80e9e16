"""The figures of a village that quality counts itself, in the place of reported ones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.urls import reverse

from portal.kernel import clock
from portal.kernel.periods import Period, Week
from projects.contributions import Tallies, Tally, counts
from projects.selectors.moment import Moment
from quality.selectors.weeks import Then, days_of

NEW, CLOSED, OVERDUE = "inquiries_new", "inquiries_closed", "inquiries_overdue"


def ledger_of(village: int | None) -> str:
    """The list that is counted, of one village or of all."""
    listed = reverse("quality:complaint-list")
    return f"{listed}?village={village}" if village else listed


@counts(NEW, CLOSED, OVERDUE, ledger="质量质询台账", address=ledger_of)
def complaints(villages: Collection[int], moment: Moment) -> Tallies:
    """New and closed since Monday, late on the day. A village in which nobody ever doubted anything is left out."""
    week = Period(Week.of(moment.day).days.start, moment.day + timedelta(days=1))
    found = days_of(villages, week, day=moment.day, known_at=moment.known_at or clock.now())
    ever = {village for village, _ in found.villages}
    counted = {NEW: found.new, CLOSED: [each for each, _ in found.closed], OVERDUE: found.overdue}
    return {
        village: {kind: _tally(rows, village, found.villages) for kind, rows in counted.items()} for village in ever
    }


def _tally(rows: list[Then], village: int, invented: Collection[tuple[int, bool]]) -> Tally:
    return Tally(sum(each.village_id == village for each in rows), is_demonstration=(village, True) in invented)
