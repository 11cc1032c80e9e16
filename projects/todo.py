"""What waits in projects: grants to approve."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from portal.kernel.permissions import Actor
from portal.web.todo import TodoItem, todo
from projects import permissions
from projects.lifecycle import GrantState
from projects.models import RoleGrant


@todo("grants-to-approve", order=10)
def grants_to_approve(actor: Actor) -> Iterator[TodoItem]:
    waiting = RoleGrant.objects.visible_to(actor, by=permissions.APPROVE_GRANT).filter(state=GrantState.PROPOSED)
    for grant in waiting.select_related("user", "role", "village").order_by("recorded_at", "pk"):
        yield TodoItem(
            f"批准授权：{grant.user}任{grant.role}（{grant.village or '全部点位'}）",
            reverse("projects:grant-list") + "?state=proposed",
            "授权",
            village=str(grant.village or ""),
        )
