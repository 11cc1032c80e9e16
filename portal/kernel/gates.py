"""Objectors: how an app refuses a deed of its own or of a lower app, with its clause (file ``gates.py``).

An objector hears a fact in the transaction of the deed that tells it. It can be set aside only by an override that
two other people signed, for this gate and this subject of the fact, once; ``portal.approvals`` fills the hook that
looks for it and uses it up inside the deed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.kernel.errors import DesignError, Refusal
from portal.kernel.registry import Registry

if TYPE_CHECKING:
    from portal.kernel.facts import Fact


@dataclass(frozen=True)
class Objection:
    """Why a deed may not be done: a whole sentence for the person who tried."""

    sentence: str


class Objected(Refusal):
    """A gate of another matter stands in the way. ``gate`` and ``subject`` are what an override would have to name."""

    def __init__(self, sentence: str = "", *, clause: str = "", gate: str = "", subject: str = "") -> None:
        super().__init__(sentence, clause=clause)
        self.gate, self.subject = gate, subject


@dataclass(frozen=True)
class Objector:
    """One gate: its key, the fact that it hears, its clause and its name for people."""

    key: str
    to: type[Fact]
    clause: str
    label: str
    objects_to: Callable[[Any], Objection | None]


OBJECTORS: Registry[Objector] = Registry("objector")
Asker = Callable[[Any], Objection | None]
Overruler = Callable[[Objector, "Fact"], bool]
_overruler: Overruler | None = None


def overrule_with(overruler: Overruler) -> None:
    """The hook that approvals fills: whether a signed override stands for this gate and fact, used up by the answer."""
    global _overruler
    _overruler = overruler


def objects(key: str, *, to: type[Fact], clause: str, label: str) -> Callable[[Asker], Asker]:
    """Register an objector. A gate without a clause is refused: nobody should be stopped by an unnamed rule."""
    if not clause:
        raise DesignError(f"objector {key!r} names no clause")

    def register(asker: Asker) -> Asker:
        OBJECTORS.add(key, Objector(key, to, clause, label, asker))
        return asker

    return register


def ask_objectors(fact: Fact) -> None:
    """Raises Objected with the first objection that no override sets aside, in the order of keys."""
    for objector in OBJECTORS:
        if objector.to is not type(fact) or not (objection := objector.objects_to(fact)):
            continue
        if _overruler is None or not _overruler(objector, fact):
            raise Objected(objection.sentence, clause=objector.clause, gate=objector.key, subject=fact.subject)
