"""Raising a doubt: from a telephone by the code of a notice board, or signed in; works without JavaScript."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.kernel.permissions import Person, System
from portal.web.access import page, public
from portal.web.entry import is_done
from portal.web.pages import show
from projects.models import Village
from quality import actions, permissions
from quality.forms.report import ReportForm
from quality.models import Channel, Complaint, ReportBoard
from quality.receipts import receipt_of

REPORT = "quality/report.html"
UNNAMED = System("未登录人员反映质量问题")
SUPERVISOR = "resident_supervisor"


@public("whoever stands before a defect says so without an account (质量管理条例 53)")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Any, code: str) -> HttpResponse:
    """By the code of the board: unnamed, or as oneself where one may do so in this village."""
    boards = ReportBoard.objects.select_related("village").filter(ended_at__isnull=True)
    village = get_object_or_404(boards, code=code).village
    return _reported(request, village, _actor(request, village))


@page(needs=permissions.REPORT_COMPLAINT)
@require_http_methods(["GET", "HEAD", "POST"])
def complaint_report(request: Any, pk: int) -> HttpResponse:
    """As oneself, from inside."""
    seen = Village.objects.visible_to(request.actor, by=permissions.REPORT_COMPLAINT)
    return _reported(request, get_object_or_404(seen, pk=pk), request.actor)


def _reported(request: Any, village: Village, actor: Any) -> HttpResponse:
    context = {"village": village, "actor": actor, "frame": "bare.html"}
    if request.method != "POST":
        return show(request, REPORT, {**context, "form": ReportForm()})
    # Before any picture is looked at: building one anew costs more than counting.
    actions.require_room(actor.user, village)
    form = ReportForm(request.POST, request.FILES)
    raised: list[Complaint] = []
    if not is_done(form, lambda given: raised.append(_raise(actor, village, given))):
        return show(request, REPORT, {**context, "form": form}, status=422)
    return redirect(_address_of(raised[0], form.cleaned_data["form_key"]))


def _raise(actor: Any, village: Village, given: dict[str, Any]) -> Complaint:
    channel = Channel.SUPERVISOR if SUPERVISOR in actor.roles else ""
    return actions.raise_complaint(actor, village, channel=channel, **given)


def _address_of(complaint: Complaint, form_key: str) -> str:
    if complaint.reporter_id:
        return reverse("quality:complaint", args=[complaint.pk])
    return reverse("quality:receipt", args=[receipt_of(form_key)]) + "?new=1"


def _actor(request: Any, village: Village) -> Any:
    """The person himself where he may raise doubts, else the portal for somebody unnamed."""
    mine = isinstance(request.actor, Person) and request.actor.span(permissions.REPORT_COMPLAINT)
    return request.actor if mine and mine.covers(village.anchor_values()) else UNNAMED
