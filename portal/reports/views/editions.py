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
from portal.kernel.errors import InvalidInput, NotSeen
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL, Actor
from portal.reports import actions, rules, selectors
from portal.reports.composing import document_of
from portal.reports.forms import WeekForm
from portal.reports.models import Edition
from portal.reports.permissions import MAKE_EDITION, VIEW_EDITIONS
from portal.reports.views.shown import shown_document, shown_figure
from portal.web.access import page
from portal.web.pages import done, show

LIST = "reports/edition_list.html"
EDITION = "reports/edition.html"
PER_PAGE = 20
MOST_PENDING = 12


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
    context = {
        "edition": selectors.row_of(found),
        "document": shown_document(document_of(found.data)),
        "figures": [shown_figure(figure) for figure in selectors.figures_of(found)],
        "about": _about(found),
        "previous": _link(before),
        "next": _link(after),
        "pending": None if found.is_printed else selectors.pending(found.week_value),
        "may_make": request.actor.may(MAKE_EDITION),
    }
    return show(request, EDITION, context, part="progress")


@page(needs=VIEW_EDITIONS)
@require_safe
def edition_paper(request: Any, pk: int) -> HttpResponse:
    """The PDF inside the edition's own page, and nowhere else."""
    response = _paper(_edition(request, pk), as_attachment=False)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = "default-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    return response


@page(needs=VIEW_EDITIONS)
@require_safe
def edition_download(request: Any, pk: int) -> HttpResponse:
    response = _paper(_edition(request, pk), as_attachment=True)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response


def _edition(request: Any, pk: int) -> Edition:
    found: Edition = get_object_or_404(Edition.objects.visible_to(request.actor), pk=pk)
    return found


def _paper(found: Edition, *, as_attachment: bool) -> HttpResponse:
    if not found.is_printed:
        raise NotSeen("本期专报的PDF还没有生成。请稍后在专报页面查看进度。")
    response = HttpResponse(store.read(found.pdf_hash), content_type="application/pdf")
    disposition = content_disposition_header(as_attachment, selectors.paper_name(found))
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def _list_context(request: HttpRequest) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = Paginator(selectors.editions(actor), PER_PAGE).get_page(request.GET.get("page"))
    pending = selectors.pending_weeks()
    return {
        "page": found,
        "editions": [selectors.row_of(each) for each in found.object_list],
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
        {"label": "所报点位", "value": f"{len(found.village_ids)}个"},
        {"label": "内容校验", "value": found.data_hash[:16]},
        {"label": "文件校验", "value": found.pdf_hash[:16], "missing": "—"},
    ]


def _link(found: Edition | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {"url": reverse("reports:edition", args=[found.pk]), "label": selectors.label_of(found)}
