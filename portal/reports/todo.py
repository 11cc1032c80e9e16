"""What waits of editions: a 送审稿 to be submitted, one to be checked, one to be signed."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from portal.kernel.permissions import Actor, Power
from portal.reports import selectors
from portal.reports.lifecycle import EditionState
from portal.reports.models import Edition
from portal.reports.permissions import CHECK_EDITION, SIGN_EDITION, SUBMIT_EDITION
from portal.web.todo import TodoItem, todo

STEPS: dict[str, tuple[Power, str, str]] = {
    EditionState.DRAFT: (SUBMIT_EDITION, "submit", "送审"),
    EditionState.SUBMITTED: (CHECK_EDITION, "check", "核稿"),
    EditionState.CHECKED: (SIGN_EDITION, "sign", "签发"),
}


@todo("editions", order=5)
def editions_under_way(actor: Actor) -> Iterator[TodoItem]:
    """Only to whoever can do the next step himself: not to whoever did the one before."""
    if not any(actor.may(power) for power, _, _ in STEPS.values()):
        return
    open_ones = selectors.editions(actor).filter(state__in=STEPS.keys())
    for edition in open_ones.order_by("week", "pk"):
        power, verb, word = STEPS[edition.state]
        if actor.may(power) and _is_next(edition, verb, actor):
            label = f"{word}：周调度专报{selectors.label_of(edition)}"
            yield TodoItem(label, reverse("reports:edition-desk", args=[edition.pk]), "专报")


def _is_next(edition: Edition, verb: str, actor: Actor) -> bool:
    return verb in selectors.verbs_of(edition, actor)
