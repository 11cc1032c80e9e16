"""补录: the list of requests, asking with many rows, checking by a second person, and the days of the door."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.approvals.actions import cast_vote
from portal.approvals.lifecycle import Choice
from portal.approvals.selectors import approval, approval_of, may_vote, who_can_act_now
from portal.kernel import clock
from portal.kernel.errors import InvalidInput, NotSeen
from portal.kernel.missing import Missing
from portal.kernel.permissions import PORTAL
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import done, show
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind
from projects import actions, permissions
from projects.forms.backfills import BackfillFilterForm, BackfillForm, BackfillWindowForm, DeclineForm, rows_form
from projects.lifecycle import BackfillState
from projects.models import Backfill, BackfillSort, Village
from projects.selectors.backfills import backfill_rows, backfill_window, digest_of_backfill, lines_of, matter_of

LIST, PAGE, ASK = "projects/backfill_list.html", "projects/backfill.html", "projects/backfill_ask.html"
_KINDS = {
    BackfillState.ASKED: "info",
    BackfillState.ENTERED: "good",
    BackfillState.DECLINED: "warn",
    BackfillState.WITHDRAWN: "neutral",
}

BACKFILLS = ledger(
    "backfills",
    Ledger(
        "补录台账",
        permissions.VIEW_VILLAGES,
        [
            Column(
                "补录单",
                lambda row: f"第{row.id}号",
                width=8,
                look=lambda row: link(reverse("projects:backfill", args=[row.id]), f"第{row.id}号"),
                is_head=True,
                keeps_line=True,
            ),
            Column("点位", lambda row: row.village, width=18),
            Column("类别", lambda row: row.sort, width=8, keeps_line=True),
            Column("条数", lambda row: row.lines, Kind.WHOLE, width=6),
            Column("依据文件", lambda row: row.document, width=26),
            Column("说明", lambda row: row.note or NONE, width=20),
            Column("补录", lambda row: row.by, width=18),
            Column("提出时间", lambda row: row.asked_at, Kind.MOMENT),
            Column(
                "状态", lambda row: row.state.label, width=8, look=lambda row: state(row.state.label, _KINDS[row.state])
            ),
        ],
        counted="张补录单",
        noun="补录单",
        empty=(Missing.NOT_APPLICABLE, "还没有补录单。"),
        notes=["补录的数据在各处注明“补录”，单独计数，填报时间为实际登记时间。"],
    ),
)


@page(needs=permissions.VIEW_VILLAGES)
@require_safe
def backfill_list(request: Any) -> HttpResponse:
    form = BackfillFilterForm(request.GET)
    found = Backfill.objects.visible_to(request.actor)
    if form.is_valid():
        found = found.filter(**{name: value for name, value in form.cleaned_data.items() if value})
    found = found.select_related("village", "entered_by__organisation").order_by("-pk")
    context = {
        "window": backfill_window(),
        "today": clock.today(),
        "sorts": BackfillSort.choices if request.actor.may(permissions.BACKFILL) else [],
        "may_set": request.actor.may(permissions.SET_BACKFILL),
    }
    return show_list(request, LIST, Listing(request, BACKFILLS, found, form, backfill_rows), context)


@page(needs=permissions.SET_BACKFILL)
@require_http_methods(["GET", "HEAD", "POST"])
def backfill_window_set(request: Any) -> HttpResponse:
    back, standing = reverse("projects:backfill-list"), backfill_window()
    first = {"went_live_on": standing.went_live_on, "closes_on": standing.closes_on} if standing else {}
    return entered(
        request,
        Entry(
            "设置补录期限", "保存", back, ((back, "补录台账"),), note="补录只收正式启用日以前的数据，过截止日即关闭。"
        ),
        bound(BackfillWindowForm, request, initial=first),
        lambda given: actions.set_backfill_window(request.actor, PORTAL, **given),
        say="补录期限已保存。",
    )


@page(needs=permissions.BACKFILL)
@require_http_methods(["GET", "HEAD", "POST"])
def backfill_ask(request: Any, sort: str) -> HttpResponse:
    if sort not in BackfillSort.values:
        raise Http404
    villages = Village.objects.visible_to(request.actor, by=permissions.BACKFILL).order_by("ordinal")
    form = bound(BackfillForm, request, villages=villages)
    rows = rows_form(BackfillSort(sort), request.POST if request.method == "POST" else None)
    context = {"form": form, "rows": rows, "sort": BackfillSort(sort), "window": backfill_window()}
    if request.method != "POST":
        return show(request, ASK, context)
    asked = _ask(request, form, rows, sort)
    if asked is None:
        return show(request, ASK, context, status=422)
    say = f"补录单第{asked.pk}号已提交，待另一位同志复核。"
    return done(request, ASK, context, part="entered", to=reverse("projects:backfill", args=[asked.pk]), say=say)


@page(needs=permissions.VIEW_VILLAGES)
@require_safe
def backfill(request: Any, pk: int) -> HttpResponse:
    return show(request, PAGE, _page(request, _found(request, pk)))


@page(needs=permissions.CHECK_BACKFILL)
@require_POST
def backfill_agree(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk)
    _vote(request, found, Choice.APPROVE)
    return _back(request, found, "已复核同意，数据已登记并注明“补录”。")


@page(needs=permissions.CHECK_BACKFILL)
@require_POST
def backfill_decline(request: Any, pk: int) -> HttpResponse:
    found, form = _found(request, pk), DeclineForm(request.POST)
    if not form.is_valid():
        return show(request, PAGE, {**_page(request, found), "decline_form": form}, status=422)
    _vote(request, found, Choice.DECLINE, form.cleaned_data["reason"])
    return _back(request, found, "补录单已退回。")


@page(needs=permissions.BACKFILL)
@require_POST
def backfill_withdraw(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk)
    actions.withdraw_backfill(request.actor, found, reason="补录人撤回")
    return _back(request, found, "补录单已撤回。")


def _ask(request: Any, form: BackfillForm, rows: Any, sort: str) -> Backfill | None:
    """The request that was made; None when something typed has to be put right, said beside it."""
    if not (form.is_valid() and rows.is_valid()):
        return None
    filled = [row for row in rows if row.has_changed()]
    given = dict(form.cleaned_data)
    try:
        return actions.ask_backfill(
            request.actor, given.pop("village"), sort=sort, lines=[row.cleaned_data for row in filled], **given
        )
    except InvalidInput as refusal:
        form.add_error(None, refusal.sentence)
        for place, sentence in refusal.fields.items():
            number, _, name = place.partition(".")
            if name and number.isdigit() and name in filled[int(number) - 1].fields:
                filled[int(number) - 1].add_error(name, sentence)
    return None


def _vote(request: Any, found: Backfill, choice: Choice, reason: str = "") -> None:
    asked = approval_of(matter_of(found))
    if asked is None:
        raise NotSeen()
    cast_vote(request.actor, approval(asked.id), choice=choice, reason=reason, seen_digest=digest_of_backfill(found))


def _found(request: Any, pk: int) -> Backfill:
    rows = Backfill.objects.visible_to(request.actor).select_related("village", "entered_by__organisation")
    found: Backfill = get_object_or_404(rows, pk=pk)
    return found


def _page(request: Any, found: Backfill) -> dict[str, Any]:
    (row,), asked = backfill_rows([found]), approval_of(matter_of(found))
    is_open = found.state == BackfillState.ASKED and asked is not None
    able = who_can_act_now(approval(asked.id)) if is_open and asked else []
    return {
        "backfill": row,
        "state_kind": _KINDS[row.state],
        "lines": lines_of(found),
        "about": [
            {"label": "点位", "value": row.village, "url": reverse("projects:village", args=[found.village_id])},
            {"label": "类别", "value": f"{row.sort}，{row.lines}条"},
            {"label": "依据文件", "value": row.document},
            {"label": "说明", "value": row.note or NONE},
            {"label": "补录", "value": row.by},
            {"label": "可复核", "value": "、".join(map(str, able)) or NONE}
            if is_open
            else {"label": "状态", "value": row.state.label},
        ],
        "asked_at": row.asked_at,
        "may_check": is_open and asked is not None and may_vote(request.actor, approval(asked.id)),
        "may_withdraw": is_open and request.actor.user.pk == found.entered_by_id,
        "decline_form": DeclineForm(),
    }


def _back(request: Any, found: Backfill, say: str) -> HttpResponse:
    found.refresh_from_db()
    to = reverse("projects:backfill", args=[found.pk])
    return done(request, PAGE, _page(request, found), part="request", to=to, say=say)
