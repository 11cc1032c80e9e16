"""The clocks that somebody sees."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portal.clocks import selectors
from portal.clocks.contributions import village_names
from portal.clocks.forms import ClockFilterForm
from portal.clocks.permissions import VIEW_CLOCKS
from portal.clocks.selectors import ClockRow
from portal.kernel import clock
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.ledgers import NONE, Column, Ledger, Listing, Place, ledger, show_list
from portal.web.templatetags.figures import day, days_until, moment, urgency
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind

TONES = {"running": "info", "paused": "warn", "met": "good", "cancelled": "neutral"}


def _state(row: ClockRow) -> str:
    return state("办结（超期）" if row.is_late else row.word, "warn" if row.is_late else TONES[row.state])


def _due(row: ClockRow) -> str:
    shown = moment(row.due_at) if row.due_at else day(row.due_on)
    return f"{shown}（暂定）" if row.warning else shown


def _left(row: ClockRow) -> str:
    return state(days_until(row.due_on, row.today), urgency(row.due_on, row.today)) if row.is_running else NONE


CLOCKS = ledger(
    "clocks",
    Ledger(
        "办理期限",
        VIEW_CLOCKS,
        [
            Column("事项", lambda row: row.matter, width=20, is_head=True),
            Column("点位", lambda row: row.village, width=14),
            Column("期限", lambda row: f"{row.rule}（{row.term}）", width=20),
            Column("依据", lambda row: row.clause, width=26),
            Column("起算", lambda row: row.started_on, Kind.DAY),
            Column("到期", lambda row: row.due_on, Kind.DAY, look=_due),
            Column("暂定", lambda row: "暂定" if row.warning else NONE, width=6, place=Place.FILE),
            Column("还有几天", lambda row: row.due_on, look=_left, width=8, place=Place.PAGE),
            Column("状态", lambda row: row.word, look=_state, width=8),
            Column("办结日", lambda row: row.ended_on, Kind.DAY, missing=Missing.NOT_APPLICABLE, place=Place.FILE),
        ],
        counted="项期限",
        noun="期限",
        empty=(Missing.NOT_APPLICABLE, "目前没有未办结的期限。"),
        notes=("起算当日不计入；到期日遇休假日按规则顺延。标“暂定”的，放假安排公布后可能变动。",),
    ),
)


@page(needs=VIEW_CLOCKS)
@require_safe
def clock_list(request: Any) -> HttpResponse:
    actor = request.actor
    rules = [(row.code, row.name) for row in selectors.rule_rows()]
    form = ClockFilterForm(request.GET, villages=village_names(actor), rules=rules)
    asked = form.cleaned_data if form.is_valid() else {}
    found = selectors.clocks_shown(
        actor, state=asked.get("state", ""), village=asked.get("village"), code=asked.get("rule", "")
    )
    listing = Listing(
        request, CLOCKS, found, form, prepare=lambda clocks: selectors.clock_rows(clocks, actor), as_of=clock.now()
    )
    return show_list(request, "clocks/clock_list.html", listing)
