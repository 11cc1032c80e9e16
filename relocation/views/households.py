"""Households on pages: the list, one household, entering, correcting and withdrawing it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.accounts.views.reveals import offers_of
from portal.kernel.errors import BrokenInvariant
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.entry import Entry, bound, entered, is_done
from portal.web.ledgers import Column, Ledger, Listing, Place, ledger, link, show_list
from portal.web.pages import show
from portal.web.panels import panels_of
from portal.web.workbooks import Kind
from projects.models import Village
from relocation import actions, permissions
from relocation.actions.households import OwnHouseholds
from relocation.forms.households import (
    FIRST_BUILDINGS,
    FIRST_MEMBERS,
    MORE,
    CorrectionForm,
    HouseholdFilterForm,
    HouseholdForm,
    WithdrawForm,
    asked_again,
    standing_values,
)
from relocation.models import Household, HouseholdMember
from relocation.selectors.household_rows import HouseholdRow, buildings_of, household_rows, keeps, member_rows
from relocation.selectors.households import has_read_phones, twins_of

LIST, PAGE, FORM = "relocation/household_list.html", "relocation/household.html", "relocation/household_form.html"


HOUSEHOLDS = ledger(
    "households",
    Ledger(
        "搬迁户台账",
        permissions.VIEW_HOUSEHOLDS,
        [
            Column(
                "户号",
                lambda row: row.number,
                width=8,
                is_head=True,
                is_marked=True,
                look=lambda row: link(reverse("relocation:household", args=[row.id]), row.number),
            ),
            Column("点位", lambda row: row.village, width=16),
            Column("户主", lambda row: row.holder, width=6),
            Column("门牌", lambda row: row.door, width=16),
            Column("土地性质", lambda row: row.land_type_label, width=8),
            Column("人口", lambda row: row.persons, Kind.WHOLE, width=6),
            Column("安置人口", lambda row: row.counted_heads, Kind.WHOLE, width=8),
            Column("建筑面积（平方米）", lambda row: row.area, Kind.NUMBER, width=12),
            Column("其中可补偿", lambda row: row.compensated_area, Kind.NUMBER, width=12),
            Column("联系电话", lambda row: row.whole_phone or row.phone, width=10, place=Place.PAGE),
            Column("联系电话", lambda row: row.phone, width=10, place=Place.FILE),
            Column("包户干部", lambda row: row.keeper, width=8),
            Column("入户调查日期", lambda row: row.surveyed_on, Kind.DAY, width=12),
            Column("登记", lambda row: row.state, width=6),
        ],
        counted="户",
        noun="搬迁户",
        empty=(Missing.NOT_ENTERED, "还没有登记搬迁户。在点位页面逐户登记，或用入户调查表成批导入。"),
        notes=("姓名、电话只显示一部分。违法建筑和超期临时建筑不计入可补偿面积。",),
    ),
)


@page(needs=permissions.VIEW_HOUSEHOLDS)
@require_safe
def household_list(request: Any) -> HttpResponse:
    actor = request.actor
    villages = Village.objects.visible_to(actor, by=permissions.VIEW_HOUSEHOLDS).order_by("ordinal", "pk")
    seen = Household.objects.visible_to(actor)
    keepers = User.objects.filter(pk__in=seen.exclude(keeper=None).values("keeper")).select_related("organisation")
    form = HouseholdFilterForm(request.GET, villages=villages, keepers=keepers.order_by("name", "pk"))
    found = _wanted(seen, form).select_related("village", "keeper").order_by("village__ordinal", "village_id", "id")

    def prepare(rows: Sequence[Household]) -> list[HouseholdRow]:
        shows = request.GET.get("as") != "xlsx" and any(keeps(actor, row) for row in rows) and _may_read_phones(actor)
        return household_rows(rows, actor, shows_phones=shows)

    return show_list(request, LIST, Listing(request, HOUSEHOLDS, found, form, prepare=prepare))


@page(needs=permissions.VIEW_HOUSEHOLDS)
@require_safe
def household(request: Any, pk: int) -> HttpResponse:
    found = _household(request, pk)
    is_kept = keeps(request.actor, found) and found.masked("phone") != "" and _may_read_phones(request.actor)
    [row] = household_rows([found], request.actor, shows_phones=is_kept)
    may_survey = request.actor.span(permissions.SURVEY_HOUSEHOLDS).covers(found.anchor_values())
    context = {
        "household": row,
        "about": _about(row),
        "members": member_rows(found),
        "buildings": buildings_of(found),
        "twins": twins_of(found, request.actor),
        "concealed": [] if is_kept else offers_of(request.actor, found),
        "may_reveal": request.actor.span(permissions.REVEAL_HOUSEHOLDS).covers(found.anchor_values()),
        "may_survey": may_survey and row.withdrawn_at is None,
        "panels": list(panels_of("household", request.actor, found)),
    }
    return show(request, PAGE, context)


@page(needs=permissions.SURVEY_HOUSEHOLDS)
@require_http_methods(["GET", "HEAD", "POST"])
def household_record(request: Any, pk: int) -> HttpResponse:
    villages = Village.objects.visible_to(request.actor, by=permissions.SURVEY_HOUSEHOLDS)
    village: Village = get_object_or_404(villages, pk=pk)
    entry = Entry(
        f"{village.label}：登记搬迁户",
        "登记",
        reverse("projects:village", args=[village.pk]),
        trail=((reverse("relocation:household-list"), "搬迁户台账"),),
        note="一户一次登记完整。户数较多的，用“入户调查表”成批导入。",
    )
    made: list[Household] = []
    form = _form(HouseholdForm, request, village)
    if form.is_bound and is_done(form, lambda given: made.append(_recorded(request, village, given))):
        return redirect("relocation:household", made[0].pk)
    return show(request, FORM, {"entry": entry, "form": form}, status=422 if form.is_bound else 200)


def _recorded(request: Any, village: Village, given: dict[str, Any]) -> Household:
    made: Household = actions.record_household(request.actor, village, **given)
    return made


@page(needs=permissions.SURVEY_HOUSEHOLDS)
@require_http_methods(["GET", "HEAD", "POST"])
def household_correct(request: Any, pk: int) -> HttpResponse:
    found = _household(request, pk, by=permissions.SURVEY_HOUSEHOLDS)
    members = list(HouseholdMember.objects.filter(household=found, ended_at=None).order_by("ordinal"))
    form = _form(
        CorrectionForm,
        request,
        found.village,
        initial=standing_values(found, members, buildings := buildings_of(found)),
        members=len(members) + 1,
        buildings=len(buildings) + 1,
        held={place: member.pk for place, member in enumerate(members)},
    )
    form.show_masked({place: member.masked("id_number") for place, member in enumerate(members)}, found.masked("phone"))
    entry = Entry(
        f"{found.village.label}{found.number}号户：更正",
        "更正",
        reverse("relocation:household", args=[found.pk]),
        trail=((reverse("relocation:household-list"), "搬迁户台账"),),
        note="原登记、现登记和原因都保留。证件号码、电话不改的留空。",
    )
    if form.is_bound and is_done(form, lambda given: actions.correct_household(request.actor, found, **given)):
        return redirect(entry.back)
    return show(request, FORM, {"entry": entry, "form": form}, status=422 if form.is_bound else 200)


@page(needs=permissions.SURVEY_HOUSEHOLDS)
@require_http_methods(["GET", "HEAD", "POST"])
def household_withdraw(request: Any, pk: int) -> HttpResponse:
    found = _household(request, pk, by=permissions.SURVEY_HOUSEHOLDS)
    [row] = household_rows([found], request.actor)
    entry = Entry(
        f"{found.village.label}{found.number}号户：撤销登记",
        "撤销登记",
        reverse("relocation:household", args=[found.pk]),
        trail=((reverse("relocation:household-list"), "搬迁户台账"),),
        note="只用于登记有误的户。撤销后不再计入应签户，登记内容和原因保留。",
        confirm="撤销后不能恢复。确定撤销该户的登记吗？",
        about=_about(row),
    )
    return entered(
        request,
        entry,
        bound(WithdrawForm, request),
        lambda given: actions.withdraw_household(request.actor, found, **given),
        say="该户的登记已撤销。",
    )


def _household(request: Any, pk: int, *, by: Any = permissions.VIEW_HOUSEHOLDS) -> Household:
    seen = Household.objects.visible_to(request.actor, by=by).select_related("village", "keeper")
    found: Household = get_object_or_404(seen, pk=pk)
    return found


def _wanted(seen: Any, form: HouseholdFilterForm) -> Any:
    given = form.cleaned_data if form.is_valid() else {}
    if words := given.get("q"):
        seen = seen.filter(Q(number__iexact=words) | Q(holder_name__contains=words) | Q(door__contains=words))
    for name in ("village", "land_type", "keeper"):
        if given.get(name):
            seen = seen.filter(**{name: given[name]})
    return seen.filter(withdrawn_at__isnull=not given.get("state"))


def _form(kind: Any, request: Any, village: Village, *, initial: Any = None, **rows: Any) -> Any:
    """The form with as many rows as it was sent with, or with some more when these were asked for."""
    count = {"members": FIRST_MEMBERS, "buildings": FIRST_BUILDINGS} | rows
    posted = request.POST
    if request.method != "POST":
        return kind(village=village, initial=initial, **count)
    count |= {name: int(posted[name]) for name in ("members", "buildings") if posted.get(name, "").isdecimal()}
    if (more := posted.get("more")) in ("members", "buildings"):
        typed = asked_again(posted, count["members"])
        return kind(village=village, initial=typed, **{**count, more: count[more] + MORE})
    return kind(posted, village=village, **count)


def _may_read_phones(actor: Any) -> bool:
    """Whether he may read the telephones of his households, noted once a day before he does."""
    if not actor.may(permissions.VIEW_KEPT_PHONES):
        return False
    if not has_read_phones(actor.user.pk):
        with suppress(BrokenInvariant):  # two pages opened at once: the other one has noted it
            actions.note_phones_read(actor, OwnHouseholds(actor))
    return True


def _about(row: HouseholdRow) -> list[dict[str, Any]]:
    return [
        {"label": "点位", "value": row.village, "url": reverse("projects:village", args=[row.village_id])},
        {"label": "户主", "value": row.holder},
        {"label": "门牌", "value": row.door},
        {"label": "土地性质", "value": row.land_type_label},
        {"label": "人口", "value": f"{row.persons}人，安置人口{row.counted_heads}人"},
        {"label": "建筑面积", "value": f"{row.area}平方米，其中可补偿{row.compensated_area}平方米"},
        {"label": "联系电话", "value": row.whole_phone or row.phone, "missing": Missing.NOT_ENTERED},
        {"label": "包户干部", "value": row.keeper, "missing": Missing.NOT_ENTERED},
        {"label": "入户调查", "value": f"{row.surveyed_on.year}年{row.surveyed_on.month}月{row.surveyed_on.day}日"},
    ]
