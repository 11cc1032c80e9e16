"""文号登记簿: every number that was given out, and how the kinds of papers are numbered."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.kernel.missing import Missing
from portal.kernel.permissions import PORTAL
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, show_list
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind
from projects import actions, permissions
from projects.forms.orders import NumberPatternForm
from projects.models import PaperNumber, Series
from projects.selectors.numbers import pattern_of

LIST = "projects/number_list.html"

NUMBERS = ledger(
    "numbers",
    Ledger(
        "文号登记簿",
        permissions.VIEW_ORDERS,
        [
            Column("文号", lambda row: row.text, width=20, is_head=True, is_marked=True, keeps_line=True),
            Column("文种", lambda row: row.get_series_display(), width=10, keeps_line=True),
            Column("取号时间", lambda row: row.recorded_at, Kind.MOMENT),
            Column(
                "状态",
                lambda row: "作废留号" if row.voided_at else "有效",
                width=8,
                look=lambda row: state("作废留号", "warn") if row.voided_at else state("有效", "good"),
            ),
            Column("作废原因", lambda row: row.void_reason or NONE, width=26),
        ],
        counted="个文号",
        noun="文号",
        empty=(Missing.NOT_APPLICABLE, "还没有取用文号。"),
        notes=["文号签发时取用，按文种和年份连续编号，不重复使用；作废的留号。"],
    ),
)


@page(needs=permissions.VIEW_ORDERS)
@require_safe
def number_list(request: Any) -> HttpResponse:
    found = PaperNumber.objects.visible_to(request.actor).order_by("-year", "series", "-number")
    context = {
        "samples": [(series.label, _sample(series)) for series in Series],
        "may_set": request.actor.span(permissions.ISSUE_ORDER).everywhere,
    }
    return show_list(request, LIST, Listing(request, NUMBERS, found), context)


@page(needs=permissions.ISSUE_ORDER)
@require_http_methods(["GET", "HEAD", "POST"])
def number_pattern_set(request: Any) -> HttpResponse:
    back = reverse("projects:number-list")
    entry = Entry(
        "设置文号样式",
        "保存",
        back,
        ((back, "文号登记簿"),),
        note="从下一个号起按新样式编号，已取用的文号不变。",
        about=[{"label": series.label, "value": _sample(series)} for series in Series],
    )
    return entered(
        request,
        entry,
        bound(NumberPatternForm, request, initial={"used": 0}),
        lambda given: actions.set_number_pattern(request.actor, PORTAL, **given),
        say="文号样式已保存。",
    )


def _sample(series: Series) -> str:
    return pattern_of(series).pattern.replace("{year}", str(clock.today().year)).replace("{number}", "×")
