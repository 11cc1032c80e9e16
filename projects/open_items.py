"""What projects leaves on a person's desk: grants that he holds or waits for, and villages that he answers for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q

from portal.kernel import clock
from portal.kernel.db import PortalToday
from portal.kernel.permissions import PORTAL, System
from projects.actions import assign_responsibility, decline_grant, end_grant, propose_grant
from projects.lifecycle import GrantState
from projects.models import Matter, Responsibility, RoleGrant
from projects.selectors.open_items import OpenItem, OpenItemKind, open_item_kind

# The security administrator approves what the taker gets; what the leaver loses needs nobody's consent.
LEAVING = System("离岗交接")


def _grants_of(user_id: int) -> list[OpenItem]:
    """Approved grants that are not over, whether begun or not."""
    held = RoleGrant.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gt=PortalToday()), user_id=user_id, state=GrantState.ACTIVE
    )
    return [_item("grant", "授权", grant) for grant in _in_order(held)]


def _pass_grant_on(actor: Any, grant_id: int, taker: Any, document: str) -> None:
    """The leaver's grant ends today; the taker's is proposed and waits for the security administrator."""
    grant = RoleGrant.objects.select_related("role", "village").get(pk=grant_id)
    held = RoleGrant.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gt=PortalToday()),
        user=taker,
        role=grant.role,
        village=grant.village,
        state__in=[GrantState.PROPOSED, GrantState.ACTIVE],
    )
    if not held.exists():
        propose_grant(
            actor,
            grant.village or PORTAL,
            user=taker,
            role=grant.role,
            starts_on=max(clock.today(), grant.starts_on),
            expires_on=grant.expires_on,
            document=grant.document or document,
            task=grant.task,
        )
    end_grant(LEAVING, grant, reason=f"离岗交接：{document}")


def _proposals_for(user_id: int) -> list[OpenItem]:
    """What is proposed for him would come after he has left."""
    waiting = RoleGrant.objects.filter(user_id=user_id, state=GrantState.PROPOSED)
    return [_item("proposal", "待批准的授权", grant, needs_taker=False) for grant in _in_order(waiting)]


def _send_proposal_back(actor: Any, grant_id: int, taker: Any, document: str) -> None:
    decline_grant(LEAVING, RoleGrant.objects.get(pk=grant_id), reason=f"离岗交接：{document}")


def _responsibilities_of(user_id: int) -> list[OpenItem]:
    held = Responsibility.objects.running().filter(person_id=user_id).select_related("village")
    return [
        OpenItem(f"responsibility:{row.pk}", "四级责任", _answers_for(row), row.village_id)
        for row in held.order_by("village__ordinal", "pk")
    ]


def _pass_responsibility_on(actor: Any, responsibility_id: int, taker: Any, document: str) -> None:
    row = Responsibility.objects.select_related("village", "organisation").get(pk=responsibility_id)
    assign_responsibility(
        actor,
        row.village,
        level=row.level,
        matter=row.matter,
        organisation=row.organisation,
        person=taker,
        since=max(clock.today(), row.days.lower + timedelta(days=1)),
        basis=document,
        is_demonstration=row.is_demonstration,
    )


def _in_order(grants: Any) -> Any:
    return grants.select_related("role", "village").order_by("village__ordinal", "role__ordinal", "pk")


def _item(kind: str, label: str, grant: RoleGrant, *, needs_taker: bool = True) -> OpenItem:
    where = grant.village or "全部点位"
    return OpenItem(f"{kind}:{grant.pk}", label, f"{grant.role.name}（{where}）", grant.village_id, needs_taker)


def _answers_for(row: Responsibility) -> str:
    matter = "" if row.matter == Matter.OVERALL else f"·{row.get_matter_display()}"
    return f"{row.get_level_display()}{matter}（{row.village}）"


open_item_kind(OpenItemKind("grant", "授权", _grants_of, _pass_grant_on), order=10)
open_item_kind(OpenItemKind("proposal", "待批准的授权", _proposals_for, _send_proposal_back), order=20)
open_item_kind(OpenItemKind("responsibility", "四级责任", _responsibilities_of, _pass_responsibility_on), order=30)
