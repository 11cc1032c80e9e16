"""What the frame itself does to be remembered: a reading that takes something out of the portal changes nothing, but is
told like any deed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.kernel.actions import PowerOf, action
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Power, Reach
from portal.web.facts import ListTaken


@dataclass(frozen=True)
class TakenList:
    """A list as somebody may see it: it hangs from as much as the power that shows it reaches for him."""

    title: str
    needs: Power
    anchors: Mapping[str, Any]

    @classmethod
    def by(cls, actor: Actor, title: str, needs: Power) -> TakenList:
        span = actor.span(needs)
        reached = {Reach.VILLAGE: span.villages, Reach.ORGANISATION: span.organisations, Reach.OWN: span.own}
        return cls(title, needs, {reach: keys for reach, keys in reached.items() if keys})

    def anchor_values(self) -> dict[str, Any]:
        return dict(self.anchors)

    def __str__(self) -> str:
        return self.title


@action(needs=PowerOf("the power that shows the list", lambda taken: taken.needs, "下载台账"))
def take_list(actor: Actor, taken: TakenList, *, filters: str, rows: int) -> None:
    """Take a list out as a file: told before the first byte leaves, with the filters in force and how many rows."""
    tell(ListTaken(taken.title, filters, rows))
