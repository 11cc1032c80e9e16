"""Exceptions from gates: the list, and asking for one where a gate refused."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.approvals import actions
from portal.approvals.forms import OverrideForm
from portal.approvals.lifecycle import ApprovalState
from portal.approvals.models import Approval, ApprovalUse, Override
from portal.approvals.permissions import ASK_OVERRIDE, VIEW_APPROVALS
from portal.approvals.selectors import gate_words
from portal.kernel import clock
from portal.kernel.errors import NotSeen
from portal.kernel.missing import Missing
from portal.kernel.permissions import PORTAL
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.ledgers import Column, Ledger, Listing, ledger, link, show_list
from portal.web.workbooks import Kind

OVERRIDES = ledger(
    "overrides",
    Ledger(
        "例外办理台账",
        VIEW_APPROVALS,
        [
            Column(
                "事项",
                lambda row: row.approval.title,
                width=30,
                is_head=True,
                look=lambda row: link(reverse("approvals:approval", args=[row.approval_id]), row.approval.title),
            ),
            Column("例外的规定", lambda row: gate_words(row.gate), width=30),
            Column("依据文件", lambda row: row.document, width=18),
            Column("理由", lambda row: row.approval.reason, width=24),
            Column("申请人", lambda row: str(row.approval.asked_by or "系统"), width=10),
            Column("有效期至", lambda row: row.last_on, Kind.DAY, width=10),
            Column("情况", lambda row: row.standing, width=12, keeps_line=True),
        ],
        counted="件",
        empty=(Missing.NOT_APPLICABLE, "还没有例外办理。"),
        notes=("例外办理由一人申请、另外两人签批，只对所列事项用一次；使用情况记入操作留痕。",),
    ),
)


@page(needs=VIEW_APPROVALS)
@require_safe
def override_list(request: Any) -> HttpResponse:
    seen = Approval.objects.visible_to(request.actor).values("pk")
    rows = Override.objects.filter(approval__in=seen).select_related("approval__asked_by").order_by("-pk")
    return show_list(request, "approvals/override_list.html", Listing(request, OVERRIDES, rows, prepare=_told))


def _told(overrides: Any) -> list[Any]:
    """Each with how it stands: waiting, granted, used, over."""
    used = set(
        ApprovalUse.objects.filter(approval__in=[row.approval_id for row in overrides]).values_list(
            "approval_id", flat=True
        )
    )
    today = clock.today()
    for row in overrides:
        state = ApprovalState(row.approval.state)
        is_over = state in (ApprovalState.OPEN, ApprovalState.GRANTED) and row.last_on < today
        row.standing = "已使用" if row.approval_id in used else "已过期" if is_over else str(state.label)
    return list(overrides)


class NothingRefused(NotSeen):
    """An exception is from a refusal; there is no form without one."""

    sentence = "例外办理从受限的办理页面提出。请先办理那件事项，被限制时点“申请例外办理”。"


@page(needs=ASK_OVERRIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def override_ask(request: Any) -> HttpResponse:
    """Reached from the refusal, which names the gate and what the refused deed was about."""
    given = request.POST if request.method == "POST" else request.GET
    gate, subject = given.get("gate", ""), given.get("subject", "")
    if not gate or not subject:
        raise NothingRefused()
    back = reverse("approvals:override-list")
    return entered(
        request,
        Entry(
            "申请例外办理",
            "提交申请",
            back,
            ((reverse("approvals:approval-list"), "审批"), (back, "例外办理")),
            note="由另外两位同志签批后，只对这一事项用一次。",
            about=[{"label": "例外的规定", "value": gate_words(gate)}, {"label": "事项编号", "value": subject}],
        ),
        bound(OverrideForm, request, initial={"gate": gate, "subject": subject}),
        lambda given: actions.ask_override(request.actor, PORTAL, **given),
        say="例外办理已提交，待另外两位同志签批。",
    )
