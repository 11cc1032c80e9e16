"""Units: list, page, open, change."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import actions, permissions, selectors
from portal.accounts.forms import OrganisationChangeForm, OrganisationFilterForm, OrganisationForm
from portal.accounts.models import Organisation
from portal.kernel.missing import Missing
from portal.kernel.permissions import PORTAL
from portal.web.access import page
from portal.web.ledgers import NONE, Column, Ledger, Listing, Place, ledger, link, show_list
from portal.web.pages import done, show
from portal.web.panels import panels_of
from portal.web.workbooks import Kind

LIST, PAGE, FORM = "accounts/organisation_list.html", "accounts/organisation.html", "accounts/organisation_form.html"
SORTS = {"name": "name", "kind": "kind"}


def _state(row: Any) -> SafeString:
    words = "在用" if row["is_active"] else "停用"
    return format_html("{}" if row["is_active"] else '<span class="state">{}</span>', words)


UNITS = ledger(
    "organisations",
    Ledger(
        "单位名录",
        permissions.VIEW_ORGANISATIONS,
        [
            Column(
                "单位名称",
                itemgetter("name"),
                width=28,
                look=lambda row: link(row["url"], row["name"]),
                sort="name",
                is_head=True,
            ),
            Column("简称", lambda row: row["short_name"] or NONE, width=14),
            Column("类别", itemgetter("kind_label"), width=12, sort="kind"),
            Column("统一社会信用代码", lambda row: row["uscc"] or NONE, width=14, place=Place.FILE),
            Column("在用账号", itemgetter("people"), Kind.WHOLE, width=8),
            Column("状态", lambda row: "在用" if row["is_active"] else "停用", width=6, look=_state),
        ],
        counted="家单位",
        noun="单位",
        empty=(Missing.NOT_ENTERED, "还没有登记单位。"),
    ),
)


@page(needs=permissions.VIEW_ORGANISATIONS)
@require_safe
def organisation_list(request: Any) -> HttpResponse:
    form = OrganisationFilterForm(request.GET)
    found: Any = Organisation.objects.visible_to(request.actor)
    found = found.filter(_wanted(form)) if form.is_valid() else found
    sort = request.GET.get("sort", "")
    key = SORTS.get(sort.removeprefix("-"), "name")
    found = found.order_by(f"-{key}" if sort.startswith("-") else key, "pk")
    may_open = request.actor.may(permissions.MANAGE_ORGANISATIONS)
    return show_list(request, LIST, Listing(request, UNITS, found, form, _rows), {"may_open": may_open})


@page(needs=permissions.MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_open(request: Any) -> HttpResponse:
    context = {"title": "登记单位", "back": reverse("accounts:organisation-list")}
    if request.method != "POST":
        return show(request, FORM, {**context, "form": OrganisationForm()})
    form = OrganisationForm(request.POST)
    if not form.is_valid():
        return show(request, FORM, {**context, "form": form}, status=422)
    opened = actions.open_organisation(request.actor, PORTAL, **form.cleaned_data)
    return _back(request, opened, "单位已登记。")


@page(needs=permissions.VIEW_ORGANISATIONS)
@require_safe
def organisation(request: Any, pk: int) -> HttpResponse:
    return show(request, PAGE, _page(request, _organisation(request, pk)))


@page(needs=permissions.MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_change(request: Any, pk: int) -> HttpResponse:
    unit = _organisation(request, pk)
    address = reverse("accounts:organisation", args=[pk])
    context = {"title": f"修改{unit}的资料", "back": address, "organisation": unit}
    if request.method != "POST":
        given = {name: getattr(unit, name) for name in OrganisationChangeForm.base_fields}
        return show(request, FORM, {**context, "form": OrganisationChangeForm(initial=given)})
    form = OrganisationChangeForm(request.POST)
    if not form.is_valid():
        return show(request, FORM, {**context, "form": form}, status=422)
    return _back(request, actions.change_organisation(request.actor, unit, **form.cleaned_data), "资料已保存。")


def _organisation(request: Any, pk: int) -> Organisation:
    found: Organisation = get_object_or_404(Organisation.objects.visible_to(request.actor), pk=pk)
    return found


def _wanted(form: OrganisationFilterForm) -> Q:
    given, wanted = form.cleaned_data, Q()
    if text := given["q"].strip():
        wanted &= Q(name__icontains=text) | Q(short_name__icontains=text)
    if kind := given["kind"]:
        wanted &= Q(kind=kind)
    if state := given["state"]:
        wanted &= Q(is_active=state == "active")
    return wanted


def _rows(units: Sequence[Organisation]) -> list[dict[str, Any]]:
    people = selectors.active_people_by_organisation(unit.pk for unit in units)
    return [_row(unit, people.get(unit.pk, 0)) for unit in units]


def _row(unit: Organisation, people: int) -> dict[str, Any]:
    return {
        "url": reverse("accounts:organisation", args=[unit.pk]),
        "name": unit.name,
        "short_name": unit.short_name,
        "kind_label": unit.get_kind_display(),
        "uscc": unit.uscc,
        "people": people,
        "is_active": unit.is_active,
    }


def _page(request: Any, unit: Organisation) -> dict[str, Any]:
    people = selectors.active_people_by_organisation([unit.pk]).get(unit.pk, 0)
    people_url = f"{reverse('accounts:person-list')}?organisation={unit.pk}"
    return {
        "organisation": unit,
        "about": [
            {"label": "单位名称", "value": unit.name},
            {"label": "简称", "value": unit.short_name},
            {"label": "类别", "value": unit.get_kind_display()},
            {"label": "统一社会信用代码", "value": unit.uscc},
            {"label": "状态", "value": "在用" if unit.is_active else "停用"},
            {
                "label": "在用账号",
                "value": f"{people}个",
                "url": people_url if request.actor.may(permissions.VIEW_PEOPLE) else "",
            },
        ],
        "may_change": request.actor.span(permissions.MANAGE_ORGANISATIONS).covers(unit.anchor_values()),
        "panels": list(panels_of("organisation", request.actor, unit)),
    }


def _back(request: Any, unit: Organisation, say: str) -> HttpResponse:
    to = reverse("accounts:organisation", args=[unit.pk])
    return done(request, PAGE, _page(request, unit), part="about", to=to, say=say)
