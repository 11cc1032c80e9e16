"""The running deed: what an action gathers while it runs, and the way it came in, told to the trail at its end."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from portal.kernel.errors import DesignError, Refusal

if TYPE_CHECKING:
    from portal.kernel.permissions import Actor


class Via(StrEnum):
    """The ways in. What comes by none of them (a raw statement) is written down by the database itself, as ``sql``."""

    WEB = "web"
    API = "api"
    TASK = "task"
    COMMAND = "command"


@dataclass(frozen=True)
class Channel:
    """How the call came in that led to a deed. Only a request has an address and a number (that refusals show)."""

    via: Via
    ip: str = ""
    req: str = ""


channel: ContextVar[Channel] = ContextVar("channel", default=Channel(Via.COMMAND))  # noqa: B039 (it is frozen)


@contextmanager
def coming_by(way: Channel) -> Iterator[None]:
    """Whatever is done inside came this way."""
    token = channel.set(way)
    try:
        yield
    finally:
        channel.reset(token)


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
    """One running action. ``cause`` is the deed that led to it; ``on_behalf_of`` the principal of a deputy.

    ``at`` is the instant of its transaction; ``refused`` holds what was tried inside it and refused.
    """

    action: str
    actor: Actor
    target: Any
    cause: uuid.UUID | None
    on_behalf_of: int | None = None
    reason: str = ""
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    changes: list[Change] = field(default_factory=list)
    facts: list[Any] = field(default_factory=list)
    channel: Channel = field(default_factory=channel.get)
    at: datetime | None = None
    refused: list[tuple[Deed, Refusal]] = field(default_factory=list)


running: ContextVar[Deed | None] = ContextVar("running_deed", default=None)


def is_deed_running() -> bool:
    return running.get() is not None


def running_deed() -> Deed:
    """The deed of the innermost action. Raises DesignError outside of any."""
    if (deed := running.get()) is None:
        raise DesignError("this may happen only inside an action")
    return deed
