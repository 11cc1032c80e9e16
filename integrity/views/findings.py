"""疑点台账: what the red flags found, and what the 廉政专员 made of it. Not for those who do the work."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from integrity import actions
from integrity.forms import DisposalForm, FindingFilterForm
from integrity.lifecycle import FINDING, FindingState
from integrity.models import Finding, FindingMove
from integrity.permissions import DISPOSE_FINDINGS, VIEW_FINDINGS, VIEW_TRAIL
from integrity.red_flags import RED_FLAGS, flag_of
from integrity.selectors.findings import counts_seen_by, flag_words
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.ledgers import Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import done, show
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind

LIST, FINDING_PAGE = "integrity/finding_list.html", "integrity/finding.html"
VERBS = {"check": "开始核查", "clear": "排除", "confirm": "认定属实", "transfer": "移送"}
STEPS = {"raise": "系统发现", **VERBS}
_TONES = {
    FindingState.OPEN: "warn",
    FindingState.CHECKING: "info",
    FindingState.CLEARED: "neutral",
    FindingState.CONFIRMED: "bad",
    FindingState.TRANSFERRED: "bad",
}


def _state(row: Finding) -> str:
    return state(row.get_state_display(), _TONES[FindingState(row.state)])


FINDINGS = ledger(
    "findings",
    Ledger(
        "疑点台账",
        VIEW_FINDINGS,
        [
            Column(
                "事项",
                lambda row: row.subject_label,
                width=24,
                is_head=True,
                is_marked=True,
                look=lambda row: link(reverse("integrity:finding", args=[row.pk]), row.subject_label),
            ),
            Column("规则", lambda row: flag_words(row.flag), width=16),
            Column("点位", lambda row: row.village.label if row.village else "不属于某一点位", width=16),
            Column("疑点内容", lambda row: row.detail, width=40),
            Column("程度", lambda row: row.get_severity_display(), width=6),
            Column("发现时间", lambda row: row.raised_at, Kind.MOMENT),
            Column("状态", lambda row: row.get_state_display(), width=8, look=_state),
        ],
        counted="条",
        noun="疑点",
        empty=(Missing.NOT_APPLICABLE, "还没有发现疑点。"),
        notes=("疑点只是核查的起点，不是结论。",),
    ),
)


@page(needs=VIEW_FINDINGS)
@require_safe
def finding_list(request: Any) -> HttpResponse:
    form = FindingFilterForm(request.GET)
    rows = Finding.objects.visible_to(request.actor).select_related("village").order_by("-pk")
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    context = {"counts": counts_seen_by(request.actor), "flags": list(RED_FLAGS)}
    return show_list(request, LIST, Listing(request, FINDINGS, rows.filter(**asked), form), context)


@page(needs=VIEW_FINDINGS)
@never_cache
@require_safe
def finding(request: Any, pk: int) -> HttpResponse:
    return show(request, FINDING_PAGE, _page(request, _finding(request, pk), DisposalForm()))


@page(needs=DISPOSE_FINDINGS)
@require_POST
def finding_dispose(request: Any, pk: int) -> HttpResponse:
    found, form = _finding(request, pk), DisposalForm(request.POST)
    if not form.is_valid():
        return show(request, FINDING_PAGE, _page(request, found, form), status=422)
    actions.dispose_finding(request.actor, found, **form.cleaned_data)
    context = _page(request, _finding(request, pk), DisposalForm())
    return done(
        request, FINDING_PAGE, context, part="course", to=reverse("integrity:finding", args=[pk]), say="已办理。"
    )


def _finding(request: Any, pk: int) -> Finding:
    seen = Finding.objects.visible_to(request.actor).select_related("village")
    found: Finding = get_object_or_404(seen, pk=pk)
    return found


def _page(request: Any, found: Finding, form: DisposalForm) -> dict[str, Any]:
    verbs = FINDING.verbs_from(found.state)
    form.offer({verb: VERBS[verb] for verb in verbs})
    moves = FindingMove.objects.filter(finding=found).select_related("by").order_by("pk")
    course = [
        {"at": move.recorded_at, "what": STEPS[move.verb], "who": move.by or "系统", "reason": move.reason}
        for move in moves
    ]
    may = verbs and request.actor.stands_for(DISPOSE_FINDINGS, found.anchor_values()) is True
    flag = flag_of(found.flag)
    kind, _, key = found.subject_key.partition(":")
    trail = f"{reverse('integrity:entry-list')}?kind={kind}&number={key}"
    return {
        "finding": found,
        "tone": _TONES[FindingState(found.state)],
        "about": [
            {"label": "规则", "value": flag_words(found.flag)},
            {"label": "查什么", "value": flag.rule if flag else "经例外办理未按规定执行的事项。"},
            {"label": "依据", "value": flag.clause if flag else "例外办理须由另外两位同志签批（本级）"},
            {"label": "点位", "value": found.village.label if found.village else "不属于某一点位"},
            {"label": "疑点内容", "value": found.detail},
            {"label": "程度", "value": found.get_severity_display()},
        ],
        "course": course,
        "form": form if may else None,
        "trail_url": trail if request.actor.may(VIEW_TRAIL) else "",
        "own_trail_url": f"{reverse('integrity:entry-list')}?kind=integrity.finding&number={found.pk}",
    }
