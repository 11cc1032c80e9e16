"""Villages: the ledger, one village, its name and its area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.kernel.missing import Missing
from portal.kernel.periods import Week
from portal.web.access import page
from portal.web.ledgers import MARK, Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import show
from portal.web.panels import panels_of
from portal.web.templatetags.figures import moment
from portal.web.templatetags.ui import lamp
from projects import actions, permissions
from projects.forms.villages import RegroupForm, VillageFilterForm, VillageNameForm
from projects.models import Area, Village
from projects.selectors.cards import cards
from projects.selectors.charts import chart_of
from projects.selectors.corrections import corrections
from projects.selectors.moment import Moment
from projects.selectors.picture import read_picture
from projects.selectors.public_figures import differences, public_figures
from projects.selectors.reporting import Reporting
from projects.selectors.responsibilities import four_levels
from projects.selectors.villages import DIMENSIONS, STAGES, VillageRow, village_rows
from projects.views.entry import bound, entered, of_village
from projects.views.village_page import figure_lines, judgement_of, milestone_lines

LIST, PAGE = "projects/village_list.html", "projects/village.html"
MOST_CORRECTIONS = 10


def _lamp_column(place: int, dimension: str) -> Column:
    """One lamp: colour and word on the page, the word alone in a file."""
    return Column(
        dimension,
        lambda row: row.lamps[place].lamp.word,
        width=6,
        look=lambda row: lamp(row.lamps[place].lamp.colour, row.lamps[place].lamp.word),
        keeps_line=True,
    )


def _held(name: str) -> Callable[[VillageRow], str]:
    """Who answers, marked where he is invented."""
    return lambda row: f"{getattr(row, name)}{MARK if getattr(row, name) and row.has_invented_holders else ''}"


VILLAGES = ledger(
    "villages",
    Ledger(
        "点位台账",
        permissions.VIEW_VILLAGES,
        [
            Column(
                "点位",
                lambda row: row.label,
                width=18,
                look=lambda row: link(reverse("projects:village", args=[row.id]), row.label),
                sort="label",
                is_head=True,
            ),
            Column("类别", lambda row: row.kind_label, width=8, keeps_line=True),
            Column("片区", lambda row: row.area, width=14),
            Column("阶段", lambda row: row.stage, width=8, sort="stage", keeps_line=True),
            *(_lamp_column(place, dimension) for place, dimension in enumerate(DIMENSIONS)),
            Column("主责单位", _held("owner"), width=18),
            Column("包抓领导", _held("leader"), width=10, keeps_line=True),
        ],
        counted="个点位",
        noun="点位",
        empty=(Missing.NOT_APPLICABLE, "没有您可以查看的点位。"),
        stands_out=lambda row: row.is_lead,
    ),
)


@page(needs=permissions.VIEW_VILLAGES)
@require_safe
def village_list(request: Any) -> HttpResponse:
    now = Moment.now()
    form = VillageFilterForm(request.GET, areas=Area.objects.visible_to(request.actor).order_by("name"))
    rows = village_rows(Village.objects.visible_to(request.actor), now)
    rows = _sorted(_wanted(rows, form), request.GET.get("sort", ""))
    return show_list(request, LIST, Listing(request, VILLAGES, rows, form, as_of=now.as_of))


@page(needs=permissions.VIEW_VILLAGES)
@require_safe
def village(request: Any, pk: int) -> HttpResponse:
    found: Village = get_object_or_404(Village.objects.visible_to(request.actor), pk=pk)
    now = Moment.now()
    seen = read_picture(Village.objects.filter(pk=found.pk), now, Week.of(now.day).days)
    row, anchors = seen.rows[0], found.anchor_values()
    hand = Reporting(request.actor, found)
    may = {
        "report": hand.may_anything(),
        "set_milestones": request.actor.span(permissions.SET_MILESTONES).covers(anchors),
        "report_milestones": request.actor.span(permissions.REPORT_MILESTONES).covers(anchors),
        "assign": request.actor.span(permissions.ASSIGN_RESPONSIBILITY).covers(anchors),
        "record": request.actor.span(permissions.RECORD_PUBLIC_FACTS).covers(anchors),
        "manage": request.actor.span(permissions.MANAGE_VILLAGES).covers(anchors),
    }
    corrected, facts = corrections(found), public_figures(found, now)
    context = {
        "village": row,
        "may": may,
        "judgement": judgement_of(seen),
        "cards": cards(seen, row) if row.is_begun or row.figures else [],
        "responsibilities": four_levels(list(row.responsible)),
        "milestones": milestone_lines(row, may_correct=may["report_milestones"]),
        "figures": figure_lines(row, hand),
        "facts": facts,
        "differences": differences(facts),
        "panels": list(panels_of("village", request.actor, found)),
        "corrections": corrected[:MOST_CORRECTIONS],
        "more_corrections": max(len(corrected) - MOST_CORRECTIONS, 0),
        "chart": chart_of(seen),
        "as_of_text": moment(now.as_of),
    }
    return show(request, PAGE, context)


@page(needs=permissions.MANAGE_VILLAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def village_name(request: Any, pk: int) -> HttpResponse:
    found = _managed(request, pk)
    return entered(
        request,
        of_village(
            found,
            "更改名称" if found.name else "录入名称",
            "保存",
            note="名称以批准文件为准，录入后各页和下一期专报都改用新名称。",
        ),
        bound(VillageNameForm, request, standing=found.name),
        lambda given: actions.name_village(request.actor, found, **given),
        say="点位名称已保存。",
    )


@page(needs=permissions.MANAGE_VILLAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def village_regroup(request: Any, pk: int) -> HttpResponse:
    found = _managed(request, pk)
    areas = Area.objects.visible_to(request.actor, by=permissions.MANAGE_VILLAGES).order_by("name")
    row = village_rows(Village.objects.filter(pk=found.pk), Moment.now())[0]
    return entered(
        request,
        of_village(found, "调整片区", "调整片区", about=[{"label": "现归属", "value": row.area, "missing": "未录入"}]),
        bound(RegroupForm, request, areas=areas, initial={"since": clock.today()}),
        lambda given: actions.regroup_village(request.actor, found, **given),
        say="片区归属已登记。",
    )


def _managed(request: Any, pk: int) -> Village:
    found: Village = get_object_or_404(Village.objects.visible_to(request.actor, by=permissions.MANAGE_VILLAGES), pk=pk)
    return found


def _wanted(rows: list[VillageRow], form: VillageFilterForm) -> list[VillageRow]:
    """The rows that the filters ask for; lamps are known only after they were worked out."""
    if not form.is_valid():
        return rows
    given = form.cleaned_data
    name, area = given["q"].strip(), given["area"]
    return [
        row
        for row in rows
        if name in row.label
        and given["kind"] in ("", row.kind)
        and given["lamp"] in ("", row.worst.lamp.colour)
        and (area is None or row.area == area.name)
    ]


def _sorted(rows: list[VillageRow], sort: str) -> list[VillageRow]:
    keys = {"label": lambda row: row.label, "stage": lambda row: STAGES.index(row.stage)}
    key = keys.get(sort.removeprefix("-"))
    return sorted(rows, key=key, reverse=sort.startswith("-")) if key else rows
