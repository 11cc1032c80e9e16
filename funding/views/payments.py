"""用款台账, and the page of one payment with its course."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from funding import permissions
from funding.forms.payments import LATE, PaymentFilterForm
from funding.models import Payment
from funding.selectors.desk import desk_of
from funding.selectors.payments import PaymentRow, course_rows, late_ids, payment_rows, with_since
from funding.views.shown import NO_BOOK
from portal.files.selectors import files_of
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import show
from portal.web.panels import panels_of
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind
from projects.models import Village

LIST, PAGE = "funding/payment_list.html", "funding/payment.html"


def _number(row: PaymentRow) -> str:
    return f"第{row.id}笔"


PAYMENTS = ledger(
    "payments",
    Ledger(
        "用款台账",
        permissions.VIEW_FUNDING,
        [
            Column(
                "用款",
                _number,
                width=8,
                look=lambda row: link(reverse("funding:payment", args=[row.id]), _number(row)),
                is_head=True,
                keeps_line=True,
            ),
            Column("点位", lambda row: row.village, width=14),
            Column("类别", lambda row: row.sort_label, width=10, keeps_line=True),
            Column("对应事项", lambda row: row.matter, width=26),
            Column("事由", lambda row: row.purpose, width=18),
            Column("收款人", lambda row: row.payee, width=16),
            Column("金额", lambda row: row.amount, Kind.MONEY, width=14, is_marked=True),
            Column(
                "状态",
                lambda row: row.state.label,
                width=12,
                look=lambda row: state(row.state.label, row.state_kind),
                keeps_line=True,
            ),
            Column(
                "本环节",
                lambda row: row.days_text or NONE,
                width=16,
                look=lambda row: state(f"超期，{row.days_text}", "bad") if row.is_late else row.days_text or NONE,
            ),
            Column("支付日期", lambda row: row.paid_on, Kind.DAY, missing=Missing.NOT_STARTED),
        ],
        counted="笔用款",
        noun="用款",
        empty=(Missing.NOT_APPLICABLE, "还没有用款申请。"),
        notes=[NO_BOOK, "“本环节”为进入现环节以来的工作日数和规定时限（指挥部资金管理办法，本级）。"],
    ),
)


@page(needs=permissions.VIEW_FUNDING)
@require_safe
def payment_list(request: Any) -> HttpResponse:
    form = PaymentFilterForm(request.GET, villages=Village.objects.visible_to(request.actor))
    found = Payment.objects.visible_to(request.actor)
    if form.is_valid():
        found = _filtered(found, form.cleaned_data)
    villages = Village.objects.visible_to(request.actor, by=permissions.APPLY_PAYMENT).order_by("ordinal", "pk")
    context = {"villages": villages if request.actor.may(permissions.APPLY_PAYMENT) else []}
    listing = Listing(request, PAYMENTS, with_since(found).order_by("-pk"), form, payment_rows)
    return show_list(request, LIST, listing, context)


@page(needs=permissions.VIEW_FUNDING)
@never_cache
@require_safe
def payment(request: Any, pk: int) -> HttpResponse:
    found: Any = get_object_or_404(with_since(Payment.objects.visible_to(request.actor)), pk=pk)
    (row,) = payment_rows([found])
    context = {
        "payment": row,
        "about": about_payment(row),
        "course": course_rows(found),
        "desk": desk_of(found.application, request.actor),
        "slips": files_of("funding.application", found.application_id),
        "reveal_url": _reveal(request, found),
        "panels": list(panels_of("payment", request.actor, found)),
        "no_book": NO_BOOK,
    }
    return show(request, PAGE, context)


def about_payment(row: PaymentRow) -> list[dict[str, Any]]:
    """What was asked for and what became of it, as ``{% definitions %}`` takes them."""
    return [
        {"label": "点位", "value": row.village, "url": reverse("projects:village", args=[row.village_id])},
        {"label": "类别", "value": f"{row.sort_label}，资金用途：{row.use_label}"},
        {"label": "对应事项", "value": row.matter},
        {"label": "事由", "value": row.purpose},
        {"label": "收款人", "value": row.payee},
        {"label": "收款账户", "value": f"{row.bank}　{row.account}".strip()},
        {"label": "金额", "value": row.amount},
        {"label": "支付日期", "value": row.paid_on, "missing": Missing.NOT_STARTED},
        {"label": "回单编号", "value": row.slip_number, "missing": Missing.NOT_STARTED},
        {"label": "核查情况", "value": row.finding, "missing": Missing.NOT_STARTED},
    ]


def _filtered(found: Any, given: dict[str, Any]) -> Any:
    if village := given["village"]:
        found = found.filter(village=village)
    if sort := given["sort"]:
        found = found.filter(application__sort=sort)
    if given["state"] == LATE:
        found = found.filter(pk__in=late_ids(found))
    elif given["state"]:
        found = found.filter(state=given["state"])
    if text := given["q"].strip():
        of_contract = Q(contract__name__icontains=text) | Q(contract__number__icontains=text)
        found = found.filter(
            of_contract | Q(commitment__agreement__number__icontains=text) | Q(slip_number__icontains=text)
        )
    return found


def _reveal(request: Any, found: Payment) -> str:
    """The address where the whole account is shown for a reason, for whoever may see it here."""
    may = request.actor.span(permissions.REVEAL_ACCOUNTS).covers(found.anchor_values())
    return reverse("accounts:reveal", args=["funding.payment.account", found.pk]) if may else ""
