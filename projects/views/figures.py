"""Figures: which ones to report, reporting one, correcting one, and every report that was ever made."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from portal.imports.permissions import IMPORT_SHEETS
from portal.kernel import clock
from portal.kernel.missing import Missing
from portal.kernel.periods import SHANGHAI, Week
from portal.web.access import page
from portal.web.ledgers import NONE, Column, Ledger, Listing, Place, ledger, link, show_list
from portal.web.pages import show
from portal.web.templatetags.figures import moment
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind
from projects import actions, permissions
from projects.actions.reporting import require_corrector, require_reporter
from projects.forms.figures import FigureCorrectionForm, FigureFilterForm, FigureNoteForm, FigureReportForm
from projects.models import FigureKind, FigureReport, Village
from projects.rules.words import BACKFILLED
from projects.selectors.bases import COMMAND
from projects.selectors.corrections import by_whom
from projects.selectors.figures import FigureRow, amount, figure_kinds, latest_figures, numbers_text
from projects.selectors.moment import Moment
from projects.selectors.picture import starts_at
from projects.selectors.reporting import Reporting
from projects.views.entry import bound, entered, of_village

KINDS, LIST = "projects/figure_kinds.html", "projects/figure_list.html"
_STANDING = {"corrected": "warn", "correction": "info", "standing": "neutral"}
_STANDING_WORDS = {"corrected": "已更正", "correction": "更正", "standing": "现行"}


def _numbers(row: dict[str, Any]) -> SafeString:
    """Both numbers, struck through where another row stands in their place."""
    return format_html("<s>{}</s>" if row["standing"] == "corrected" else "{}", row["numbers"])


def _standing(row: dict[str, Any]) -> SafeString:
    word = state(_STANDING_WORDS[row["standing"]], _STANDING[row["standing"]])
    if not row["correct_url"]:
        return word
    return format_html('{} <span class="no-print">{}</span>', word, link(row["correct_url"], "更正", row["label"]))


REPORTS = ledger(
    "figure-reports",
    Ledger(
        "报数记录",
        permissions.VIEW_VILLAGES,
        [
            Column("指标", itemgetter("label"), width=12, is_head=True),
            Column(
                "分子／分母", itemgetter("numbers"), look=_numbers, is_marked=True, is_number=True, place=Place.PAGE
            ),
            Column("分子", itemgetter("numerator"), Kind.NUMBER, place=Place.FILE),
            Column("分母", itemgetter("denominator"), Kind.NUMBER, missing=Missing.NOT_APPLICABLE, place=Place.FILE),
            Column("计量单位", itemgetter("unit"), width=6, place=Place.FILE),
            Column("数据截至", itemgetter("as_of"), Kind.MOMENT),
            Column("来源", itemgetter("source"), width=18),
            Column("填报", itemgetter("by"), width=14),
            Column("填报时间", itemgetter("recorded_at"), Kind.MOMENT),
            Column("状态", lambda row: _STANDING_WORDS[row["standing"]], width=6, look=_standing),
            Column("原因、说明", lambda row: row["reason"] or row["note"] or NONE, width=24),
        ],
        counted="条报数",
        noun="报数",
        empty=(Missing.NOT_REPORTED, "还没有报数。"),
        is_invented=itemgetter("is_demonstration"),
        mark=itemgetter("mark"),
        notes=[f"各项数据均为{COMMAND}，计入范围见口径对照。"],
    ),
)


@page(needs=permissions.REPORT_FIGURES)
@require_safe
def figure_kind_list(request: Any, pk: int) -> HttpResponse:
    """What this village is asked for of him, what was reported last, and whether this week's is there."""
    village = _village(request, pk)
    now, hand = Moment.now(), Reporting(request.actor, village)
    last, begins = latest_figures([village.pk], now).get(village.pk, {}), starts_at(Week.of(now.day).days)
    kinds = [
        {
            "kind": kind,
            "matter": kind.get_matter_display(),
            "last": row and numbers_text(kind, row.numerator, row.denominator),
            "as_of": row and row.as_of,
            "is_this_week": row is not None and row.as_of >= begins,
            "is_demonstration": row is not None and row.is_demonstration,
            "counted": row.source if row is not None and row.is_counted else "",
            "address": row.address if row is not None else "",
        }
        for kind in figure_kinds()
        if hand.by(kind.matter)
        for row in [last.get(kind.key)]
    ]
    waiting = sum(1 for kind in kinds if not kind["is_this_week"])
    may_import = request.actor.may(IMPORT_SHEETS)
    return show(request, KINDS, {"village": village, "kinds": kinds, "waiting": waiting, "may_import": may_import})


@page(needs=permissions.REPORT_FIGURES)
@require_http_methods(["GET", "HEAD", "POST"])
def figure_report(request: Any, pk: int, kind: str) -> HttpResponse:
    village = _village(request, pk)
    counted = get_object_or_404(FigureKind.objects.visible_to(request.actor, by=permissions.REPORT_FIGURES), key=kind)
    require_reporter(request.actor, village, counted)
    last = latest_figures([village.pk], Moment.now()).get(village.pk, {}).get(counted.key)
    if last is not None and last.is_counted:
        return _note(request, village, counted, last)
    form = bound(FigureReportForm, request, kind=counted, initial=_first_values(counted, last))
    return entered(
        request,
        of_village(
            village,
            f"报{counted.label}",
            "报数",
            back=reverse("projects:figure-kind-list", args=[village.pk]),
            about=_about(counted, last),
        ),
        form,
        lambda given: actions.report_figure(request.actor, village, kind=counted, **given),
        say=f"“{counted.label}”已报。",
    )


@page(needs=permissions.REPORT_FIGURES)
@require_http_methods(["GET", "HEAD", "POST"])
def figure_correct(request: Any, pk: int) -> HttpResponse:
    found = FigureReport.objects.visible_to(request.actor, by=permissions.REPORT_FIGURES)
    report = get_object_or_404(
        found.select_related("kind", "village", "organisation", "reported_by__organisation"), pk=pk
    )
    require_corrector(request.actor, report)
    given: dict[str, Any] = {name: amount(report.kind, getattr(report, name)) for name in ("numerator", "denominator")}
    given["source"] = report.source
    form = bound(FigureCorrectionForm, request, kind=report.kind, initial=given)
    return entered(
        request,
        of_village(
            report.village,
            f"更正{report.kind.label}",
            "更正",
            confirm="更正后，原数、现数和原因都会保留，不能撤回。确定更正吗？",
            about=[
                {"label": "指标", "value": report.kind.label},
                {"label": "口径", "value": f"{COMMAND}：{report.kind.definition}"},
                {"label": "原数", "value": numbers_text(report.kind, report.numerator, report.denominator)},
                {"label": "数据截至", "value": moment(report.as_of)},
                {"label": "填报", "value": f"{by_whom(report.reported_by)}　{moment(report.recorded_at)}"},
            ],
        ),
        form,
        lambda given: actions.correct_figure(request.actor, report, **given),
        say=f"“{report.kind.label}”已更正，原数保留在更正记录中。",
    )


@page(needs=permissions.VIEW_VILLAGES)
@require_safe
def figure_list(request: Any, pk: int) -> HttpResponse:
    """Every report of a village, those that were corrected too."""
    village: Village = get_object_or_404(Village.objects.visible_to(request.actor), pk=pk)
    form = FigureFilterForm(request.GET, kinds=figure_kinds())
    newer = FigureReport.objects.filter(supersedes=OuterRef("pk"))
    found = FigureReport.objects.visible_to(request.actor).filter(village=village).annotate(is_replaced=Exists(newer))
    if form.is_valid():
        if kind := form.cleaned_data["kind"]:
            found = found.filter(kind__key=kind)
        if shown := form.cleaned_data["shown"]:
            found = found.filter(is_replaced=shown == "corrected")
    found = found.select_related("kind", "reported_by__organisation", "organisation").order_by("-as_of", "-pk")
    hand = Reporting(request.actor, village)
    listing = Listing(
        request, REPORTS, found, form, lambda reports: [_row(each, hand) for each in reports], scope=village.label
    )
    return show_list(request, LIST, listing, {"village": village, "may_report": hand.may_anything()})


def _village(request: Any, pk: int) -> Village:
    found: Village = get_object_or_404(Village.objects.visible_to(request.actor, by=permissions.REPORT_FIGURES), pk=pk)
    return found


def _note(request: Any, village: Village, kind: FigureKind, counted: FigureRow) -> HttpResponse:
    """What the portal counts is not reported; whoever would report it may say what is to be known of it."""
    return entered(
        request,
        of_village(
            village,
            f"说明{kind.label}",
            "保存说明",
            back=reverse("projects:figure-kind-list", args=[village.pk]),
            about=[*_about(kind, counted), {"label": "来源", "value": counted.source, "url": counted.address}],
            note=f"“{kind.label}”{counted.source}，不需填报。有出入的，请在台账中办理；需要说明的，可以填写说明。",
        ),
        bound(FigureNoteForm, request, initial={"text": counted.note}),
        lambda given: actions.note_figure(request.actor, village, kind=kind, **given),
        say=f"“{kind.label}”的说明已保存，本周在各处随数显示。",
    )


def _first_values(kind: FigureKind, last: FigureRow | None) -> dict[str, Any]:
    """Now, to the hour; base and source as they were reported last, because they seldom change."""
    hour = clock.now().astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    base = amount(kind, last.denominator) if last else None
    return {"as_of": hour, "denominator": base, "source": last.source if last else ""}


def _about(kind: FigureKind, last: FigureRow | None) -> list[dict[str, Any]]:
    told = f"{numbers_text(kind, last.numerator, last.denominator)}，截至{moment(last.as_of)}" if last else None
    return [
        {"label": "口径", "value": f"{COMMAND}：{kind.definition}"},
        {"label": "现为" if last and last.is_counted else "上次报数", "value": told, "missing": "未报"},
    ]


def _row(report: FigureReport, hand: Reporting) -> dict[str, Any]:
    is_replaced: bool = report.is_replaced  # type: ignore[attr-defined]
    may_correct = not is_replaced and hand.correcting(report.kind.matter, report.organisation_id)
    standing = "corrected" if is_replaced else "correction" if report.supersedes_id else "standing"
    return {
        "label": report.kind.label,
        "numbers": numbers_text(report.kind, report.numerator, report.denominator),
        "numerator": amount(report.kind, report.numerator),
        "denominator": amount(report.kind, report.denominator),
        "unit": report.kind.unit,
        "as_of": report.as_of,
        "source": report.source,
        "note": report.note,
        "by": by_whom(report.reported_by),
        "recorded_at": report.recorded_at,
        "reason": report.reason,
        "standing": standing,
        "mark": BACKFILLED if report.backfill_id else "",
        "is_demonstration": report.is_demonstration,
        "correct_url": reverse("projects:figure-correct", args=[report.pk]) if may_correct else "",
    }
