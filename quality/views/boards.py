"""张贴码: the code of each village's notice board and the sheet to print."""

from __future__ import annotations

import base64
from typing import Any

import qrcode
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from qrcode.image.svg import SvgPathImage

from portal.kernel.errors import InvalidInput
from portal.web.access import page
from portal.web.pages import done, show
from projects.models import Village
from quality import actions, permissions
from quality.forms.complaints import EndBoardForm
from quality.models import ReportBoard

LIST, SHEET = "quality/board_list.html", "quality/board.html"


@page(needs=permissions.TRIAGE_COMPLAINT)
@require_safe
def board_list(request: Any) -> HttpResponse:
    return show(request, LIST, _context(request))


@page(needs=permissions.TRIAGE_COMPLAINT)
@require_safe
def board(request: Any, pk: int) -> HttpResponse:
    """The sheet for the board: what the code is for, the code, and where else to turn."""
    found = get_object_or_404(_boards(request), pk=pk)
    address = request.build_absolute_uri(reverse("quality:report", args=[found.code]))
    drawing = qrcode.make(address, image_factory=SvgPathImage).to_string()
    picture = "data:image/svg+xml;base64," + base64.b64encode(drawing).decode()
    return show(request, SHEET, {"board": found, "address": address, "picture": picture})


@page(needs=permissions.TRIAGE_COMPLAINT)
@require_POST
def board_open(request: Any, pk: int) -> HttpResponse:
    villages = Village.objects.visible_to(request.actor, by=permissions.TRIAGE_COMPLAINT)
    actions.open_board(request.actor, get_object_or_404(villages, pk=pk))
    return done(request, LIST, _context(request), part="rows", to="quality:board-list", say="张贴码已生成。")


@page(needs=permissions.TRIAGE_COMPLAINT)
@require_POST
def board_end(request: Any, pk: int) -> HttpResponse:
    form = EndBoardForm(request.POST)
    found = get_object_or_404(_boards(request), pk=pk)
    if not form.is_valid():
        raise InvalidInput("还没有写明停用原因，不能停用。请写明后再办。", fields={"reason": "请写明停用原因。"})
    actions.end_board(request.actor, found, **form.cleaned_data)
    return done(request, LIST, _context(request), part="rows", to="quality:board-list", say="张贴码已停用。")


def _boards(request: Any) -> Any:
    found = ReportBoard.objects.visible_to(request.actor, by=permissions.TRIAGE_COMPLAINT)
    return found.filter(ended_at__isnull=True).select_related("village")


def _context(request: Any) -> dict[str, Any]:
    villages = Village.objects.visible_to(request.actor, by=permissions.TRIAGE_COMPLAINT).order_by("ordinal")
    standing = {found.village_id: found for found in _boards(request)}
    return {"rows": [{"village": each, "board": standing.get(each.pk)} for each in villages]}
