"""One application: what it asks for, how far it is, and the next step of whoever looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding import actions, permissions
from funding.forms.payments import ReasonForm, RegisterForm, VerifyForm
from funding.lifecycle import PaymentState
from funding.models import Application, Payment
from funding.selectors.course import state_of
from funding.selectors.desk import desk_of
from funding.selectors.drawing import offers_for
from funding.selectors.payments import PaymentRow, payment_rows, payments_of, with_since
from funding.views.shown import NO_BOOK
from portal.files.selectors import files_of
from portal.kernel.money import total
from portal.kernel.permissions import Power
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.pages import done, show
from portal.web.templatetags.figures import amount_text, day, moment

PAGE = "funding/application.html"


@page(needs=permissions.VIEW_FUNDING)
@require_safe
def application(request: Any, pk: int) -> HttpResponse:
    return show(request, PAGE, _page(request, _found(request, pk)), part="application")


@page(needs=permissions.REVIEW_PAYMENT)
@require_POST
def application_review(request: Any, pk: int) -> HttpResponse:
    return _voted(request, pk, actions.review_application, "已审核同意，请审批的同志办理。")


@page(needs=permissions.APPROVE_PAYMENT)
@require_POST
def application_approve(request: Any, pk: int) -> HttpResponse:
    return _voted(request, pk, actions.approve_application, "已审批同意，请拨付后登记并上传回单。")


@page(needs=permissions.VIEW_FUNDING)
@require_http_methods(["GET", "HEAD", "POST"])
def application_return(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk)
    actions.require_turn(request.actor, found)
    entry = _entry(found, "退回", "退回", note="退回后由申请人补充材料，重新提交申请。")
    return _reasoned(request, entry, found, actions.return_application, "已退回，申请人可以补充后重新申请。")


@page(needs=permissions.APPLY_PAYMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk)
    entry = _entry(found, "撤回", "撤回", note="由申请人在审批前撤回，撤回后可以重新申请。")
    return _reasoned(request, entry, found, actions.withdraw_application, "已撤回。")


@page(needs=permissions.REGISTER_PAYMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def application_register(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk, by=permissions.REGISTER_PAYMENT)
    waiting = _waiting(found, PaymentState.APPROVED)
    sources = [(offer.source_id, f"{offer.name}（可用{amount_text(offer.amount)}）") for offer in offers_for(found)]
    choices = {"payments": _choices(waiting), "sources": sources}
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    return entered(
        request,
        _entry(found, "登记拨付（附回单）", "登记拨付", note=NO_BOOK, confirm="登记后计入资金台账，不能撤回。确定吗？"),
        RegisterForm(*posted, **choices),
        lambda given: actions.register_payments(request.actor, found, **given),
        say="已登记拨付，回单已存。",
    )


@page(needs=permissions.VERIFY_PAYMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def application_verify(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk, by=permissions.VERIFY_PAYMENT)
    waiting = _waiting(found, PaymentState.PAID)
    return entered(
        request,
        _entry(found, "使用情况核查", "登记核查情况", note="由没有经办过这份申请的同志核查。"),
        bound(VerifyForm, request, payments=_choices(waiting)),
        lambda given: actions.verify_payments(request.actor, found, **given),
        say="核查情况已登记。",
    )


def _found(request: Any, pk: int, *, by: Power | None = None) -> Application:
    seen = Application.objects.visible_to(request.actor)
    if by is not None:
        seen = seen.filter(pk__in=Application.objects.visible_to(request.actor, by=by))
    found: Application = get_object_or_404(
        seen.select_related("village", "contract", "applied_by", "organisation"), pk=pk
    )
    return found


def _waiting(found: Application, state: PaymentState) -> list[PaymentRow]:
    return payment_rows(with_since(Payment.objects.filter(application=found, state=state)).order_by("pk"))


def _choices(rows: list[PaymentRow]) -> list[tuple[int, str]]:
    return [(row.id, f"第{row.id}笔　{row.matter}　{row.payee}　{amount_text(row.amount, '元')}") for row in rows]


def _voted(request: Any, pk: int, step: Callable[..., Application], say: str) -> HttpResponse:
    """One vote; ``seen`` is what the person's page showed, so that nobody agrees to what he has not read."""
    found = _found(request, pk)
    before = state_of(found)
    step(request.actor, found, seen_digest=request.POST.get("seen") or None)
    if state_of(found) == before:
        say = "意见已记录，这一环节还需其他同志办理。"
    address = reverse("funding:application", args=[found.pk])
    return done(request, PAGE, _page(request, found), part="application", to=address, say=say)


def _reasoned(request: Any, entry: Entry, found: Application, act: Callable[..., object], say: str) -> HttpResponse:
    return entered(
        request, entry, bound(ReasonForm, request), lambda given: act(request.actor, found, **given), say=say
    )


def _entry(found: Application, title: str, submit: str, *, note: str = "", confirm: str = "") -> Entry:
    address = reverse("funding:application", args=[found.pk])
    trail = ((reverse("funding:payment-list"), "用款台账"), (address, str(found)))
    return Entry(f"{found}：{title}", submit, address, trail, note=note, confirm=confirm)


def _page(request: Any, found: Application) -> dict[str, Any]:
    rows = payments_of(found)
    contract = found.contract
    about = [
        {"label": "点位", "value": found.village.label, "url": reverse("projects:village", args=[found.village_id])},
        {"label": "类别", "value": f"{found.get_sort_display()}，资金用途：{found.get_use_display()}"},
        {"label": "事由", "value": found.purpose},
        {"label": "依据材料", "value": found.document},
        {"label": "金额", "value": total(row.amount for row in rows)},
        {"label": "笔数", "value": f"{len(rows)}笔"},
        {"label": "申请", "value": f"{found.applied_by}（{found.organisation}）　{moment(found.recorded_at)}"},
    ]
    if contract is not None:
        about[2:2] = [{"label": "合同", "value": contract.name, "url": reverse("funding:contract", args=[contract.pk])}]
    if found.certified_on is not None:
        about.append({"label": "总监理工程师签字", "value": day(found.certified_on)})
    return {
        "application": found,
        "about": about,
        "payments": rows,
        "desk": desk_of(found, request.actor),
        "slips": files_of("funding.application", found.pk),
        "no_book": NO_BOOK,
    }
