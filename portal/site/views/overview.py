"""指挥总览: which villages show red or yellow, why, and whom to ask."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portal.kernel.periods import Week
from portal.kernel.permissions import Actor
from portal.reports.permissions import VIEW_EDITIONS
from portal.reports.selectors import latest_edition
from portal.web.access import signed_in
from portal.web.pages import show
from portal.web.templatetags.figures import moment
from projects.models import Village
from projects.permissions import VIEW_VILLAGES
from projects.selectors.cards import cards
from projects.selectors.charts import chart_of
from projects.selectors.milestones import MilestoneRow, next_milestones
from projects.selectors.moment import Moment
from projects.selectors.picture import Picture, lamp_counts, overall_words, part_words, read_picture
from projects.selectors.villages import DIMENSIONS, worst_first

OVERVIEW, LANDING = "site/overview.html", "site/landing.html"
NEXT_MILESTONES, HALF_A_YEAR = 6, 183


@signed_in("everybody lands here after signing in; whoever may see no village is told so and led on")
@require_safe
def overview(request: Any) -> HttpResponse:
    if not request.actor.may(VIEW_VILLAGES):
        return show(request, LANDING, {})
    now = Moment.now()
    seen = read_picture(Village.objects.visible_to(request.actor), now, Week.of(now.day).days)
    return show(request, OVERVIEW, _page(request.actor, seen))


def _due_text(row: MilestoneRow, seen: Picture) -> str:
    """A day within half a year stands without its year, on one line: the days left beside it say which it is."""
    is_near = row.days is not None and abs(row.days) <= HALF_A_YEAR
    return row.due_words_in(row.promised_on.year if is_near and row.promised_on else seen.moment.day.year)


def _page(actor: Actor, seen: Picture) -> dict[str, Any]:
    lead = seen.lead
    labels = {row.id: row.short_label for row in seen.rows}
    waiting = next_milestones({row.id: list(row.milestones) for row in seen.rows}, limit=NEXT_MILESTONES)
    sees_editions = actor.may(VIEW_EDITIONS)
    return {
        "judgement": {
            "text": overall_words(seen, on_screen=True) if lead else part_words(seen),
            "lamp": lead.worst.lamp if lead else None,
        },
        "cards": cards(seen, lead),
        "counts": lamp_counts(seen),
        "dimensions": DIMENSIONS,
        "villages": worst_first(seen.rows),
        "milestones": [
            {"row": row, "village_label": labels[row.village_id], "due_text": _due_text(row, seen)} for row in waiting
        ],
        "sees_editions": sees_editions,
        "edition": latest_edition(actor) if sees_editions else None,
        "chart": chart_of(seen),
        "is_demonstration": any(row.is_demonstration for row in seen.rows),
        "as_of_text": moment(seen.moment.as_of),
    }
