"""Editions: the list, one edition, its paper, and asking for one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from portal.files import store
from portal.kernel import clock
from portal.kernel.errors import InvalidInput
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL, Actor
from portal.reports import actions, making, rules, selectors
from portal.reports.actions import Form, Paper
from portal.reports.blocks import date_text
from portal.reports.composing import document_of
from portal.reports.forms import EditionFilter, WeekForm
from portal.reports.models import Edition
from portal.reports.permissions import MAKE_EDITION, SET_REPORTS, VIEW_EDITION_DESK, VIEW_EDITIONS
from portal.reports.views.shown import shown_document, shown_figure
from portal.reports.word import word_of
from portal.reports.workbook import workbook_of
from portal.web import workbooks
from portal.web.access import page
from portal.web.pages import done, show

LIST = "reports/edition_list.html"
EDITION = "reports/edition.html"
PER_PAGE = 20
MOST_PENDING = 12
PDF, XLSX = "application/pdf", workbooks.CONTENT_TYPE
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFFICE_COPY, WORKING_COPY = "办公室留存本", "文字稿"


@page(needs=VIEW_EDITIONS)
@require_safe
def edition_list(request: Any) -> HttpResponse:
    return show(request, LIST, _list_context(request), part="rows")


@page(needs=MAKE_EDITION)
@require_POST
def edition_make(request: Any) -> HttpResponse:
    form = WeekForm(request.POST)
    if not form.is_valid():
        raise InvalidInput("请选择要生成专报的周，按“2026-W47”的样式填写。")
    actions.ask_for_edition(request.actor, PORTAL, week=Week.parse(form.cleaned_data["week"]))
    say = "已开始生成，一般不超过1分钟。"
    return done(request, LIST, _list_context(request), part="rows", to="reports:edition-list", say=say)


@page(needs=VIEW_EDITIONS)
@require_safe
def edition(request: Any, pk: int) -> HttpResponse:
    found = _edition(request, pk)
    before, after = selectors.neighbours(found, request.actor)
    words = selectors.added_words(found)
    context = {
        "edition": selectors.row_of(found),
        "document": shown_document(document_of(found.data), words),
        "figures": [shown_figure(figure) for figure in selectors.figures_of(found)],
        "about": _about(found),
        "corrects": _link(found.corrects),
        "corrected_by": [_link(each) for each in selectors.corrections_of(found)],
        "words": words,
        "may_see_desk": request.actor.may(VIEW_EDITION_DESK),
        "previous": _link(before),
        "next": _link(after),
        "pending": None if found.is_printed else selectors.pending(found.week_value),
        "may_make": request.actor.may(MAKE_EDITION),
        "is_reprinted": selectors.is_reprinted(found),
    }
    return show(request, EDITION, context, part="progress")


@page(needs=VIEW_EDITIONS)
@require_safe
def edition_paper(request: Any, pk: int) -> HttpResponse:
    """The PDF inside the edition's own pages, and nowhere else."""
    found = _edition(request, pk)
    response = _handed_out(request, found, _printed_form(found), as_attachment=False)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = "default-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    return response


@page(needs=VIEW_EDITIONS)
@require_safe
def edition_download(request: Any, pk: int) -> HttpResponse:
    found = _edition(request, pk)
    return _closed(_handed_out(request, found, _printed_form(found)))


@page(needs=VIEW_EDITION_DESK)
@require_safe
def edition_draft(request: Any, pk: int) -> HttpResponse:
    """The 送审稿 that was signed, after the issue was printed."""
    return _closed(_handed_out(request, _edition(request, pk), Form.DRAFT))


@page(needs=VIEW_EDITION_DESK)
@require_safe
def edition_office(request: Any, pk: int) -> HttpResponse:
    """The office's own copy: the issue with the data inside, which is not to travel."""
    return _closed(_handed_out(request, _edition(request, pk), Form.OFFICE, copy=OFFICE_COPY))


@page(needs=VIEW_EDITION_DESK)
@require_safe
def edition_workbook(request: Any, pk: int) -> HttpResponse:
    found = _edition(request, pk)
    actions.read_paper(request.actor, Paper(found, Form.WORKBOOK, request.actor))
    return _closed(_answer(workbook_of(found), XLSX, selectors.paper_name(found, "xlsx")))


@page(needs=VIEW_EDITIONS)
@require_safe
def edition_word(request: Any, pk: int) -> HttpResponse:
    found = _edition(request, pk)
    actions.read_paper(request.actor, Paper(found, Form.WORD, request.actor))
    content = word_of(document_of(found.data), making.issue_of(found))
    return _closed(_answer(content, DOCX, selectors.paper_name(found, "docx", copy=WORKING_COPY)))


def _printed_form(found: Edition) -> Form:
    """Which paper stands for the edition now."""
    return Form.ISSUE if found.issued_hash else Form.DRAFT


def _edition(request: Any, pk: int) -> Edition:
    found: Edition = get_object_or_404(Edition.objects.visible_to(request.actor).select_related("corrects"), pk=pk)
    return found


def _handed_out(
    request: Any, found: Edition, form: Form, *, as_attachment: bool = True, copy: str = ""
) -> HttpResponse:
    """The stored bytes, after the reading has its entry."""
    digest = actions.read_paper(request.actor, Paper(found, form, request.actor))
    return _answer(store.read(digest), PDF, selectors.paper_name(found, copy=copy), as_attachment=as_attachment)


def _answer(content: bytes, media_type: str, name: str, *, as_attachment: bool = True) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def _closed(response: HttpResponse) -> HttpResponse:
    """A download does nothing in the browser."""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response


def _list_context(request: HttpRequest) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = EditionFilter(request.GET)
    asked = selectors.Asked(**form.cleaned_data) if form.is_valid() else selectors.Asked()
    found = Paginator(selectors.listed(actor, asked), PER_PAGE).get_page(request.GET.get("page"))
    pending = selectors.pending_weeks()
    return {
        "page": found,
        "editions": list(found.object_list),
        "filters": form,
        "may_set": actor.may(SET_REPORTS),
        "may_see_desk": actor.may(VIEW_EDITION_DESK),
        "pending": pending[:MOST_PENDING],
        "more_pending": max(len(pending) - MOST_PENDING, 0),
        "is_moving": any(each.is_moving for each in pending),
        "may_make": actor.may(MAKE_EDITION),
        "as_of_text": rules.cut_off_text(clock.now()).removeprefix("数据截至"),
    }


def _about(found: Edition) -> list[dict[str, Any]]:
    row = selectors.row_of(found)
    return [
        {"label": "所报时间", "value": row.period_text},
        {"label": "数据截至", "value": row.cut_off_text.removeprefix("数据截至")},
        {"label": "生成时间", "value": rules.cut_off_text(found.recorded_at).removeprefix("数据截至")},
        {"label": "签发", "value": _signed_words(found), "missing": "—"},
        {"label": "所报点位", "value": f"{len(found.village_ids)}个"},
        {"label": "内容校验", "value": found.data_hash[:16]},
        {"label": "文件校验", "value": (found.issued_hash or selectors.draft_hash(found))[:16], "missing": "—"},
    ]


def _signed_words(found: Edition) -> str:
    return f"{found.signatory}　{date_text(found.issued_on)}" if found.issued_on else ""


def _link(found: Edition | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {"url": reverse("reports:edition", args=[found.pk]), "label": selectors.label_of(found)}
