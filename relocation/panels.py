"""What relocation shows on the pages of a village and of a household."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from portal.kernel.permissions import Actor
from portal.web.panels import panel
from projects.selectors.moment import Moment
from relocation import permissions
from relocation.selectors.agreements import agreement_rows, live_agreement_of
from relocation.selectors.households import Surveyed, surveyed
from relocation.selectors.progress import progress


@panel(
    "households",
    noun="village",
    title="搬迁户",
    template="relocation/village_households.html",
    needs=permissions.VIEW_HOUSEHOLDS,
    order=10,
)
def households_of_village(actor: Actor, village: Any) -> dict[str, Any] | None:
    """How many were surveyed, how many people, how much area is compensated."""
    if not actor.span(permissions.VIEW_HOUSEHOLDS).covers(village.anchor_values()):
        return None
    may_record = actor.span(permissions.SURVEY_HOUSEHOLDS).covers(village.anchor_values())
    return {
        "row": surveyed([village.pk], Moment.now()).get(village.pk, Surveyed(village.pk)),
        "url": f"{reverse('relocation:household-list')}?village={village.pk}",
        "record_url": reverse("relocation:household-record", args=[village.pk]) if may_record else "",
    }


@panel(
    "signing",
    noun="village",
    title="签约和腾空",
    template="relocation/village_signing.html",
    needs=permissions.VIEW_AGREEMENTS,
    order=20,
)
def signing_of_village(actor: Actor, village: Any) -> dict[str, Any] | None:
    """How far signing has come here, and the ways on for whoever reviews and publishes."""
    anchors = village.anchor_values()
    if not actor.span(permissions.VIEW_AGREEMENTS).covers(anchors):
        return None
    row = progress([village.pk], Moment.now()).get(village.pk)
    if row is None or not row.due:
        return None  # nobody was surveyed: nothing is due that could be nought
    may = {
        "review_url": ("relocation:agreements-review", permissions.REVIEW_AGREEMENT),
        "results_url": ("relocation:results-publish", permissions.PUBLISH_NOTICE),
    }
    return {
        "row": row,
        "signed": len(row.signed),
        "vacated": len(row.vacated),
        "settled": len(row.settled),
        "url": f"{reverse('relocation:agreement-list')}?village={village.pk}",
        **{
            name: reverse(route, args=[village.pk]) if actor.span(power).covers(anchors) else ""
            for name, (route, power) in may.items()
        },
    }


@panel(
    "agreement",
    noun="household",
    title="搬迁协议",
    template="relocation/household_agreement.html",
    needs=permissions.VIEW_AGREEMENTS,
    order=10,
)
def agreement_of_household(actor: Actor, household: Any) -> dict[str, Any] | None:
    """Its live agreement, or the way to draft one."""
    anchors = household.anchor_values()
    if not actor.span(permissions.VIEW_AGREEMENTS).covers(anchors):
        return None
    found = live_agreement_of(household.pk)
    may_draft = actor.span(permissions.DRAFT_AGREEMENT).covers(anchors)
    draft = reverse("relocation:agreement-draft", args=[household.pk])
    return {
        "row": agreement_rows([found])[0] if found else None,
        "draft_url": draft if may_draft and found is None and household.withdrawn_at is None else "",
    }
