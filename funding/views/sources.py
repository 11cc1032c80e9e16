"""资金台账: sources of money, one source with its lots, and the trace of a lot."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from funding import actions
from funding.forms.sources import ReceiptForm, RuleForm, SourceFilterForm, SourceForm, rule_of
from funding.ledger import SourceKind, reading
from funding.lifecycle import ReceiptState
from funding.models import Receipt, Source
from funding.permissions import KEEP_SOURCES, VIEW_FUNDING
from funding.selectors.sources import NO_ACCOUNT_BOOK, source_rows, uses_shown
from portal.kernel.missing import Missing
from portal.kernel.money import Money
from portal.kernel.permissions import PORTAL
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, link, show_list
from portal.web.templatetags import figures
from portal.web.workbooks import Kind
from projects.models import Village

NOTES = [NO_ACCOUNT_BOOK, "到账、支付以银行回单为准，本系统只登记，不付款。"]
SOURCES = ledger(
    "money-sources",
    Ledger(
        "资金台账",
        VIEW_FUNDING,
        [
            Column(
                "资金来源",
                lambda row: row.name,
                width=24,
                look=lambda row: link(reverse("funding:source", args=[row.id]), row.name),
                is_head=True,
            ),
            Column("类别", lambda row: row.kind, width=8, keeps_line=True),
            Column("专用点位", lambda row: row.village or "不限", width=16),
            Column("提供方", lambda row: row.giver, width=18),
            Column("额度", lambda row: row.ceiling, Kind.MONEY, is_marked=True),
            Column("到账", lambda row: row.received, Kind.MONEY, is_marked=True),
            Column("已用", lambda row: row.spent, Kind.MONEY, is_marked=True),
            Column("余额", lambda row: row.balance, Kind.MONEY, is_marked=True),
            Column("约定条款（本级）", lambda row: row.clause, width=16),
        ],
        counted="个来源",
        noun="资金来源",
        empty=(Missing.NOT_ENTERED, "还没有登记资金来源。"),
        notes=NOTES,
    ),
)
LOTS = ledger(
    "money-lots",
    Ledger(
        "资金批次",
        VIEW_FUNDING,
        [
            Column(
                "批次",
                lambda row: f"第{row.id}批",
                width=8,
                look=lambda row: link(reverse("funding:lot", args=[row.id]), f"第{row.id}批"),
                is_head=True,
                keeps_line=True,
            ),
            Column("到账日期", lambda row: row.received_on, Kind.DAY),
            Column("到账", lambda row: row.amount, Kind.MONEY),
            Column("已用", lambda row: row.used, Kind.MONEY),
            Column("余额", lambda row: row.left, Kind.MONEY),
            Column("凭证", lambda row: row.evidence, width=30),
            Column("状态", lambda row: "已冲销" if row.is_taken_back else "有效", width=8),
        ],
        counted="批",
        noun="批次",
        empty=(Missing.NOT_ENTERED, "还没有到账。"),
        notes=NOTES,
    ),
)


USES = ledger(
    "money-uses",
    Ledger(
        "资金去向",
        VIEW_FUNDING,
        [
            Column("登记", lambda row: f"第{row.row.transfer_id}笔", width=8, is_head=True, keeps_line=True),
            Column("支付日期", lambda row: row.row.occurred_on, Kind.DAY),
            Column("用途", lambda row: row.row.use.label, width=16),
            Column("点位", lambda row: row.village, width=18),
            Column("收款方类别", lambda row: row.row.payee_class.label, width=14),
            Column("金额", lambda row: row.row.amount, Kind.MONEY, is_marked=True),
            Column("事由", lambda row: row.subject or NONE, width=14),
            Column("状态", lambda row: row.word, width=8),
        ],
        counted="笔",
        noun="支付",
        empty=(Missing.NOT_STARTED, "这批资金还没有使用。"),
        notes=NOTES,
    ),
)


@page(needs=VIEW_FUNDING)
@require_safe
def source_list(request: Any) -> HttpResponse:
    form = SourceFilterForm(request.GET)
    found = Source.objects.visible_to(request.actor)
    if form.is_valid() and form.cleaned_data["kind"]:
        found = found.filter(kind=form.cleaned_data["kind"])
    listing = Listing(request, SOURCES, found.select_related("village").order_by("pk"), form, source_rows)
    return show_list(request, "funding/source_list.html", listing, {"may_open": request.actor.may(KEEP_SOURCES)})


@page(needs=VIEW_FUNDING)
@require_safe
def source(request: Any, pk: int) -> HttpResponse:
    found = _source(request, pk)
    (row,) = source_rows([found])
    rules, villages = reading.rules_of(pk), Village.objects.in_bulk()
    context = {
        "source": found,
        "about": [
            {"label": "类别", "value": row.kind},
            {"label": "专用点位", "value": row.village or "不限"},
            {"label": "提供方", "value": found.giver},
            {"label": "合同或文件", "value": found.document},
            {"label": "专户", "value": f"{found.bank}，尾号{found.account_tail}"},
            {"label": "到账", "value": figures.money(row.received)},
            {"label": "已用", "value": figures.money(row.spent)},
            {"label": "余额", "value": figures.money(row.balance)},
        ],
        "rules": [
            {
                "rule": rule,
                "uses": "、".join(use.label for use in rule.uses),
                "payees": "、".join(payee.label for payee in rule.payee_classes),
                "villages": "、".join(villages[key].label for key in rule.villages) if rule.villages else "不限",
            }
            for rule in reversed(rules)
        ],
        "waiting": list(Receipt.objects.filter(source=found, state=ReceiptState.ASKED).order_by("pk")),
        "may_keep": request.actor.may(KEEP_SOURCES),
    }
    listing = Listing(request, LOTS, reading.lots_of(pk), scope=f"“{found}”", has_verbs=False)
    return show_list(request, "funding/source.html", listing, context)


@page(needs=VIEW_FUNDING)
@require_safe
def lot(request: Any, pk: int) -> HttpResponse:
    """Where one lot went: the payments of the villages that the person sees."""
    found = reading.lot(pk)
    of = get_object_or_404(Source.objects.visible_to(request.actor), pk=found.source_id if found else 0)
    rows = uses_shown(request.actor, reading.uses_of_lot(pk))
    context = {
        "lot": found,
        "source": of,
        "about": [
            {"label": "资金来源", "value": str(of), "url": reverse("funding:source", args=[of.pk])},
            {"label": "到账日期", "value": figures.day(found.received_on) if found else ""},
            {"label": "到账", "value": figures.money(found.amount) if found else ""},
            {"label": "余额", "value": figures.money(found.left) if found else ""},
            {"label": "凭证", "value": found.evidence if found else NONE},
        ],
    }
    listing = Listing(request, USES, rows, scope=f"第{pk}批", notes=["您无权查看的点位不列出。"])
    return show_list(request, "funding/lot.html", listing, context)


@page(needs=KEEP_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def source_open(request: Any) -> HttpResponse:
    back = reverse("funding:source-list")

    def act(given: dict[str, Any]) -> Source:
        rule = rule_of(given)
        given["kind"] = SourceKind(given["kind"])
        return actions.open_source(request.actor, PORTAL, rule=rule, **given)

    entry = Entry(
        "登记资金来源",
        "登记",
        back,
        ((back, "资金台账"),),
        note="登记后原样保留；使用规定有调整的，另行登记，不改原有的。",
    )
    return entered(request, entry, bound(SourceForm, request), act, say="资金来源已登记。")


@page(needs=KEEP_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def source_rule_add(request: Any, pk: int) -> HttpResponse:
    found = _source(request, pk)
    entry = _entry(found, "登记新的使用规定", "登记", "自登记当日起生效，不能补盖已经发生的支出；原有的规定保留备查。")
    return entered(
        request,
        entry,
        bound(RuleForm, request),
        lambda given: actions.add_source_rule(request.actor, found, rule=rule_of(given)),
        say="新的使用规定已登记。",
    )


@page(needs=KEEP_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_enter(request: Any, pk: int) -> HttpResponse:
    found = _source(request, pk)
    entry = _entry(found, "登记到账", "提交复核", "由另一位同志对照银行回单复核，同意后计入台账。")

    def act(given: dict[str, Any]) -> Receipt:
        given["amount"] = Money(given["amount"])
        return actions.enter_receipt(request.actor, found, **given)

    return entered(request, entry, bound(ReceiptForm, request), act, say="到账登记已提交，待另一位同志复核。")


def _entry(found: Source, title: str, submit: str, note: str) -> Entry:
    back = reverse("funding:source", args=[found.pk])
    trail = ((reverse("funding:source-list"), "资金台账"), (back, found.name))
    return Entry(f"“{found.name}”：{title}", submit, back, trail, note=note)


def _source(request: Any, pk: int) -> Source:
    rows = Source.objects.visible_to(request.actor).select_related("village")
    found: Source = get_object_or_404(rows, pk=pk)
    return found
