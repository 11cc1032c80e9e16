"""Contracts: the list, one of them with what it was paid and what holds it, entering one, its accounts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from funding import actions, permissions
from funding.forms.contracts import AccountsForm, ContractFilterForm, ContractForm
from funding.models import Contract, Payment, PaymentSort
from funding.selectors.contracts import contract_rows, holding
from funding.selectors.payments import payment_rows, with_since
from funding.views.shown import NO_BOOK
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.ledgers import Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import show
from portal.web.panels import panels_of
from portal.web.workbooks import Kind
from projects.models import Village

LIST, PAGE = "funding/contract_list.html", "funding/contract.html"

CONTRACTS = ledger(
    "contracts",
    Ledger(
        "合同台账",
        permissions.VIEW_FUNDING,
        [
            Column(
                "合同",
                lambda row: row.name,
                width=26,
                is_head=True,
                look=lambda row: link(reverse("funding:contract", args=[row.id]), row.name),
            ),
            Column("编号", lambda row: row.number, width=14, keeps_line=True),
            Column("点位", lambda row: row.village, width=14),
            Column("承包单位", lambda row: row.contractor, width=20),
            Column("签订日期", lambda row: row.signed_on, Kind.DAY),
            Column("合同金额", lambda row: row.amount, Kind.MONEY, width=14, is_marked=True),
            Column("已申请", lambda row: row.asked, Kind.MONEY, width=14, is_marked=True),
            Column("已支付", lambda row: row.paid, Kind.MONEY, width=14, is_marked=True),
            Column("未申请", lambda row: row.left, Kind.MONEY, width=14, is_marked=True),
        ],
        counted="份合同",
        noun="合同",
        empty=(Missing.NOT_ENTERED, "还没有登记合同。"),
        notes=[NO_BOOK],
    ),
)


@page(needs=permissions.VIEW_FUNDING)
@require_safe
def contract_list(request: Any) -> HttpResponse:
    form = ContractFilterForm(request.GET, villages=Village.objects.visible_to(request.actor))
    found = Contract.objects.visible_to(request.actor).select_related("village", "contractor")
    if form.is_valid():
        if village := form.cleaned_data["village"]:
            found = found.filter(village=village)
        if text := form.cleaned_data["q"].strip():
            named = Q(name__icontains=text) | Q(number__icontains=text) | Q(contractor__name__icontains=text)
            found = found.filter(named)
    listing = Listing(request, CONTRACTS, found.order_by("-signed_on", "-pk"), form, contract_rows)
    return show_list(request, LIST, listing, {"may_record": request.actor.may(permissions.KEEP_CONTRACTS)})


@page(needs=permissions.VIEW_FUNDING)
@require_safe
def contract(request: Any, pk: int) -> HttpResponse:
    found = _contract(request, pk)
    (row,) = contract_rows([found])
    payments = with_since(Payment.objects.visible_to(request.actor).filter(contract=found)).order_by("-pk")
    anchors = found.anchor_values()
    context = {
        "contract": row,
        "payments": payment_rows(payments),
        "held": holding(found),
        "accounts": [
            {"label": "收款账户", "value": _account(found.bank, found.masked("account"))},
            {"label": "农民工工资专用账户", "value": _account(found.wage_bank, found.masked("wage_account"))},
        ],
        "may_apply": request.actor.span(permissions.APPLY_PAYMENT).covers(anchors),
        "may_change": request.actor.span(permissions.KEEP_CONTRACTS).covers(anchors),
        "sorts": [PaymentSort.PROGRESS, PaymentSort.WAGES],
        "panels": list(panels_of("contract", request.actor, found)),
        "no_book": NO_BOOK,
    }
    return show(request, PAGE, context)


@page(needs=permissions.KEEP_CONTRACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_record(request: Any) -> HttpResponse:
    back = reverse("funding:contract-list")
    villages = Village.objects.visible_to(request.actor, by=permissions.KEEP_CONTRACTS)
    return entered(
        request,
        Entry("登记合同", "登记", back, ((back, "合同台账"),), note="登记后按合同金额列入应付款。"),
        bound(ContractForm, request, villages=villages),
        lambda given: actions.record_contract(request.actor, given.pop("village"), **given),
        say="合同已登记，并列入应付款。",
    )


@page(needs=permissions.KEEP_CONTRACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_change_accounts(request: Any, pk: int) -> HttpResponse:
    seen = Contract.objects.visible_to(request.actor, by=permissions.KEEP_CONTRACTS)
    found: Contract = get_object_or_404(seen, pk=pk)
    return entered(
        request,
        of_contract(found, "更改收款账户", "保存", note="已提交的用款仍按提交时的账户支付。"),
        bound(AccountsForm, request, initial={"bank": found.bank, "wage_bank": found.wage_bank}),
        lambda given: actions.change_contract_accounts(request.actor, found, **given),
        say="收款账户已更改。",
    )


def of_contract(found: Contract, title: str, submit: str, *, note: str = "") -> Entry:
    """An entry about one contract: it stands below its page and leads back to it."""
    address = reverse("funding:contract", args=[found.pk])
    trail = ((reverse("funding:contract-list"), "合同台账"), (address, found.name))
    return Entry(f"{found.name}：{title}", submit, address, trail, note=note)


def _contract(request: Any, pk: int) -> Contract:
    seen = Contract.objects.visible_to(request.actor).select_related("village", "contractor")
    found: Contract = get_object_or_404(seen, pk=pk)
    return found


def _account(bank: str, masked: str) -> str:
    return f"{bank}　{masked}".strip() if masked else ""
