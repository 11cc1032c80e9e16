"""Saying who answers for a village."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from portal.kernel import clock
from portal.web.access import page
from projects import actions, permissions
from projects.forms.villages import ResponsibilityForm
from projects.models import Level, Matter, Village
from projects.selectors.moment import Moment
from projects.selectors.responsibilities import responsibilities
from projects.views.entry import bound, entered, of_village


@page(needs=permissions.ASSIGN_RESPONSIBILITY)
@require_http_methods(["GET", "HEAD", "POST"])
def responsibility_assign(request: Any, pk: int) -> HttpResponse:
    found = Village.objects.visible_to(request.actor, by=permissions.ASSIGN_RESPONSIBILITY)
    village: Village = get_object_or_404(found, pk=pk)
    asked = request.GET.get("level", "")
    first = {"level": asked if asked in Level.values else None, "matter": Matter.OVERALL, "since": clock.today()}
    form = bound(ResponsibilityForm, request, actor=request.actor, initial=first)
    return entered(
        request,
        of_village(
            village,
            "明确责任",
            "明确责任",
            note="主责须明确到乡镇街道，县级领导包抓须明确到人。",
            about=[
                {
                    "label": row.level_label,
                    "value": "　".join(filter(None, [row.organisation, row.person, row.matter_label])),
                }
                for row in responsibilities([village.pk], Moment.now()).get(village.pk, [])
            ],
        ),
        form,
        lambda given: actions.assign_responsibility(request.actor, village, **given),
        say="责任已明确。",
    )
