"""Rules of deadlines: which there are, what a rule said before, publishing a version."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.clocks import actions, selectors
from portal.clocks.forms import NewVersionForm, RuleForm
from portal.clocks.models import DeadlineRule
from portal.clocks.permissions import SET_DEADLINE_RULES, VIEW_CALENDAR
from portal.clocks.selectors import RuleRow
from portal.clocks.views.shifts import shift_listing
from portal.kernel.permissions import PORTAL
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, link, show_list
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind

NOTE = "发布后按新版起算；正在计算的期限按原版算完，另有说明的除外。"


def _in_use(row: RuleRow) -> str:
    return state("启用", "good") if row.is_in_use else state("停用")


def _name(row: RuleRow) -> str:
    return link(reverse("clocks:rule", args=[row.id]), row.name)


RULES = ledger(
    "deadline-rules",
    Ledger(
        "期限规则",
        VIEW_CALENDAR,
        [
            Column("名称", lambda row: row.name, width=18, look=_name, is_head=True),
            Column("期限", lambda row: row.term, width=8),
            Column("性质", lambda row: row.bound, width=10),
            Column("自何时起算", lambda row: row.starts_with, width=16),
            Column("依据条款", lambda row: row.clause, width=30),
            Column("怎样计算", lambda row: row.counting, width=18),
            Column("延长", lambda row: row.extension, width=14),
            Column("可信度", lambda row: row.confidence, width=10),
            Column("版本", lambda row: row.version, Kind.WHOLE, width=4),
            Column("状态", lambda row: "启用" if row.is_in_use else "停用", width=6, look=_in_use),
            Column("说明", lambda row: row.note or NONE, width=18),
        ],
        counted="条规则",
        notes=("起算当日不计入（《民法典》第二百零一条）；按月计算的，到期月的对应日为最后一日（第二百零二条）。",),
    ),
)


@page(needs=VIEW_CALENDAR)
@require_safe
def rule_list(request: Any) -> HttpResponse:
    listing = Listing(request, RULES, selectors.rule_rows())
    return show_list(request, "clocks/rule_list.html", listing, {"may_set": request.actor.may(SET_DEADLINE_RULES)})


@page(needs=VIEW_CALENDAR)
@require_safe
def rule(request: Any, pk: int) -> HttpResponse:
    """A rule with all its versions, and what this version moved when it took running clocks along."""
    found = _rule(request, pk)
    versions = selectors.versions_of(found.code)
    context = {
        "rule": next(row for row in versions if row.id == found.pk),
        "versions": versions,
        "is_last": versions[0].id == found.pk,
        "may_set": request.actor.may(SET_DEADLINE_RULES),
    }
    return show_list(request, "clocks/rule.html", shift_listing(request, found, found.name), context, part="shifts")


@page(needs=SET_DEADLINE_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_publish(request: Any) -> HttpResponse:
    form = bound(RuleForm, request, initial={"rolls": True, "applies_regional": True, "is_in_use": True})
    return _entered(request, form, "发布期限规则", reverse("clocks:rule-list"))


@page(needs=SET_DEADLINE_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_new_version(request: Any, pk: int) -> HttpResponse:
    found = _rule(request, pk)
    names = NewVersionForm.base_fields.keys() - {"reason", "takes_running"}
    first = {name: getattr(found, name) for name in names}
    form = bound(NewVersionForm, request, code=found.code, initial=first)
    return _entered(request, form, f"{found.name}：发布新版本", reverse("clocks:rule", args=[found.pk]))


def _rule(request: Any, pk: int) -> DeadlineRule:
    found: DeadlineRule = get_object_or_404(DeadlineRule.objects.visible_to(request.actor), pk=pk)
    return found


def _entered(request: Any, form: RuleForm, title: str, back: str) -> HttpResponse:
    trail = ((reverse("clocks:rule-list"), "期限规则"),)
    words = Entry(title, "发布", back, trail, note=NOTE, confirm="发布后原版保留，新版不能改动。确定发布吗？")
    return entered(
        request,
        words,
        form,
        lambda given: actions.publish_deadline_rule(
            request.actor,
            PORTAL,
            draft=form.draft(),
            reason=given["reason"],
            takes_running=given["takes_running"],
        ),
        say="期限规则已发布。",
    )
