"""Imports on pages: the list, sending a workbook, its preview with every error, and the files that go out."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.imports import actions, selectors, workbooks
from portal.imports.checking import Parsed
from portal.imports.contributions import SHEETS, Sheet
from portal.imports.forms import RunFilterForm, UploadForm
from portal.imports.lifecycle import RUN, RunState
from portal.imports.models import ImportRun
from portal.imports.permissions import IMPORT_SHEETS, VIEW_IMPORTS
from portal.imports.reading import BROWSER_ROWS
from portal.kernel.errors import NotSeen
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.actions import TakenList, take_list
from portal.web.entry import is_done
from portal.web.ledgers import Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import done, show
from portal.web.templatetags import figures
from portal.web.templatetags.ui import state
from portal.web.workbooks import CONTENT_TYPE, Kind

LIST, START, ONE = "imports/run_list.html", "imports/start.html", "imports/run.html"
FAULTS_PER_PAGE = 100
TONES = {
    RunState.RECEIVED: "info",
    RunState.CHECKED: "info",
    RunState.APPLYING: "info",
    RunState.FAULTY: "warn",
    RunState.APPLIED: "good",
    RunState.DISCARDED: "neutral",
}


def _standing(run: ImportRun) -> Any:
    return state(str(RunState(run.state).label), TONES[RunState(run.state)])


def _counted(run: ImportRun) -> bool:
    """Whether the file could be read, so that there is something to count."""
    return run.parsed_hash != ""


RUNS = ledger(
    "imports",
    Ledger(
        "表格导入记录",
        VIEW_IMPORTS,
        [
            Column(
                "文件",
                lambda run: run.file_name,
                width=28,
                is_head=True,
                look=lambda run: link(reverse("imports:run", args=[run.pk]), run.file_name),
            ),
            Column("表格", lambda run: selectors.label_of(run.sheet), width=14),
            Column("上传时间", lambda run: run.recorded_at, Kind.MOMENT, width=14),
            Column("状态", lambda run: str(RunState(run.state).label), width=8, look=_standing),
            Column("行数", lambda run: run.rows if _counted(run) else "—", width=6, is_number=True),
            Column("需更正（处）", lambda run: run.complaints if _counted(run) else "—", width=8, is_number=True),
            Column(
                "导入时间",
                lambda run: run.applied_at or "未导入",
                width=14,
                look=lambda run: figures.moment(run.applied_at) if run.applied_at else "未导入",
            ),
        ],
        counted="份",
        empty=(Missing.NOT_APPLICABLE, "还没有导入过表格。"),
    ),
)


@page(needs=VIEW_IMPORTS)
@require_safe
def run_list(request: Any) -> HttpResponse:
    form = RunFilterForm(request.GET)
    found = ImportRun.objects.visible_to(request.actor).order_by("-pk")
    if form.is_valid():
        found = found.filter(**{name: value for name, value in form.cleaned_data.items() if value})
    return show_list(
        request, LIST, Listing(request, RUNS, found, form), {"sheets": selectors.sheets_for(request.actor)}
    )


@page(needs=IMPORT_SHEETS)
@require_http_methods(["GET", "HEAD", "POST"])
def run_start(request: Any, sheet: str) -> HttpResponse:
    asked = _sheet(request, sheet)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    started: list[ImportRun] = []

    def start(given: dict[str, Any]) -> None:
        started.append(actions.start_import(request.actor, actions.Own(request.actor), sheet=asked.key, **given))

    if request.method == "POST" and is_done(form, start):
        return redirect("imports:run", started[0].pk)
    status = 422 if request.method == "POST" else 200
    return show(request, START, {"sheet": asked, "form": form, "most_rows": BROWSER_ROWS}, status=status)


@page(needs=IMPORT_SHEETS)
@require_safe
def sheet_blank(request: Any, sheet: str) -> HttpResponse:
    asked = _sheet(request, sheet)
    return _file(workbooks.blank(asked, request.actor), f"{asked.label}（空白表）.xlsx")


@page(needs=VIEW_IMPORTS)
@require_safe
def run(request: Any, pk: int) -> HttpResponse:
    return show(request, ONE, _context(request, _run(request, pk)), part="course")


@page(needs=IMPORT_SHEETS)
@require_POST
def run_confirm(request: Any, pk: int) -> HttpResponse:
    found = actions.confirm_import(request.actor, _run(request, pk, by_importers=True))
    is_in = found.state == RunState.APPLIED
    return _done(request, found, f"已导入{found.rows}行。" if is_in else f"已确认，正在导入{found.rows}行。")


@page(needs=IMPORT_SHEETS)
@require_POST
def run_discard(request: Any, pk: int) -> HttpResponse:
    found = actions.discard_import(request.actor, _run(request, pk, by_importers=True))
    return _done(request, found, "本次导入已放弃，没有写入任何内容。")


@page(needs=VIEW_IMPORTS)
@require_safe
def run_marked(request: Any, pk: int) -> HttpResponse:
    """What was sent with the errors beside its rows; that it was taken out is told first."""
    found = _run(request, pk)
    if not found.has_rows or found.sheet not in SHEETS:
        raise NotSeen()
    asked = SHEETS[found.sheet]
    taken = TakenList(f"{asked.label}（标注）", VIEW_IMPORTS, found.anchor_values())
    take_list(request.actor, taken, filters="", rows=found.rows)
    stem = found.file_name.removesuffix(".xlsx")
    return _file(workbooks.marked(asked, Parsed.of(found)), f"{stem}（标注）.xlsx")


def _sheet(request: Any, key: str) -> Sheet:
    """A sheet that this person may bring in; of others he does not learn."""
    found = {sheet.key: sheet for sheet in selectors.sheets_for(request.actor)}
    if key not in found:
        raise Http404
    return found[key]


def _run(request: Any, pk: int, *, by_importers: bool = False) -> ImportRun:
    seen = ImportRun.objects.visible_to(request.actor, by=IMPORT_SHEETS if by_importers else VIEW_IMPORTS)
    found: ImportRun = get_object_or_404(seen.select_related("made_by"), pk=pk)
    return found


def _context(request: Any, found: ImportRun) -> dict[str, Any]:
    preview = selectors.preview_of(found)
    may_import = request.actor.span(IMPORT_SHEETS).covers(found.anchor_values())
    return {
        "run": found,
        "sheet": selectors.label_of(found.sheet),
        "standing": str(RunState(found.state).label),
        "tone": TONES[RunState(found.state)],
        "preview": preview,
        "faults": Paginator(preview.faults, FAULTS_PER_PAGE).get_page(request.GET.get("page")) if preview else None,
        "job": selectors.job_of(found),
        "twins": selectors.twins_of(found, request.actor),
        "verbs": RUN.verbs_from(found.state) if may_import else [],
        "may_start": may_import,
    }


def _done(request: Any, found: ImportRun, say: str) -> HttpResponse:
    to = reverse("imports:run", args=[found.pk])
    return done(request, ONE, _context(request, found), part="course", to=to, say=say)


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer
