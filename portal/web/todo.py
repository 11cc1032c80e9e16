"""我的待办: what waits for a person, gathered from all apps (file ``todo.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.kernel.permissions import Actor
from portal.kernel.registry import Registry


@dataclass(frozen=True)
class TodoItem:
    """One thing that this person must do: what, where to do it, until when (None: no day is set)."""

    label: str
    url: Any
    kind: str
    due_on: date | None = None
    village: str = ""


Finder = Callable[[Actor], Iterable[TodoItem]]
TODO: Registry[Finder] = Registry("to-do finder")


def todo(key: str, *, order: int) -> Callable[[Finder], Finder]:
    """Contribute a finder: from an actor to what waits for him."""
    return lambda finder: TODO.add(key, finder, order=order)


def todo_of(actor: Actor) -> list[TodoItem]:
    """Everything that waits, first due first, what has no day last."""
    items = [item for finder in TODO for item in finder(actor)]
    return sorted(items, key=lambda item: (item.due_on is None, item.due_on or date.max))
