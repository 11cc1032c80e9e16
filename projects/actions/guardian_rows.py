"""Keeps guardian's direct-foreign-key rows equal to what approved grants give (no action of its own)."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from portal.kernel.permissions import Reach
from projects.lifecycle import GrantState
from projects.models import Role, RoleGrant, RolePower, Village, VillageUserPermission


def change_grants_in_turn() -> None:
    """Let one deed at a time change what is granted; called before any grant is locked or written.

    One row of guardian may stand for several grants, so two deeds that do not see each other could insert it twice, or
    drop what the other still needs. All roles are locked in the order of their keys: grants change a few times a day.
    """
    list(Role.objects.select_for_update(no_key=True).order_by("pk"))


def keep_guardian_rows(users: Iterable[int]) -> None:
    """Insert what is missing and delete what no approved grant of these users gives any more, set-wise."""
    users = set(users)
    wanted = _wanted(users)
    rows = VillageUserPermission.objects.filter(user_id__in=users)
    found = {(row.user_id, row.permission_id, row.content_object_id): row.pk for row in rows}
    VillageUserPermission.objects.filter(pk__in=[found[key] for key in set(found) - wanted]).delete()
    VillageUserPermission.objects.bulk_create(
        VillageUserPermission(user_id=user, permission_id=permission, content_object_id=village)
        for user, permission, village in sorted(wanted - set(found))
    )


def _wanted(users: set[int]) -> set[tuple[int, int, int]]:
    grants = RoleGrant.objects.filter(user_id__in=users, state=GrantState.ACTIVE, village__isnull=False)
    powers = RolePower.objects.filter(role__in=grants.values("role"), reach=Reach.VILLAGE)
    by_role: dict[int, list[str]] = {}
    for role, power in powers.values_list("role_id", "power"):
        by_role.setdefault(role, []).append(power)
    permissions = _permissions({power for held in by_role.values() for power in held})
    return {
        (user, permissions[power], village)
        for user, role, village in grants.values_list("user_id", "role_id", "village_id")
        for power in by_role.get(role, [])
    }


def _permissions(powers: set[str]) -> dict[str, int]:
    """Guardian hangs its rows on Django's Permission rows; each power gets one when it is first granted."""
    of_villages = ContentType.objects.get_for_model(Village)
    Permission.objects.bulk_create(
        [Permission(content_type=of_villages, codename=power, name=power) for power in sorted(powers)],
        ignore_conflicts=True,
    )
    found = Permission.objects.filter(content_type=of_villages, codename__in=powers)
    return dict(found.values_list("codename", "pk"))
