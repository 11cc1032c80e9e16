"""What projects leaves on a person's desk: grants that he holds."""

from __future__ import annotations

from typing import Any

from portal.kernel import clock
from portal.kernel.permissions import PORTAL, System
from projects.actions import end_grant, propose_grant
from projects.lifecycle import GrantState
from projects.models import RoleGrant
from projects.selectors.open_items import OpenItem, OpenItemKind, open_item_kind


def _grants_of(user_id: int) -> list[OpenItem]:
    grants = RoleGrant.objects.filter(user_id=user_id, state=GrantState.ACTIVE).select_related("role", "village")
    return [
        OpenItem(f"grant:{grant.pk}", "授权", f"{grant.role.name}（{grant.village or '全部点位'}）", grant.village_id)
        for grant in grants.order_by("pk")
    ]


def _pass_grant_on(actor: Any, grant_id: int, taker: Any, document: str) -> None:
    """The leaver's grant ends today; the taker's is proposed and waits for the security administrator."""
    grant = RoleGrant.objects.select_related("role", "village").get(pk=grant_id)
    held = RoleGrant.objects.filter(
        user=taker, role=grant.role, village=grant.village, state__in=[GrantState.PROPOSED, GrantState.ACTIVE]
    )
    if not held.exists():
        propose_grant(
            actor,
            grant.village or PORTAL,
            user=taker,
            role=grant.role,
            starts_on=clock.today(),
            expires_on=grant.expires_on,
            document=grant.document or document,
            task=grant.task,
        )
    end_grant(System("离岗交接"), grant, reason=f"离岗交接：{document}")


open_item_kind(OpenItemKind("grant", "授权", _grants_of, _pass_grant_on), order=10)
