"""Approvals: the lists, one of them with its course, voting and taking back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from portal.approvals import actions, permissions, selectors
from portal.approvals.contributions import FLOWS
from portal.approvals.forms import ApprovalFilterForm, VoteForm, WithdrawForm
from portal.approvals.lifecycle import ApprovalState
from portal.approvals.models import Approval, Override, Vote
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.entry import is_done
from portal.web.ledgers import Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import done, show
from portal.web.templatetags import figures
from portal.web.workbooks import Kind

LIST, ONE = "approvals/approval_list.html", "approvals/approval.html"
TONES = {
    ApprovalState.OPEN: "info",
    ApprovalState.GRANTED: "good",
    ApprovalState.DECLINED: "warn",
    ApprovalState.WITHDRAWN: "neutral",
}
WAITING, MINE, DONE, ALL = "waiting", "mine", "done", "all"
VIEWS = {WAITING: "待我审批", MINE: "我提出的", DONE: "我已办的", ALL: "全部"}
NOTHING = {
    WAITING: "目前没有待您审批的事项。",
    MINE: "您没有提出过审批事项。",
    DONE: "您没有办理过审批事项。",
    ALL: "还没有审批事项。",
}


def _standing(asked: Approval) -> str:
    label = str(ApprovalState(asked.state).label)
    return f"{label}：待{asked.open_stage['label']}" if asked.state == ApprovalState.OPEN else label


def _asker(asked: Approval) -> str:
    name = str(asked.asked_by) if asked.asked_by else "系统"
    return f"{name}（代{asked.asked_for}）" if asked.asked_for else name


APPROVALS = ledger(
    "approvals",
    Ledger(
        "审批台账",
        permissions.VIEW_APPROVALS,
        [
            Column(
                "事项",
                lambda asked: asked.title,
                width=36,
                is_head=True,
                look=lambda asked: link(reverse("approvals:approval", args=[asked.pk]), asked.title),
            ),
            Column("流程", lambda asked: str(asked.flow_version), width=20),
            Column("提出人", _asker, width=12),
            Column("提出时间", lambda asked: asked.recorded_at, Kind.MOMENT, width=14),
            Column("状态", _standing, width=14),
            Column(
                "办结时间",
                lambda asked: asked.closed_at or "未办结",
                width=14,
                look=lambda asked: figures.moment(asked.closed_at) if asked.closed_at else "未办结",
            ),
        ],
        counted="件",
        noun="审批事项",
    ),
)


@page(needs=permissions.VIEW_APPROVALS)
@require_safe
def approval_list(request: Any) -> HttpResponse:
    waiting = selectors.waiting_for(request.actor)
    form = ApprovalFilterForm(request.GET)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else WAITING if request.actor.may(permissions.CAST_VOTE) else ALL
    rows = _rows(request, view, waiting)
    if form.is_valid():
        rows = _filtered(rows, form.cleaned_data)
    rows = rows.select_related("flow_version", "asked_by", "asked_for").order_by("-recorded_at", "-pk")
    counts = {WAITING: len(waiting)}
    address = reverse("approvals:approval-list")
    tabs = [
        {"label": label, "url": f"{address}?view={key}", "is_current": key == view, "count": counts.get(key)}
        for key, label in VIEWS.items()
    ]
    context = {
        "tabs": tabs,
        "may_see_flows": request.actor.may(permissions.VIEW_FLOWS),
    }
    declared = replace(APPROVALS, empty=(Missing.NOT_APPLICABLE, NOTHING[view]))
    listing = Listing(request, declared, rows, form)
    return show_list(request, LIST, listing, context, part="rows")


@page(needs=permissions.VIEW_APPROVALS)
@require_safe
def approval(request: Any, pk: int) -> HttpResponse:
    return show(request, ONE, _page(request, _approval(request, pk)), part="course")


@page(needs=permissions.CAST_VOTE)
@require_POST
def approval_vote(request: Any, pk: int) -> HttpResponse:
    asked, form = _approval(request, pk), VoteForm(request.POST)
    if not is_done(form, lambda given: actions.cast_vote(request.actor, asked, **given)):
        return show(request, ONE, {**_page(request, asked), "vote_form": form}, status=422)
    return _back(request, pk, "意见已记录。")


@page(needs=permissions.CAST_VOTE)
@require_POST
def approval_withdraw(request: Any, pk: int) -> HttpResponse:
    asked, form = _approval(request, pk), WithdrawForm(request.POST)
    if not is_done(form, lambda given: actions.withdraw_approval(request.actor, asked, reason=given["reason"])):
        return show(request, ONE, {**_page(request, asked), "withdraw_form": form}, status=422)
    return _back(request, pk, "事项已撤回。")


def _approval(request: Any, pk: int) -> Approval:
    seen = Approval.objects.visible_to(request.actor).select_related("flow_version", "asked_by", "asked_for")
    found: Approval = get_object_or_404(seen, pk=pk)
    return found


def _rows(request: Any, view: str, waiting: list[Approval]) -> Any:
    seen, me = Approval.objects.visible_to(request.actor), request.actor.user.pk
    match view:
        case "waiting":
            return seen.filter(pk__in=[asked.pk for asked in waiting])
        case "mine":
            return seen.filter(Q(asked_by=me) | Q(asked_for=me))
        case "done":
            return seen.filter(pk__in=Vote.objects.filter(voter=me).values("approval_id"))
    return seen


def _filtered(rows: Any, given: dict[str, str]) -> Any:
    if given["state"]:
        rows = rows.filter(state=given["state"])
    return rows.filter(title__icontains=given["q"]) if given["q"] else rows


def _page(request: Any, asked: Approval) -> dict[str, Any]:
    actor = request.actor
    is_open = asked.state == ApprovalState.OPEN
    may_vote = selectors.may_vote(actor, asked)
    is_asker = actor.user.pk in (asked.asked_by_id, asked.asked_for_id)
    return {
        "approval": asked,
        "standing": _standing(asked),
        "tone": TONES[ApprovalState(asked.state)],
        "about": _about(asked),
        "stages": selectors.progress_of(asked),
        "course": selectors.course_of(asked),
        "is_open": is_open,
        "able": selectors.who_can_act_now(asked),
        "vote_form": VoteForm(initial={"seen_digest": asked.digest, "seen_stage": asked.stage}) if may_vote else None,
        "withdraw_form": WithdrawForm() if is_open and is_asker and actor.may(permissions.CAST_VOTE) else None,
        "may_see_flows": actor.may(permissions.VIEW_FLOWS),
    }


def _about(asked: Approval) -> list[dict[str, Any]]:
    villages = len(asked.village_ids)
    rows = [
        {"label": "事项", "value": asked.title, "url": _address_of(asked)},
        {"label": "流程", "value": str(asked.flow_version)},
        {"label": "提出人", "value": _asker(asked)},
        {"label": "提出时间", "value": figures.moment(asked.recorded_at)},
        {"label": "申请说明", "value": asked.reason, "missing": "无"},
        {"label": "涉及范围", "value": f"{villages}个点位" if villages else "指挥部"},
        {"label": "内容摘要", "value": f"{asked.digest[:16]}（前16位，内容变动后须重新审批）"},
    ]
    override = Override.objects.filter(approval=asked).first()
    if override:
        rows += [
            {"label": "申请例外的规定", "value": selectors.gate_words(override.gate)},
            {"label": "依据文件", "value": override.document},
            {"label": "有效期", "value": f"至{figures.day(override.last_on)}（含当日），只用一次"},
        ]
    return rows


def _address_of(asked: Approval) -> str:
    """The page of what is voted on, where its app names one."""
    name = FLOWS[asked.flow].page if asked.flow in FLOWS else ""
    try:
        return reverse(name, args=[asked.key]) if name else ""
    except NoReverseMatch:
        return ""


def _back(request: Any, pk: int, say: str) -> HttpResponse:
    to = reverse("approvals:approval", args=[pk])
    asked = Approval.objects.visible_to(request.actor).filter(pk=pk).first()
    context = _page(request, asked) if asked else {}
    return done(request, ONE, context, part="course", to=to if asked else "approvals:approval-list", say=say)
