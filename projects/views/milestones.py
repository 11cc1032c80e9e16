"""Milestones: promising a day, reporting one as reached, correcting that."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from portal.kernel.permissions import Power
from portal.web.access import page
from portal.web.templatetags.figures import moment
from projects import actions, permissions
from projects.forms.milestones import MilestoneForm, MilestoneReachedForm, ReachedCorrectionForm
from projects.models import MilestoneKind, MilestoneReached, Village
from projects.rules import day_words
from projects.selectors.corrections import by_whom
from projects.selectors.milestones import milestones
from projects.selectors.moment import Moment
from projects.views.entry import bound, entered, of_village


@page(needs=permissions.SET_MILESTONES)
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_set(request: Any, pk: int) -> HttpResponse:
    village = _village(request, pk, permissions.SET_MILESTONES)
    form = bound(MilestoneForm, request, initial=_asked_for(request))
    return entered(
        request,
        of_village(
            village,
            "登记、调整节点承诺",
            "登记",
            note="已有承诺日期的节点，凭会议纪要、批示或文件调整；原定日期始终与调整后的日期一并显示。",
            about=_standing(village),
        ),
        form,
        lambda given: actions.set_milestone(request.actor, village, **given),
        say="节点日期已登记。",
    )


@page(needs=permissions.REPORT_MILESTONES)
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_reach(request: Any, pk: int) -> HttpResponse:
    village = _village(request, pk, permissions.REPORT_MILESTONES)
    form = bound(MilestoneReachedForm, request, initial=_asked_for(request))
    return entered(
        request,
        of_village(
            village,
            "登记节点完成",
            "登记完成",
            note="各节点分别登记，不由其他节点推算。开工、封顶还没有登记完成的，登记竣工验收或回迁须在备注中写明情况。",
            confirm="登记后不能删除，日期有误的只能更正。确定登记完成吗？",
            about=_standing(village),
        ),
        form,
        lambda given: actions.report_milestone_reached(request.actor, village, **given),
        say="节点完成已登记。",
    )


@page(needs=permissions.REPORT_MILESTONES)
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_reached_correct(request: Any, pk: int) -> HttpResponse:
    found = MilestoneReached.objects.visible_to(request.actor, by=permissions.REPORT_MILESTONES)
    reached = get_object_or_404(found.select_related("village", "reported_by__organisation"), pk=pk)
    given = {name: getattr(reached, name) for name in ("reached_on", "precision", "source", "note")}
    form = bound(ReachedCorrectionForm, request, initial=given)
    return entered(
        request,
        of_village(
            reached.village,
            f"更正{reached}完成日期",
            "更正",
            confirm="更正后，原记录、现记录和原因都会保留，不能撤回。确定更正吗？",
            about=[
                {"label": "节点", "value": str(reached)},
                {"label": "原登记", "value": day_words(reached.reached_on, reached.precision)},
                {"label": "登记人", "value": f"{by_whom(reached.reported_by)}　{moment(reached.recorded_at)}"},
            ],
        ),
        form,
        lambda given: actions.correct_milestone_reached(request.actor, reached, **given),
        say="节点完成日期已更正，原记录保留在更正记录中。",
    )


def _village(request: Any, pk: int, power: Power) -> Village:
    found: Village = get_object_or_404(Village.objects.visible_to(request.actor, by=power), pk=pk)
    return found


def _asked_for(request: Any) -> dict[str, str]:
    """The milestone that the link named."""
    kind = request.GET.get("kind", "")
    return {"kind": kind} if kind in MilestoneKind.values else {}


def _standing(village: Village) -> list[dict[str, Any]]:
    """What was promised and reached already."""
    return [
        {
            "label": row.label,
            "value": "；".join(
                filter(
                    None,
                    [
                        f"不晚于{row.due_words}" if row.promised_on else "",
                        f"原定{row.first_words}" if row.is_moved else "",
                        f"{row.reached_text}完成" if row.reached_on else "",
                    ],
                )
            ),
        }
        for row in milestones([village.pk], Moment.now()).get(village.pk, [])
    ]
