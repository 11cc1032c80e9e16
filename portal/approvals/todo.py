"""What waits for a person's word."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from portal.approvals.contributions import FLOWS
from portal.approvals.selectors import waiting_for
from portal.kernel.permissions import Actor
from portal.web.todo import TodoItem, todo


@todo("approvals", order=5)
def approvals_to_vote_on(actor: Actor) -> Iterator[TodoItem]:
    """But for those that have a page of their own: their app lists them, and nothing waits twice."""
    for asked in waiting_for(actor):
        if asked.flow in FLOWS and FLOWS[asked.flow].page:
            continue
        label = f"{asked.open_stage['label']}：{asked.title}"
        yield TodoItem(label, reverse("approvals:approval", args=[asked.pk]), "审批")
