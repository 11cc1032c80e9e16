"""Roles as rows: loading the seeded ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.permissions import POWERS, Portal, Reach
from projects import permissions
from projects.actions.guardian_rows import change_grants_in_turn, keep_guardian_rows
from projects.lifecycle import GrantState
from projects.models import Role, RoleGrant, RoleGroup, RolePower


class RolesUnreadable(InvalidInput):
    """The file of roles names a power or a reach that the portal does not have."""


@action(needs=permissions.APPROVE_GRANT)
def load_roles(actor: Any, target: Portal, *, roles: Sequence[Mapping[str, Any]]) -> list[Role]:
    """Make the rows of the seeded roles equal to ``roles`` (parsed roles.yaml). Roles of one's own are left alone."""
    change_grants_in_turn()
    loaded = [_load_role(ordinal, entry) for ordinal, entry in enumerate(roles, start=1)]
    holders = RoleGrant.objects.filter(role__in=loaded, state=GrantState.ACTIVE)
    keep_guardian_rows(set(holders.values_list("user_id", flat=True)))
    return loaded


def _load_role(ordinal: int, entry: Mapping[str, Any]) -> Role:
    wanted = {
        "name": entry["name"],
        "group": entry.get("group", RoleGroup.BUSINESS),
        "needs_end": entry.get("needs_end", False),
        "needs_document": entry.get("needs_document", False),
        "needs_task": entry.get("needs_task", False),
        "is_village_bound": entry.get("is_village_bound", False),
        "ordinal": ordinal,
    }
    role = Role.objects.filter(key=entry["key"]).first() or Role(key=entry["key"])
    if role.pk is None or any(getattr(role, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(role, name, value)
        role.save()
    _load_powers(role, entry["powers"])
    return role


def _load_powers(role: Role, powers: Mapping[str, str]) -> None:
    for power, reach in powers.items():
        if power not in POWERS or reach not in list(Reach):
            raise RolesUnreadable(f"角色“{role.name}”中的权限“{power}：{reach}”无法识别。请核对角色数据文件。")
    held = {row.power: row for row in RolePower.objects.filter(role=role)}
    for power in sorted(set(held) - set(powers)):
        held[power].delete()
    for power, reach in sorted(powers.items()):
        row = held.get(power) or RolePower(role=role, power=power)
        if row.pk is None or row.reach != reach:
            row.reach = reach
            row.save()
