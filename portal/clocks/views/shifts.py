"""The list of clocks that a change moved: the same under a change of the calendar and under a version of a rule."""

from __future__ import annotations

from typing import Any

from portal.clocks import selectors
from portal.clocks.models import CalendarChange, DeadlineRule
from portal.clocks.permissions import VIEW_CLOCKS
from portal.kernel.missing import Missing
from portal.web.ledgers import Column, Ledger, Listing, ledger
from portal.web.workbooks import Kind

SHIFTS = ledger(
    "clock-shifts",
    Ledger(
        "到期日变动清单",
        VIEW_CLOCKS,
        [
            Column("事项", lambda row: row.matter, width=20, is_head=True),
            Column("点位", lambda row: row.village, width=14),
            Column("期限", lambda row: row.rule, width=18),
            Column("原到期日", lambda row: row.before, Kind.DAY),
            Column("现到期日", lambda row: row.after, Kind.DAY),
            Column("变动", lambda row: row.days, width=8),
        ],
        counted="项期限",
        empty=(Missing.NOT_APPLICABLE, "没有到期日变动的期限。"),
        notes=("只列您有权查看的点位。",),
    ),
)


def shift_listing(request: Any, change: CalendarChange | DeadlineRule, scope: str = "") -> Listing:
    """What a change moved, as far as this person sees it."""
    actor = request.actor
    return Listing(
        request,
        SHIFTS,
        selectors.shifts_of(actor, change),
        prepare=lambda shifts: selectors.shift_rows(shifts, actor),
        scope=scope,
    )
