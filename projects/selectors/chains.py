"""Which steps of a chain nobody is left to do (此环节无人可办)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from portal.kernel.permissions import CHAINS, Chain, Power, Reach
from projects.models import RolePower
from projects.rules import has_different_people
from projects.selectors.holdings import live_grants


@dataclass(frozen=True)
class ChainGap:
    """One step that cannot be done: nobody holds its power there, or only people who act earlier in the chain."""

    chain: str
    step: str
    village_id: int | None
    village: str
    why: str


def chain_gaps(villages: Any) -> list[ChainGap]:
    """The gaps of every chain in these villages (a queryset that the actor may see), central chains first."""
    able = people_able()
    gaps = [gap for chain in CHAINS if chain.is_central for gap in _gaps_in(chain, None, "指挥部", able)]
    for village in villages.order_by("ordinal", "pk"):
        for chain in CHAINS:
            if not chain.is_central:
                gaps += _gaps_in(chain, village.pk, village.label, able)
    return gaps


def people_able() -> dict[tuple[str, int | None], set[int]]:
    """(power, village or None for all) → active people whose live grants reach it."""
    able: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    powers = defaultdict(list)
    for role, power in RolePower.objects.filter(reach=Reach.VILLAGE).values_list("role_id", "power"):
        powers[role].append(power)
    grants = live_grants().filter(user__is_active=True)
    for user, village, role in grants.values_list("user_id", "village_id", "role_id"):
        for power in powers[role]:
            able[power, village].add(user)
    return able


def holders_of(needed: Power, villages: frozenset[int]) -> set[int]:
    """Active people whose own live grants bring the power to each of these villages (none: to the whole portal)."""
    able = people_able()
    everywhere = able.get((needed.key, None), set())
    there = [able.get((needed.key, village), set()) for village in villages]
    return everywhere | (set.intersection(*there) if there else set())


def _gaps_in(
    chain: Chain, village: int | None, label: str, able: dict[tuple[str, int | None], set[int]]
) -> list[ChainGap]:
    people = [
        able.get((step.needs.key, None), set()) | able.get((step.needs.key, village), set()) for step in chain.steps
    ]
    filled = has_different_people(people)
    return [
        ChainGap(chain.label, step.label, village, label, "没有人持有权限" if not able_here else "与前面环节是同一人")
        for step, able_here, is_filled in zip(chain.steps, people, filled, strict=True)
        if not is_filled
    ]
