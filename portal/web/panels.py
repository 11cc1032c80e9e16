"""Panels: what upper apps show on the page of a lower app's noun (file ``panels.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from portal.kernel.permissions import Actor, Power
from portal.kernel.registry import Registry

Read = Callable[[Actor, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """A box on the page of ``noun``: its power, its template and the function that reads its context.

    ``read`` gives None where there is nothing for this actor: a power that reaches elsewhere shows no empty box here.
    ``url`` in its context is a link 全部 in the head, ``note`` a line at the foot.
    """

    key: str
    noun: str
    title: str
    template: str
    needs: Power
    read: Read


PANELS: Registry[Panel] = Registry("panel")


def panel(key: str, *, noun: str, title: str, template: str, needs: Power, order: int) -> Callable[[Read], Read]:
    """Contribute a panel to the page of a noun (``village``, ``edition``, …)."""

    def register(read: Read) -> Read:
        PANELS.add(key, Panel(key, noun, title, template, needs, read), order=order)
        return read

    return register


def panels_of(noun: str, actor: Actor, target: Any) -> Iterator[dict[str, Any]]:
    """The panels that the actor may see on this page, each with its context read."""
    for entry in PANELS:
        if entry.noun != noun or not actor.may(entry.needs):
            continue
        if (context := entry.read(actor, target)) is not None:
            yield {"key": entry.key, "title": entry.title, "template": entry.template, **context}
