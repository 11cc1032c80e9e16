"""Facts: news as small frozen values in the past tense (idea 2). Lower apps tell, upper apps listen.

A listener runs inside the deed's transaction: if it fails, the deed fails. ``hears_later`` is for what may come after
the commit. Facts carry ids and values, never model instances and never personal data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar

from django.db import transaction

from portal.kernel import gates
from portal.kernel.deeds import running_deed
from portal.kernel.entries import plain


@dataclass(frozen=True)
class Fact:
    """Base of all facts. Subclasses are frozen dataclasses, named noun + participle.

    ``about`` names the fields that say of what the fact is, the same at each attempt: by default the first one. A fact
    whose first field is the key of a row made in the deed names others.
    """

    about: ClassVar[tuple[str, ...]] = ()

    @property
    def subject(self) -> str:
        """``GrantEnded:17``: what an override of an objection to this fact has to name."""
        names = self.about or tuple(field.name for field in fields(self))[:1]
        return ":".join([type(self).__name__, *(str(getattr(self, name)) for name in names)])

    def as_entry(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"fact": type(self).__name__, **{name: plain(value) for name, value in values.items()}}


FactType = TypeVar("FactType", bound=Fact)
Listener = Callable[[Any], None]

_listeners: dict[type[Fact], list[Listener]] = {}
_late_listeners: dict[type[Fact], list[Listener]] = {}


def hears(kind: type[FactType]) -> Callable[[Callable[[FactType], None]], Callable[[FactType], None]]:
    """Listen to a fact inside the deed that tells it."""

    def register(listener: Callable[[FactType], None]) -> Callable[[FactType], None]:
        _listeners.setdefault(kind, []).append(listener)
        return listener

    return register


def hears_later(kind: type[FactType]) -> Callable[[Callable[[FactType], None]], Callable[[FactType], None]]:
    """Listen to a fact after its commit: for work that may be lost, such as ringing a bell."""

    def register(listener: Callable[[FactType], None]) -> Callable[[FactType], None]:
        _late_listeners.setdefault(kind, []).append(listener)
        return listener

    return register


def tell(fact: Fact) -> None:
    """Tell a fact from inside an action: objectors first, then listeners; all in the deed's transaction."""
    running_deed().facts.append(fact)
    gates.ask_objectors(fact)
    for listener in _listeners.get(type(fact), []):
        listener(fact)
    for listener in _late_listeners.get(type(fact), []):
        transaction.on_commit(lambda listener=listener: listener(fact), robust=True)  # type: ignore[misc]


def listeners() -> list[tuple[str, str]]:
    """(fact, listener) pairs, for the atlas."""
    both = [*_listeners.items(), *_late_listeners.items()]
    return sorted((kind.__name__, f"{heard.__module__}.{heard.__name__}") for kind, all_ in both for heard in all_)
