"""Who may do what, where: powers, reach and actors (decision 4).

A *power* is declared once, in an app's ``permissions.py``. A role holds powers, each with a *reach*: the villages a
grant names, the holder's organisation, or what is his own. A grant for all villages reaches everything, the portal
itself included. What one person holds is resolved by a hook that ``projects`` fills at start; accounts and engines
never learn about roles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from portal.kernel.errors import DesignError
from portal.kernel.registry import Registry


class Reach(StrEnum):
    """How far a power of a role goes. The values stand in the database and in docs/powers.md."""

    VILLAGE = "village"
    ORGANISATION = "organisation"
    OWN = "own"


@dataclass(frozen=True)
class Power:
    """Something that a person may do; ``reads`` tells a power that changes nothing.

    ``is_central`` is one over the portal itself (accounts, the work list): only a grant for all villages
    brings it, so nobody is led to a page where he can do nothing.
    """

    key: str
    label: str
    reads: bool = False
    is_central: bool = False


POWERS: Registry[Power] = Registry("power")


def power(key: str, label: str, *, reads: bool = False, is_central: bool = False) -> Power:
    """Declare a power; ``key`` is ``verb_noun``, unique in the portal."""
    return POWERS.add(key, Power(key, label, reads, is_central))


@dataclass(frozen=True)
class Step:
    """One step of a chain: what is done and the power that it takes."""

    label: str
    needs: Power


@dataclass(frozen=True)
class Chain:
    """Steps that different people must do, in every village or once for the portal (``is_central``)."""

    key: str
    label: str
    steps: tuple[Step, ...]
    is_central: bool


CHAINS: Registry[Chain] = Registry("chain")


def chain(key: str, label: str, *steps: tuple[str, Power], is_central: bool = False) -> Chain:
    """Declare a chain of steps (in ``permissions.py``); a page names each step that nobody is left to do."""
    return CHAINS.add(key, Chain(key, label, tuple(Step(*step) for step in steps), is_central))


@dataclass(frozen=True)
class Span:
    """Where one power reaches for one actor. Empty means nowhere."""

    everywhere: bool = False
    villages: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.everywhere or self.villages or self.organisations or self.own)

    def __or__(self, other: Span) -> Span:
        return Span(
            self.everywhere or other.everywhere,
            self.villages | other.villages,
            self.organisations | other.organisations,
            self.own | other.own,
        )

    def covers(self, anchors: Mapping[str, Any]) -> bool:
        """Whether a thing with these anchor values lies inside; what hangs from several villages, in all of them."""
        if self.everywhere:
            return True
        reached = {Reach.VILLAGE: self.villages, Reach.ORGANISATION: self.organisations, Reach.OWN: self.own}
        return any(_inside(anchors.get(reach), keys) for reach, keys in reached.items())


def _inside(anchor: Any, keys: frozenset[int]) -> bool:
    if isinstance(anchor, frozenset):
        return bool(anchor) and anchor <= keys
    return anchor is not None and anchor in keys


NOWHERE = Span()
EVERYWHERE = Span(everywhere=True)


@dataclass(frozen=True)
class Deputising:
    """What an actor may do for somebody else by a dated, written delegation (A/B 角)."""

    principal_id: int
    principal_name: str
    spans: Mapping[str, Span]


@dataclass(frozen=True)
class Holdings:
    """All that one person holds now: his own spans by power key, and those of the people he deputises for."""

    spans: Mapping[str, Span] = field(default_factory=dict)
    deputising: tuple[Deputising, ...] = ()
    is_reader: bool = False  # every role that he holds only reads (auditors, discipline)
    roles: tuple[str, ...] = ()  # the keys of his own roles, for the trail


class UserLike(Protocol):
    pk: int
    is_active: bool


_resolver: Callable[[Any], Holdings] | None = None


def resolve_holdings_with(resolver: Callable[[Any], Holdings]) -> None:
    """The hook that projects fills when Django starts."""
    global _resolver
    _resolver = resolver


_finder: Callable[[Power, frozenset[int]], set[int]] | None = None


def find_holders_with(finder: Callable[[Power, frozenset[int]], set[int]]) -> None:
    """The second hook that projects fills: whom a refusal names as those who may act instead."""
    global _finder
    _finder = finder


def holders_of(needed: Power, villages: frozenset[int]) -> set[int]:
    """The people in office whose own roles reach all these villages with the power (none: the portal itself)."""
    if _finder is None:
        raise DesignError("nobody has filled the hook of kernel.permissions")
    return _finder(needed, villages)


class Actor:
    """Somebody or something that sees and does. Made per request or per task; never kept."""

    label = ""
    user: Any = None

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles in which he acts, by their keys."""
        return ()

    def span(self, needed: Power) -> Span:
        """Everything that the power reaches, delegations included."""
        raise NotImplementedError

    def may(self, needed: Power) -> bool:
        """Whether the power reaches anything at all: decides about menus, buttons and 403 before a row is sought."""
        reach = self.span(needed)
        return reach.everywhere if needed.is_central else bool(reach)

    def stands_for(self, needed: Power, anchors: Mapping[str, Any]) -> Deputising | bool | None:
        """True: may by himself. A Deputising: may for that principal. False: may not."""
        return self.span(needed).covers(anchors)

    def as_entry(self) -> dict[str, Any]:
        """How the actor is named in a trail entry: never personal data."""
        raise NotImplementedError


class Person(Actor):
    """A user of the portal. What he holds is read once and then kept for this request."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.label = str(user)

    @cached_property
    def holdings(self) -> Holdings:
        if _resolver is None:
            raise DesignError("nobody has filled the hook of kernel.permissions")
        return _resolver(self.user) if self.user.is_active else Holdings()

    @property
    def roles(self) -> tuple[str, ...]:
        return self.holdings.roles

    def span(self, needed: Power) -> Span:
        reach = self.holdings.spans.get(needed.key, NOWHERE)
        for deputising in self.holdings.deputising:
            reach |= deputising.spans.get(needed.key, NOWHERE)
        return reach

    def stands_for(self, needed: Power, anchors: Mapping[str, Any]) -> Deputising | bool | None:
        if self.holdings.spans.get(needed.key, NOWHERE).covers(anchors):
            return True
        for deputising in self.holdings.deputising:
            if deputising.spans.get(needed.key, NOWHERE).covers(anchors):
                return deputising
        return False

    def as_entry(self) -> dict[str, Any]:
        return {"kind": "person", "user": self.user.pk}


class System(Actor):
    """The portal acting by itself; ``why`` is kept with the deed. There is no other way around a permission."""

    def __init__(self, why: str) -> None:
        if not why:
            raise DesignError("System needs a reason")
        self.label = f"系统（{why}）"
        self.why = why

    def span(self, needed: Power) -> Span:
        return EVERYWHERE

    def as_entry(self) -> dict[str, Any]:
        return {"kind": "system", "why": self.why}


class Visitor(Actor):
    """Somebody without an account who was let in to one thing (a household's page, a report) until an instant."""

    def __init__(self, spans: Mapping[str, Span], *, label: str, until: datetime) -> None:
        self.spans, self.label, self.until = dict(spans), label, until

    def span(self, needed: Power) -> Span:
        return self.spans.get(needed.key, NOWHERE)

    def as_entry(self) -> dict[str, Any]:
        return {"kind": "visitor", "until": self.until.isoformat()}


class Nobody(Actor):
    """An unauthenticated request: reaches nothing."""

    label = "未登录"

    def span(self, needed: Power) -> Span:
        return NOWHERE

    def as_entry(self) -> dict[str, Any]:
        return {"kind": "nobody"}


class Portal:
    """The target of a deed that concerns no village. Only a grant for everything reaches it."""

    def anchor_values(self) -> dict[str, Any]:
        return {}

    def __str__(self) -> str:
        return "指挥部"


PORTAL = Portal()
