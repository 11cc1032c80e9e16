"""What funding shows on the pages of villages, households and doubts about quality."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from funding.models import Payment, PaymentSort
from funding.permissions import VIEW_FUNDING
from funding.selectors.chain import chain_of
from funding.selectors.commitments import commitments_of_household
from funding.selectors.payments import payment_rows, with_since
from portal.kernel.permissions import Actor
from portal.web.panels import panel


@panel("funding", noun="village", title="资金", template="funding/village_panel.html", needs=VIEW_FUNDING, order=40)
def money_of_village(actor: Actor, village: Any) -> dict[str, Any]:
    """How far the money of a village is along its chain."""
    if not actor.span(VIEW_FUNDING).covers(village.anchor_values()):
        return {"chain": None}
    return {
        "chain": chain_of([village.pk])[village.pk],
        "url": f"{reverse('funding:payment-list')}?village={village.pk}",
    }


@panel(
    "household-money",
    noun="household",
    title="应付款和支付",
    template="funding/household_panel.html",
    needs=VIEW_FUNDING,
    order=40,
)
def money_of_household(actor: Actor, household: Any) -> dict[str, Any]:
    """What its agreement makes payable, and what of it has arrived."""
    if not actor.span(VIEW_FUNDING).covers(household.anchor_values()):
        return {"rows": []}
    return {"rows": commitments_of_household(household.pk)}


@panel(
    "held-payments",
    noun="complaint",
    title="暂缓的工程进度款",
    template="funding/held_panel.html",
    needs=VIEW_FUNDING,
    order=40,
)
def held_by_doubt(actor: Actor, complaint: Any) -> dict[str, Any]:
    """The contractor's progress payments in this village that have not left."""
    if complaint.contractor_id is None:
        return {"rows": []}
    found = (
        Payment.objects.visible_to(actor)
        .standing()
        .filter(
            contract__contractor=complaint.contractor_id,
            village=complaint.village_id,
            application__sort=PaymentSort.PROGRESS,
            paid_on__isnull=True,
        )
    )
    return {"rows": payment_rows(with_since(found).order_by("pk"))}
