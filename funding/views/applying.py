"""用款申请: stages of many agreements at once, a contract's progress or wages, something else."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from funding import actions, permissions
from funding.forms.payments import ContractPaymentForm, OtherPaymentForm, StagesForm
from funding.models import OF_CONTRACT, Contract, PaymentSort
from funding.selectors.commitments import payable_now
from funding.views.contracts import of_contract
from funding.views.shown import NO_BOOK
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from projects.models import Village

SAY = "用款申请已提交，请审核的同志办理。"


@page(needs=permissions.APPLY_PAYMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def payments_apply(request: Any, pk: int) -> HttpResponse:
    village = _village(request, pk)
    stages = payable_now(village.pk)
    note = f"只列已到支付条件、还没有申请的应付款，共{len(stages)}笔。{NO_BOOK}"
    return entered(
        request,
        _entry(village, "申请搬迁补偿款", note),
        bound(StagesForm, request, stages=[(stage.id, stage.label) for stage in stages]),
        lambda given: actions.apply_payments(request.actor, village, **given),
        say=SAY,
    )


@page(needs=permissions.APPLY_PAYMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def other_payment_apply(request: Any, pk: int) -> HttpResponse:
    village = _village(request, pk)
    return entered(
        request,
        _entry(village, "申请其他用款", f"协议、合同以外的用款。{NO_BOOK}"),
        bound(OtherPaymentForm, request),
        lambda given: actions.apply_other_payment(request.actor, village, **given),
        say=SAY,
    )


@page(needs=permissions.APPLY_PAYMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_payment_apply(request: Any, pk: int, sort: str) -> HttpResponse:
    if sort not in OF_CONTRACT:
        raise Http404
    seen = Contract.objects.visible_to(request.actor, by=permissions.APPLY_PAYMENT).select_related(
        "contractor", "village"
    )
    found: Contract = get_object_or_404(seen, pk=pk)
    label = PaymentSort(sort).label
    note = "人工费用单独申请，付到农民工工资专用账户。" if sort == PaymentSort.WAGES else "人工费用另行申请，不必等待。"
    return entered(
        request,
        of_contract(found, f"申请{label}", "提交申请", note=f"{note}{NO_BOOK}"),
        bound(ContractPaymentForm, request, sort=sort),
        lambda given: actions.apply_contract_payment(request.actor, found, sort=sort, **given),
        say=SAY,
    )


def _village(request: Any, pk: int) -> Village:
    seen = Village.objects.visible_to(request.actor, by=permissions.APPLY_PAYMENT)
    found: Village = get_object_or_404(seen, pk=pk)
    return found


def _entry(village: Village, title: str, note: str) -> Entry:
    back = reverse("funding:payment-list")
    return Entry(f"{village.label}：{title}", "提交申请", back, ((back, "用款台账"),), note=note)
