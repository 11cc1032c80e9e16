"""What projects tells: news of villages and of who may do what in them."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class GrantApproved(Fact):
    grant_id: int
    user_id: int
    village_id: int | None
    role: str


@dataclass(frozen=True)
class GrantEnded(Fact):
    grant_id: int
    user_id: int
    village_id: int | None
    role: str


@dataclass(frozen=True)
class WorkHandedOver(Fact):
    """Every open item of a leaver has a taker."""

    leaver_id: int
    items: int
