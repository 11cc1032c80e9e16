"""What waits for a person's word."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from portal.approvals.selectors import waiting_for
from portal.kernel.permissions import Actor
from portal.web.todo import TodoItem, todo


@todo("approvals", order=5)
def approvals_to_vote_on(actor: Actor) -> Iterator[TodoItem]:
    for asked in waiting_for(actor):
        label = f"{asked.open_stage['label']}：{asked.title}"
        yield TodoItem(label, reverse("approvals:approval", args=[asked.pk]), "审批")
