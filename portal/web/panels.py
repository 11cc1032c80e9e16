"""Panels: what upper apps show on the page of a lower app's noun (file ``panels.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from portal.kernel.permissions import Actor, Power
from portal.kernel.registry import Registry


@dataclass(frozen=True)
class Panel:
    """A box on the page of ``noun``: its power, its template and the function that reads its context."""

    key: str
    noun: str
    title: str
    template: str
    needs: Power
    read: Callable[[Actor, Any], dict[str, Any]]


PANELS: Registry[Panel] = Registry("panel")


def panel(key: str, *, noun: str, title: str, template: str, needs: Power, order: int) -> Callable[[Any], Any]:
    """Contribute a panel to the page of a noun (``village``, ``edition``, …)."""

    def register(read: Callable[[Actor, Any], dict[str, Any]]) -> Callable[[Actor, Any], dict[str, Any]]:
        PANELS.add(key, Panel(key, noun, title, template, needs, read), order=order)
        return read

    return register


def panels_of(noun: str, actor: Actor, target: Any) -> Iterator[dict[str, Any]]:
    """The panels that the actor may see on this page, each with its context read."""
    for entry in PANELS:
        if entry.noun == noun and actor.may(entry.needs):
            yield {"key": entry.key, "title": entry.title, "template": entry.template, **entry.read(actor, target)}
