"""The running deed: what an action gathers while it runs, for the trail to be told at its end."""

from __future__ import annotations

import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portal.kernel.errors import DesignError

if TYPE_CHECKING:
    from portal.kernel.permissions import Actor


@dataclass(frozen=True)
class Change:
    """One row that a deed wrote: ``before`` and ``after`` hold the changed fields only, as plain values."""

    table: str
    key: Any
    scope: tuple[int, ...]
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass
class Deed:
    """One running action. ``cause`` is the deed that led to it; ``on_behalf_of`` the principal of a deputy."""

    action: str
    actor: Actor
    target: Any
    cause: uuid.UUID | None
    on_behalf_of: int | None = None
    reason: str = ""
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    changes: list[Change] = field(default_factory=list)
    facts: list[Any] = field(default_factory=list)


running: ContextVar[Deed | None] = ContextVar("running_deed", default=None)


def is_deed_running() -> bool:
    return running.get() is not None


def running_deed() -> Deed:
    """The deed of the innermost action. Raises DesignError outside of any."""
    if (deed := running.get()) is None:
        raise DesignError("this may happen only inside an action")
    return deed
