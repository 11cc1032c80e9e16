"""Roles as rows: which there are, and whether anybody was ever given one."""

from __future__ import annotations

from collections.abc import Iterable

from projects.lifecycle import GrantState
from projects.models import Role, RoleGrant


def roles_by_key() -> dict[str, Role]:
    """Every role under its key, in the order of the list."""
    return {role.key: role for role in Role.objects.order_by("ordinal", "pk")}


def is_any_granted(role_keys: Iterable[str]) -> bool:
    """Whether one of these roles is held, or proposed for somebody."""
    standing = [GrantState.PROPOSED, GrantState.ACTIVE]
    return RoleGrant.objects.filter(role__key__in=list(role_keys), state__in=standing).exists()
