"""专报设置: when editions close, which weeks are left out or joined, how issues are numbered and to whom they go."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel.permissions import PORTAL
from portal.reports import actions, selectors
from portal.reports.forms import CutOffForm, IssueForm, PlanForm
from portal.reports.permissions import SET_REPORTS
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.pages import show


@page(needs=SET_REPORTS)
@require_safe
def report_settings(request: Any) -> HttpResponse:
    settled = selectors.settings_shown()
    return show(request, "reports/settings.html", {"settings": settled, "plan": selectors.plan_rows()})


@page(needs=SET_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def cut_off_move(request: Any) -> HttpResponse:
    note = "只影响尚未截数的周；已生成的专报不变。"
    return entered(
        request,
        _entry("调整截数时间", "保存", note),
        bound(CutOffForm, request),
        lambda given: actions.move_cut_off(request.actor, PORTAL, **given),
        say="截数时间已调整。",
    )


@page(needs=SET_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def week_plan(request: Any) -> HttpResponse:
    note = "停刊的周不生成专报；合刊的周并入下一周的专报，上周数、序时和亮灯随之按合刊期间计算。"
    return entered(
        request,
        _entry("安排停刊、合刊", "保存", note),
        bound(PlanForm, request),
        lambda given: actions.plan_week(request.actor, PORTAL, **given),
        say="出刊安排已登记。",
    )


@page(needs=SET_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def issue_set(request: Any) -> HttpResponse:
    row = selectors.report_settings()
    initial = {name: getattr(row, name) for name in IssueForm.base_fields} if row else {}
    return entered(
        request,
        _entry("设置期号和版记", "保存", "对以后签发的专报有效；已签发的不变。"),
        bound(IssueForm, request, initial=initial),
        lambda given: actions.set_issue(request.actor, PORTAL, **given),
        say="期号和版记已保存。",
    )


def _entry(title: str, submit: str, note: str) -> Entry:
    back = reverse("reports:report-settings")
    trail = ((reverse("reports:edition-list"), "周调度专报"), (back, "专报设置"))
    return Entry(title, submit, back, trail, note=note)
