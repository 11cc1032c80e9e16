"""What waits in quality, for each pair of hands."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from portal.kernel.permissions import Actor, Power
from portal.web.todo import TodoItem, todo
from quality import permissions
from quality.lifecycle import ComplaintState
from quality.models import Complaint

KIND = "质量质询"
# Whose turn it is in which state. The reporter himself is asked apart.
_TURNS: tuple[tuple[ComplaintState, Power, str], ...] = (
    (ComplaintState.RECEIVED, permissions.TRIAGE_COMPLAINT, "受理派单"),
    (ComplaintState.ASSIGNED, permissions.RECTIFY, "整改"),
    (ComplaintState.RECTIFIED, permissions.REINSPECT, "复查"),
    (ComplaintState.REFERRED, permissions.CLOSE_COMPLAINT, "组织五方会商"),
)


@todo("complaints", order=50)
def complaints_waiting(actor: Actor) -> Iterator[TodoItem]:
    """One line for each doubt whose next step is this person's; never what he raised himself."""
    for state, power, words in _TURNS:
        if not actor.may(power):
            continue
        waiting = Complaint.objects.visible_to(actor, by=power).filter(state=state)
        if actor.user is not None:
            waiting = waiting.exclude(reporter=actor.user.pk)
            if power is permissions.REINSPECT:
                waiting = waiting.exclude(contractor=actor.user.organisation_id)
        for complaint in waiting.select_related("village", "clock").order_by("clock__due_on", "pk"):
            yield _item(complaint, words)


@todo("own-complaints", order=51)
def own_complaints_mended(actor: Actor) -> Iterator[TodoItem]:
    """What he raised and others call mended: his word is waited for."""
    if actor.user is None or not actor.may(permissions.REPORT_COMPLAINT):
        return
    mine = Complaint.objects.filter(reporter=actor.user.pk, state=ComplaintState.REINSPECTED)
    for complaint in mine.select_related("village", "clock").order_by("pk"):
        yield _item(complaint, "请您确认是否修好")


def _item(complaint: Complaint, words: str) -> TodoItem:
    return TodoItem(
        f"{complaint.label}（{complaint.place}）：{words}",
        reverse("quality:complaint", args=[complaint.pk]),
        KIND,
        complaint.due_on,
        village=complaint.village.label,
    )
