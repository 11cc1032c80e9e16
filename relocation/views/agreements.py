"""协议台账, one agreement with its course, 怎么算出来的, and what can be done with it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.missing import Missing
from portal.kernel.permissions import Power
from portal.reports.papers import print_paper
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.ledgers import Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import show
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind
from projects.models import Village
from relocation import actions, permissions
from relocation.forms.agreements import (
    AgreementFilterForm,
    DraftForm,
    HomeForm,
    ReasonForm,
    SettleForm,
    SignForm,
    TogetherForm,
    VacateForm,
)
from relocation.lifecycle import AGREEMENT, AgreementState
from relocation.models import Agreement, Household, Transition
from relocation.selectors.agreements import (
    AgreementRow,
    agreement_course,
    agreement_rows,
    checked,
    lines_of,
    with_all,
)
from relocation.selectors.standing import what_is_missing
from relocation.views.policies import seen_villages

LIST, PAGE, SUM = "relocation/agreement_list.html", "relocation/agreement.html", "relocation/agreement_sum.html"
KINDS = {
    AgreementState.DRAFT: "neutral",
    AgreementState.REVIEWED: "info",
    AgreementState.NOTICED: "info",
    AgreementState.SIGNED: "good",
    AgreementState.VACATED: "good",
    AgreementState.SETTLED: "good",
    AgreementState.VOID: "warn",
}

AGREEMENTS = ledger(
    "agreements",
    Ledger(
        "协议台账",
        permissions.VIEW_AGREEMENTS,
        [
            Column(
                "户号",
                lambda row: row.household,
                width=8,
                look=lambda row: link(reverse("relocation:agreement", args=[row.id]), row.household, "的协议"),
                is_head=True,
                keeps_line=True,
            ),
            Column("户主", lambda row: row.holder, width=6, keeps_line=True),
            Column("门牌", lambda row: row.door, width=14),
            Column("点位", lambda row: row.village, width=14),
            Column("协议编号", lambda row: row.number, width=18, missing=Missing.NOT_STARTED, keeps_line=True),
            Column("安置方式", lambda row: row.choice, width=8, keeps_line=True),
            Column("补偿总额", lambda row: row.total, Kind.MONEY, is_marked=True),
            Column("搬迁前支付", lambda row: row.before_moving, Kind.MONEY),
            Column("签订日期", lambda row: row.signed_on, Kind.DAY, missing=Missing.NOT_STARTED),
            Column("腾空日期", lambda row: row.vacated_on, Kind.DAY, missing=Missing.NOT_STARTED),
            Column("包户干部", lambda row: row.keeper, width=8, keeps_line=True),
            Column("状态", lambda row: row.word, width=8, look=lambda row: state(row.word, KINDS[row.state])),
        ],
        counted="份协议",
        noun="协议",
        empty=(Missing.NOT_STARTED, "还没有起草协议。"),
        notes=("姓名只显示姓氏；补偿总额为协议明细之和。",),
    ),
)


@page(needs=permissions.VIEW_AGREEMENTS)
@require_safe
def agreement_list(request: Any) -> HttpResponse:
    seen = Agreement.objects.visible_to(request.actor)
    keepers = User.objects.filter(pk__in=seen.values("household__keeper")).order_by("name")
    villages = seen_villages(request, permissions.VIEW_AGREEMENTS)
    form = AgreementFilterForm(request.GET, villages=villages, keepers=keepers)
    if form.is_valid():
        paths = {"keeper": "household__keeper", "household": "household__number"}
        given = {paths.get(name, name): value for name, value in form.cleaned_data.items() if value}
        seen = seen.filter(**given)
    rows = with_all(seen).order_by("village__ordinal", "household__number", "-pk")
    return show_list(request, LIST, Listing(request, AGREEMENTS, rows, form, agreement_rows))


@page(needs=permissions.VIEW_AGREEMENTS)
@require_safe
def agreement(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk)
    [row] = agreement_rows([found])
    context = {
        "agreement": row,
        "state_kind": KINDS[AgreementState(row.state)],
        "about": _about(found, row),
        "lines": lines_of(found),
        "course": agreement_course(found),
        "verbs": _verbs(request, found),
        "may_print": request.actor.span(permissions.REVEAL_HOUSEHOLDS).covers(found.anchor_values()),
        "missing": what_is_missing(found, clock.today()),
    }
    return show(request, PAGE, context)


@page(needs=permissions.VIEW_AGREEMENTS)
@require_safe
def agreement_sum(request: Any, pk: int) -> HttpResponse:
    """怎么算出来的: every line with its clause and steps, fit to be read out to a villager."""
    found = _found(request, pk)
    [row] = agreement_rows([found])
    context = {
        "agreement": row,
        "inputs": found.inputs,
        "lines": lines_of(found),
        "again": checked(found),
        "hash": found.computation_hash,
    }
    return show(request, SUM, context)


@page(needs=permissions.REVEAL_HOUSEHOLDS)
@require_safe
def agreement_paper(request: Any, pk: int) -> HttpResponse:
    """The paper to sign, with whole names and the account; what is not signed is marked 草稿."""
    found = _found(request, pk, permissions.REVEAL_HOUSEHOLDS)
    content = print_paper(actions.hand_out_agreement(request.actor, found))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.household}协议.pdf") or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer


@page(needs=permissions.DRAFT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_draft(request: Any, pk: int) -> HttpResponse:
    rows = Household.objects.visible_to(request.actor, by=permissions.DRAFT_AGREEMENT).select_related("village")
    household: Household = get_object_or_404(rows, pk=pk)
    form = bound(DraftForm, request)
    back = reverse("relocation:agreement-list")
    entry = Entry(
        f"{household.village.label}{household}：起草协议", "计算并保存草稿", back, ((back, "协议台账"),),
        note="按已公告或已确定的方案计算；保存后金额和明细不能改动，有变化的作废后重新起草。",
    )  # fmt: skip
    return entered(
        request, entry, form, lambda given: actions.draft_agreement(request.actor, household, **given),
        say="协议草稿已保存。",
    )  # fmt: skip


@page(needs=permissions.REVIEW_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreements_review(request: Any, pk: int) -> HttpResponse:
    """Review drafts of a village, one or many."""
    villages = Village.objects.visible_to(request.actor, by=permissions.REVIEW_AGREEMENT)
    village: Village = get_object_or_404(villages, pk=pk)
    waiting = Agreement.objects.visible_to(request.actor).filter(village=village, state=AgreementState.DRAFT)
    waiting = waiting.select_related("household__village").order_by("household__number")
    back = reverse("relocation:agreement-list")
    return entered(
        request,
        Entry(
            f"{village}：审核协议",
            "审核通过",
            back,
            ((back, "协议台账"),),
            note="由起草人以外的同志审核；入户调查有更正的，须重新起草。",
        ),
        bound(TogetherForm, request, agreements=waiting),
        lambda given: actions.review_agreements(request.actor, village, agreements=list(given["agreements"])),
        say="所选协议已审核通过。",
    )


@page(needs=permissions.REVIEW_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_return(request: Any, pk: int) -> HttpResponse:
    return _move(request, pk, "return", ReasonForm, {}, actions.return_agreement, say="协议已退回起草人。")


@page(needs=permissions.DRAFT_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_void(request: Any, pk: int) -> HttpResponse:
    return _move(request, pk, "void", ReasonForm, {}, actions.void_agreement, say="协议已作废，可以重新起草。")


@page(needs=permissions.SIGN_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_sign(request: Any, pk: int) -> HttpResponse:
    first = {"signed_on": clock.today()}
    return _move(request, pk, "sign", SignForm, first, actions.sign_agreement, say="协议已签订并编号。")


@page(needs=permissions.ACCEPT_VACATING)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_home(request: Any, pk: int) -> HttpResponse:
    first = {"provided_on": clock.today()}
    return _move(request, pk, "home", HomeForm, first, actions.provide_transition_home, say="周转用房已登记交付。")


@page(needs=permissions.ACCEPT_VACATING)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_vacate(request: Any, pk: int) -> HttpResponse:
    first = {"vacated_on": clock.today()}
    return _move(request, pk, "vacate", VacateForm, first, actions.vacate_household, say="已登记腾空验收。")


@page(needs=permissions.SETTLE_AGREEMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_settle(request: Any, pk: int) -> HttpResponse:
    first = {"settled_on": clock.today()}
    return _move(request, pk, "settle", SettleForm, first, actions.settle_agreement, say="协议已结算。")


@dataclass(frozen=True)
class Verb:
    """One thing to do with an agreement: its address, its words, its power."""

    route: str
    label: str
    needs: Power
    submit: str
    note: str = ""


VERBS = {
    "sign": Verb("agreement-sign", "签订", permissions.SIGN_AGREEMENT, "登记签订", "登记后编号，不能再改动。"),
    "home": Verb("agreement-home", "交付周转用房", permissions.ACCEPT_VACATING, "登记交付"),
    "vacate": Verb("agreement-vacate", "腾空验收", permissions.ACCEPT_VACATING, "登记腾空"),
    "settle": Verb("agreement-settle", "结算", permissions.SETTLE_AGREEMENT, "办理结算"),
    "return": Verb("agreement-return", "退回", permissions.REVIEW_AGREEMENT, "退回"),
    "void": Verb("agreement-void", "作废", permissions.DRAFT_AGREEMENT, "作废", "只有未签订的协议可以作废。"),
}


def _can(verb: str, found: Agreement) -> bool:
    if verb == "home":
        waits = found.transition == Transition.HOME and found.home_provided_on is None
        return waits and found.state == AgreementState.SIGNED
    return AGREEMENT.can(verb, found.state)


def _move(request: Any, pk: int, key: str, form: Any, first: dict[str, Any], act: Any, *, say: str) -> HttpResponse:
    verb = VERBS[key]
    found = _found(request, pk, verb.needs)
    back = reverse("relocation:agreement", args=[found.pk])
    trail = ((reverse("relocation:agreement-list"), "协议台账"), (back, str(found)))
    entry = Entry(f"{found}：{verb.label}", verb.submit, back, trail, note=verb.note)
    return entered(
        request, entry, bound(form, request, initial=first), lambda given: act(request.actor, found, **given), say=say
    )


def _verbs(request: Any, found: Agreement) -> list[dict[str, str]]:
    return [
        {"label": verb.label, "url": reverse(f"relocation:{verb.route}", args=[found.pk])}
        for key, verb in VERBS.items()
        if _can(key, found) and request.actor.span(verb.needs).covers(found.anchor_values())
    ]


def _found(request: Any, pk: int, by: Power | None = None) -> Agreement:
    rows = with_all(Agreement.objects.visible_to(request.actor, by=by)).select_related("result_notice")
    found: Agreement = get_object_or_404(rows, pk=pk)
    return found


def _about(found: Agreement, row: AgreementRow) -> list[dict[str, Any]]:
    none = Missing.NOT_APPLICABLE
    return [
        {"label": "点位", "value": row.village, "url": reverse("projects:village", args=[row.village_id])},
        {"label": row.party, "value": f"{row.holder}（{row.household}户，{row.door}）"},
        {"label": "依据方案", "value": row.policy, "url": reverse("relocation:policy", args=[row.policy_id])},
        {"label": "协议编号", "value": row.number, "missing": Missing.NOT_STARTED},
        {"label": "安置方式", "value": row.choice},
        {"label": "产权调换房屋", "value": found.exchange_home, "missing": none},
        {"label": "过渡", "value": f"{row.transition}　{found.transition_term}".strip()},
        {"label": "周转用房", "value": found.transition_home, "missing": none},
        {"label": "签订期限", "value": f"{row.sign_by:%Y年%-m月%-d日}"},
        {"label": "搬迁期限", "value": f"{row.move_by:%Y年%-m月%-d日}"},
        {"label": "支付期限", "value": found.payment_term},
        {"label": "收款", "value": f"{_tail(found)}（{found.payee_bank}）"},
    ]


def _tail(found: Agreement) -> str:
    return f"账号{found.masked('payee_account')}"
