"""What integrity shows on the pages of other apps' nouns: the last deeds, and the way to all of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from integrity.permissions import VIEW_FINDINGS, VIEW_TRAIL
from integrity.selectors.entries import in_words
from integrity.selectors.findings import counts_of_village
from integrity.selectors.trail import entries_of
from portal.kernel.permissions import Actor
from portal.kernel.records import Record
from portal.web.panels import panel

LATEST = 5
# Every page with panels that shows one row; a noun that gets such a page is added here.
NOUNS = ("village", "person", "organisation", "household", "agreement", "complaint", "payment", "contract", "order")


def history(actor: Actor, target: Record) -> dict[str, Any]:
    """The newest entries of one row."""
    rows = in_words(actor, list(entries_of(target, actor)[:LATEST]))
    query = f"?kind={target._meta.label_lower}&number={target.pk}"
    return {"rows": rows, "trail_url": f"{reverse('integrity:entry-list')}{query}"}


for noun in NOUNS:
    panel(
        f"trail-{noun}",
        noun=noun,
        title="操作留痕",
        template="integrity/history.html",
        needs=VIEW_TRAIL,
        order=900,
    )(history)


@panel(
    "findings",
    noun="village",
    title="疑点",
    template="integrity/findings_of_village.html",
    needs=VIEW_FINDINGS,
    order=890,
)
def findings_of_village(actor: Actor, village: Any) -> dict[str, Any]:
    """How many stand in each state, for those who may see them."""
    return {
        "counts": counts_of_village(village.pk) if actor.span(VIEW_FINDINGS).covers(village.anchor_values()) else None
    }
