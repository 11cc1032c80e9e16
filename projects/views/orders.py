"""督办台账: the list with the red ones first, one order with its course, its paper, and proposing a new one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import Organisation
from portal.files.selectors import files_of
from portal.kernel import clock
from portal.kernel.missing import Missing
from portal.kernel.permissions import PORTAL
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import show
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind
from projects import actions, permissions
from projects.forms.orders import OPEN, OVER, OrderFilterForm, OrderForm
from projects.lifecycle import OPEN_ORDERS, OrderState
from projects.models import Order, OrderSource, Village
from projects.rules import Light
from projects.selectors.moment import Moment
from projects.selectors.order_verbs import verbs_for
from projects.selectors.orders import LABEL, VERBS, OrderRow, course_of, order_rows, red_first, with_names

LIST, PAGE, PAPER = "projects/order_list.html", "projects/order.html", "projects/order_paper.html"
LIGHT_KINDS = {Light.RED: "bad", Light.YELLOW: "warn", Light.BLUE: "info", Light.NONE: "neutral"}
STATE_KINDS = {
    OrderState.PROPOSED: "neutral",
    OrderState.ISSUED: "info",
    OrderState.REPORTED: "info",
    OrderState.RETURNED: "warn",
    OrderState.CLOSED: "good",
    OrderState.WITHDRAWN: "neutral",
}

ORDERS = ledger(
    "orders",
    Ledger(
        "督办台账",
        permissions.VIEW_ORDERS,
        [
            Column(
                "事项",
                lambda row: row.matter,
                width=26,
                look=lambda row: link(reverse("projects:order", args=[row.id]), row.matter),
                is_head=True,
                is_marked=True,
            ),
            Column(
                "灯色",
                lambda row: row.light_text,
                width=10,
                look=lambda row: state(row.light_text, LIGHT_KINDS[row.light]),
                keeps_line=True,
            ),
            Column("文号", lambda row: row.number or "未编号", width=16, keeps_line=True),
            Column("点位", lambda row: row.village, width=12),
            Column(
                "责任单位",
                lambda row: row.owner,
                width=14,
                look=lambda row: format_html("{}{}", row.owner, f" {row.person}" if row.person else ""),
            ),
            Column("包抓领导", lambda row: row.leader, width=8, keeps_line=True),
            Column("时限", lambda row: row.due_on, Kind.DAY, missing=Missing.NOT_APPLICABLE),
            Column("来源", lambda row: row.source, width=8, keeps_line=True),
            Column(
                "状态",
                lambda row: row.state.label,
                width=8,
                look=lambda row: state(row.state.label, STATE_KINDS[row.state]),
            ),
            Column("进展", lambda row: row.said or NONE, width=26),
        ],
        counted="件督办事项",
        noun="督办事项",
        empty=(Missing.NOT_APPLICABLE, "没有您可以查看的督办事项。"),
        stands_out=lambda row: row.light is Light.RED,
        notes=["灯色按时限自动判定：未到期蓝色，3天内到期黄色，超期红色；办结后不亮灯。"],
    ),
)


@page(needs=permissions.VIEW_ORDERS)
@require_safe
def order_list(request: Any) -> HttpResponse:
    now = Moment.now()
    villages = Village.objects.visible_to(request.actor).order_by("ordinal", "pk")
    form = OrderFilterForm(request.GET, villages=villages)
    found = with_names(Order.objects.visible_to(request.actor).known_at(None))
    if form.is_valid():
        found = _wanted(found, form.cleaned_data, now)
    listing = Listing(
        request,
        ORDERS,
        red_first(found),
        form,
        lambda orders: order_rows(orders, now),
        as_of=now.as_of,
    )
    context = {
        "may_propose": request.actor.may(permissions.PROPOSE_ORDER),
        "sees_numbers": request.actor.span(permissions.VIEW_ORDERS).everywhere,
    }
    return show_list(request, LIST, listing, context)


@page(needs=permissions.VIEW_ORDERS)
@require_safe
def order(request: Any, pk: int) -> HttpResponse:
    found = seen_order(request, pk)
    (row,) = order_rows([found], Moment.now())
    verbs = verbs_for(request.actor, found)
    context = {
        "order": row,
        "state_kind": STATE_KINDS[row.state],
        "light_kind": LIGHT_KINDS[row.light],
        "about": _about(found, row),
        "course": course_of(found),
        "proofs": files_of(LABEL, found.pk),
        "verbs": [
            {"label": VERBS[each.verb], "url": reverse(f"projects:order-{each.verb}", args=[found.pk])}
            for each in verbs
            if not each.why_not
        ],
        "hindered": [f"{VERBS[each.verb]}：{each.why_not}" for each in verbs if each.why_not],
    }
    return show(request, PAGE, context)


@page(needs=permissions.VIEW_ORDERS)
@require_safe
def order_paper(request: Any, pk: int) -> HttpResponse:
    """The sheet that is signed and sent: one page, in the office's layout."""
    found = seen_order(request, pk)
    (row,) = order_rows([found], Moment.now())
    issuer = found.issued_by
    context = {
        "order": row,
        "found": found,
        "title": row.kind.label,
        "source": f"{row.source}　{found.source_text}".strip(),
        "issuer": issuer.name if issuer else "",
        "course": [step for step in course_of(found) if step.words],
        "today": clock.today(),
    }
    return show(request, PAPER, context)


@page(needs=permissions.PROPOSE_ORDER)
@require_http_methods(["GET", "HEAD", "POST"])
def order_propose(request: Any) -> HttpResponse:
    span = request.actor.span(permissions.PROPOSE_ORDER)
    villages = Village.objects.visible_to(request.actor, by=permissions.PROPOSE_ORDER)
    initial = {"village": request.GET.get("village"), "kind": "order"}
    form = bound(OrderForm, request, villages=villages, is_everywhere=span.everywhere, initial=initial)
    back = reverse("projects:order-list")
    return entered(
        request,
        Entry(
            "拟办督办事项",
            "提交签发",
            back,
            ((back, "督办台账"),),
            note="一单一事；签发时由系统编号，签发人不能是拟办人。",
        ),
        form,
        lambda given: actions.propose_order(request.actor, given.pop("village") or PORTAL, **given),
        say="已提交，待签发。",
    )


def seen_order(request: Any, pk: int) -> Order:
    """One order that the person sees, with what stands of it now. Raises Http404 for a missing and a foreign one."""
    found: Order = get_object_or_404(with_names(Order.objects.visible_to(request.actor).known_at(None)), pk=pk)
    return found


def _wanted(found: Any, given: dict[str, Any], now: Moment) -> Any:
    """The orders that the filters ask for; colours follow from the days."""
    if given["village"]:
        found = found.filter(village=given["village"])
    for name in ("kind", "source"):
        if given[name]:
            found = found.filter(**{name: given[name]})
    if given["state"] in (OPEN, OVER):
        found = found.filter(state__in=OPEN_ORDERS)
        found = found.filter(due_on__lt=now.day) if given["state"] == OVER else found
    elif given["state"]:
        found = found.filter(state=given["state"])
    if given["light"]:
        found = found.filter(pk__in=[row.id for row in order_rows(found, now) if row.light == given["light"]])
    if words := given["q"].strip():
        inside = Q(matter__icontains=words) | Q(number__icontains=words) | Q(source_text__icontains=words)
        units = Organisation.objects.filter(Q(name__icontains=words) | Q(short_name__icontains=words))
        found = found.filter(inside | Q(owner__in=units))
    return found


def _about(found: Order, row: OrderRow) -> list[dict[str, Any]]:
    village_url = reverse("projects:village", args=[found.village_id]) if found.village_id else ""
    rows: list[dict[str, Any]] = [
        {"label": "文号", "value": row.number or "签发时编号"},
        {"label": "点位", "value": row.village, "url": village_url},
        {"label": "办理要求", "value": found.demand},
        {"label": "来源", "value": f"{OrderSource(found.source).label}　{found.source_text}".strip()},
        {"label": "责任单位", "value": row.owner},
        {"label": "责任人", "value": row.person},
        {"label": "包抓领导", "value": row.leader},
        {"label": "时限", "value": row.due_on and _day_words(row), "missing": str(Missing.NOT_APPLICABLE)},
    ]
    if found.is_request:
        rows += [
            {"label": "已征求意见", "value": found.consulted},
            {"label": "如不批准的影响", "value": found.otherwise},
        ]
    return rows


def _day_words(row: OrderRow) -> str:
    due = row.due_on
    return f"{due.year}年{due.month}月{due.day}日" if due else ""
