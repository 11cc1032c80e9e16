"""Contributions: what many apps give to one gatherer, in files of a fixed name (idea 5).

A gatherer owns a ``Registry``; an app contributes by importing it downwards in, say, ``menu.py``. When Django is
ready ``discover`` imports those files of every app. The gatherer knows the kind of entry, never the app.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Generic, TypeVar

from django.apps import apps

from portal.kernel.errors import DesignError

Entry = TypeVar("Entry")

CONTRIBUTION_FILES = (
    "permissions",
    "facts",
    "lifecycle",
    "actions",
    "flows",
    "gates",
    "listeners",
    "job_kinds",
    "report_sections",
    "stamps",
    "file_owners",
    "offers",
    "panels",
    "menu",
    "search",
    "todo",
    "wall",
    "own_page",
    "open_items",
    "sheets",
    "reveals",
    "figure_sources",
)


class Registry(Generic[Entry]):
    """Entries by key, in the order (order, key). A key is given once."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, tuple[int, Entry]] = {}

    def add(self, key: str, entry: Entry, *, order: int = 0) -> Entry:
        if key in self._entries:
            raise DesignError(f"{self.kind} {key!r} is contributed twice")
        self._entries[key] = (order, entry)
        return entry

    def __iter__(self) -> Iterator[Entry]:
        ranked = sorted(self._entries.items(), key=lambda item: (item[1][0], item[0]))
        return iter([entry for _, (_, entry) in ranked])

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key][1]

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def keys(self) -> list[str]:
        return sorted(self._entries)


def discover() -> None:
    """Import every contribution file of every installed app of ours. Called once, when Django is ready."""
    for config in apps.get_app_configs():
        if not getattr(config, "is_ours", False):
            continue
        for name in CONTRIBUTION_FILES:
            if find_spec(f"{config.name}.{name}"):
                import_module(f"{config.name}.{name}")
