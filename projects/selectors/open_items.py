"""What is open on a person's desk, gathered from all apps (file ``open_items.py``): the floor of 交接.

A kind of item knows how to find a person's items and how to give one to somebody else inside a hand-over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.kernel.registry import Registry


@dataclass(frozen=True)
class OpenItem:
    """One thing that waits for this person; ``key`` is ``kind:id``. ``needs_taker`` is False for what just ends."""

    key: str
    kind_label: str
    label: str
    village_id: int | None = None
    needs_taker: bool = True


@dataclass(frozen=True)
class OpenItemKind:
    """How one app finds and passes on its items; ``pass_on(actor, id, taker, document)`` runs inside the deed."""

    key: str
    label: str
    find: Callable[[int], list[OpenItem]]
    pass_on: Callable[[Any, int, Any, str], None]


OPEN_ITEM_KINDS: Registry[OpenItemKind] = Registry("kind of open item")


def open_item_kind(kind: OpenItemKind, *, order: int) -> OpenItemKind:
    return OPEN_ITEM_KINDS.add(kind.key, kind, order=order)


def open_items_of(user_id: int) -> list[OpenItem]:
    """Everything open on one person's desk, in the order of kinds."""
    return [item for kind in OPEN_ITEM_KINDS for item in kind.find(user_id)]
