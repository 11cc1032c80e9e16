"""Flows: their versions, and a new one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.approvals import actions
from portal.approvals.contributions import FLOWS
from portal.approvals.forms import FlowForm
from portal.approvals.models import FlowVersion
from portal.approvals.permissions import SET_FLOWS, VIEW_FLOWS
from portal.kernel.permissions import PORTAL, POWERS, holders_of
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, show_list
from portal.web.workbooks import Kind


def _stage_words(version: FlowVersion) -> str:
    return " → ".join(
        f"{stage['label']}{stage['votes']}人（{POWERS[stage['needs']].label if stage['needs'] in POWERS else '—'}）"
        for stage in version.stages
    )


def _changed(version: FlowVersion, before: FlowVersion | None) -> str:
    """What a version changed against the one before it."""
    if before is None:
        return "首版"
    had = {stage["key"]: stage["votes"] for stage in before.stages}
    changes = [
        f"{stage['label']}由{had.get(stage['key'], 0)}人改为{stage['votes']}人"
        for stage in version.stages
        if had.get(stage["key"]) != stage["votes"]
    ]
    return "，".join(changes) or NONE


VERSIONS = ledger(
    "approval-flows",
    Ledger(
        "审批流程",
        VIEW_FLOWS,
        [
            Column("流程", lambda row: row.label, width=16, is_head=True),
            Column("版次", lambda row: f"第{row.version}版{'（现行）' if row.is_in_force else ''}", width=10),
            Column("环节", _stage_words, width=44),
            Column("比上一版", lambda row: row.changed, width=24),
            Column("调整原因", lambda row: row.reason or NONE, width=20),
            Column("发布人", lambda row: str(row.published_by or "系统"), width=10),
            Column("发布时间", lambda row: row.recorded_at, Kind.MOMENT, width=14),
        ],
        counted="版",
        verbs="approvals/flow_verbs.html",
        notes=("新版只用于发布以后提出的事项；已在审批中的，按提出时的版次办完。",),
    ),
)


@page(needs=VIEW_FLOWS)
@require_safe
def flow_list(request: Any) -> HttpResponse:
    rows = FlowVersion.objects.visible_to(request.actor).select_related("published_by").order_by("key", "-version")
    listing = Listing(request, VERSIONS, rows, prepare=_told, has_verbs=request.actor.may(SET_FLOWS))
    return show_list(request, "approvals/flow_list.html", listing)


def _told(versions: Any) -> list[Any]:
    """Each version with what it changed, and whether it is the one in force."""
    every = {(row.key, row.version): row for row in FlowVersion.objects.filter(key__in={row.key for row in versions})}
    for row in versions:
        row.is_in_force = (row.key, row.version + 1) not in every
        row.changed = _changed(row, every.get((row.key, row.version - 1)))
        row.may_publish = row.is_in_force and row.key in FLOWS
    return list(versions)


@page(needs=SET_FLOWS)
@require_http_methods(["GET", "HEAD", "POST"])
def flow_publish(request: Any, key: str) -> HttpResponse:
    seen = FlowVersion.objects.visible_to(request.actor).filter(key=key).order_by("-version")
    standing = seen.first()
    if standing is None or key not in FLOWS:
        raise Http404
    least = {stage.key: stage.votes for stage in FLOWS[key].stages}
    back = reverse("approvals:flow-list")
    return entered(
        request,
        Entry(
            f"调整审批流程：{standing.label}",
            "发布新版",
            back,
            ((reverse("approvals:approval-list"), "审批"), (back, "审批流程")),
            note="人数不能少于流程规定的人数；已在审批中的事项不受影响。",
            confirm="发布后提出的事项按新版办理。确定发布吗？",
            about=[{"label": "现行版次", "value": f"第{standing.version}版"}, *_numbers(standing)],
        ),
        bound(FlowForm, request, version=standing, least=least),
        lambda given: actions.publish_flow(request.actor, PORTAL, flow=key, reason=given.pop("reason"), votes=given),
        say="新版流程已发布，只用于以后提出的事项。",
    )


def _numbers(version: FlowVersion) -> list[dict[str, Any]]:
    """How many each stage needs, beside how many could do it: more than there are would never come to an end."""
    able = {stage["key"]: len(holders_of(POWERS[stage["needs"]], frozenset())) for stage in version.stages}
    return [
        {"label": stage["label"], "value": f"需{stage['votes']}人，全部点位有权办理的现有{able[stage['key']]}人"}
        for stage in version.stages
    ]
