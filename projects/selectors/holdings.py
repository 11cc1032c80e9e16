"""What a person holds now: the hook behind ``kernel.permissions``, and the only reader of guardian's tables.

A village is reached only where both stand: guardian's row and a live grant of a role that holds the power. So an
expired grant counts no more at the next request, whatever rows are left. Whoever deputises holds his principal's
business powers as well, and acts "for" him.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from guardian.utils import get_user_obj_perms_model

from portal.accounts.permissions import DELEGATE, OWN_ACCOUNT
from portal.accounts.selectors import principals_of
from portal.kernel.db import PortalToday
from portal.kernel.permissions import Deputising, Holdings, Reach, Span
from projects.lifecycle import GrantState
from projects.models import RoleGrant, RoleGroup, RolePower, Village

# A deputy neither keeps his principal's account nor names a deputy of his own in the principal's place.
NEVER_DEPUTISED = {OWN_ACCOUNT.key, DELEGATE.key}


@dataclass(frozen=True)
class _Held:
    """One power that one live grant brings: ``village`` None means all of them."""

    user: int
    village: int | None
    power: str
    reach: str
    group: str
    role: str


def live_grants() -> QuerySet[RoleGrant]:
    """Grants that count today: approved, begun, not yet expired."""
    return RoleGrant.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gt=PortalToday()),
        state=GrantState.ACTIVE,
        starts_on__lte=PortalToday(),
    )


def holdings_of(user: Any) -> Holdings:
    """Everything that the user holds at this moment, in four queries whatever he holds."""
    principals = principals_of(user.pk)
    people = {user.pk: user.organisation_id, **{one.id: one.organisation_id for one in principals}}
    held, rows = _held_by(people), _guardian_rows(people)
    own = _spans(user.pk, user.organisation_id, held, rows)
    # Before anybody has granted a role, a person already has an account with a password to change.
    own[OWN_ACCOUNT.key] = Span(own=frozenset({user.pk}))
    deputising = tuple(
        Deputising(one.id, one.name, _spans(one.id, one.organisation_id, held, rows, only_business=True))
        for one in principals
    )
    groups = {one.group for one in held if one.user == user.pk}
    return Holdings(
        own,
        tuple(one for one in deputising if one.spans),
        is_reader=groups == {RoleGroup.READER},
        roles=tuple(sorted({one.role for one in held if one.user == user.pk})),
    )


def _held_by(people: Iterable[int]) -> list[_Held]:
    grants = list(live_grants().filter(user_id__in=list(people)).values_list("user_id", "village_id", "role_id"))
    powers = defaultdict(list)
    of_roles = RolePower.objects.filter(role_id__in={role for _, _, role in grants})
    for role, *held in of_roles.values_list("role_id", "power", "reach", "role__group", "role__key"):
        powers[role].append(held)
    return [_Held(user, village, *held) for user, village, role in grants for held in powers[role]]


def _guardian_rows(people: Iterable[int]) -> dict[tuple[int, str], set[int]]:
    rows: dict[tuple[int, str], set[int]] = defaultdict(set)
    table: Any = get_user_obj_perms_model(Village)  # type: ignore[arg-type]
    found = table.objects.filter(user_id__in=list(people))
    for user, power, village in found.values_list("user_id", "permission__codename", "content_object_id"):
        rows[user, power].add(village)
    return rows


def _spans(
    user: int,
    organisation: int,
    held: list[_Held],
    rows: dict[tuple[int, str], set[int]],
    *,
    only_business: bool = False,
) -> dict[str, Span]:
    spans: dict[str, Span] = {}
    for one in held:
        if one.user != user:
            continue
        if only_business and (one.group != RoleGroup.BUSINESS or one.power in NEVER_DEPUTISED):
            continue
        spans[one.power] = spans.get(one.power, Span()) | _span(one, organisation, rows[user, one.power])
    return spans


def _span(one: _Held, organisation: int, in_guardian: set[int]) -> Span:
    if one.reach == Reach.OWN:
        return Span(own=frozenset({one.user}))
    if one.reach == Reach.ORGANISATION:
        return Span(organisations=frozenset({organisation}))
    if one.village is None:
        return Span(everywhere=True)
    return Span(villages=frozenset({one.village} & in_guardian))
