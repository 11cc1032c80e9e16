"""Who keeps the portal itself going: groups of roles that a person holds, and what nobody would be left to do."""

from __future__ import annotations

from portal.accounts.permissions import MANAGE_PEOPLE
from portal.kernel.permissions import CHAINS, Step
from projects.models import RoleGrant, RolePower
from projects.selectors.chains import people_able
from projects.selectors.holdings import live_grants

BUSINESS = {"receipt"}


def groups_of(user_id: int) -> set[str]:
    """The groups of the roles that the person holds today."""
    return set(live_grants().filter(user_id=user_id).values_list("role__group", flat=True))


def left_undone_without(user_id: int, grant_id: int | None = None) -> list[str]:
    """What of the portal's own upkeep this person did and nobody else can, once his account or grant is gone."""
    grants = RoleGrant.objects.filter(pk=grant_id) if grant_id else live_grants().filter(user_id=user_id)
    central = grants.filter(village__isnull=True).values("role_id")
    held = set(RolePower.objects.filter(role_id__in=central).values_list("power", flat=True))
    able = people_able()
    return [step.label for step in _upkeep() if step.needs.key in held and not able.get((step.needs.key, None))]


def _upkeep() -> list[Step]:
    # Money that cannot be entered today waits; who works the portal itself must be there.
    central = [chain for chain in CHAINS if chain.is_central and chain.key not in BUSINESS]
    steps = [Step(f"{step.label}{chain.label}", step.needs) for chain in central for step in chain.steps]
    return [*steps, Step(MANAGE_PEOPLE.label, MANAGE_PEOPLE)]
