"""What upper apps tell the engine of clocks, which knows no village."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portal.kernel.permissions import Actor

VillageNames = Callable[[Actor], Mapping[int, str]]
_names: VillageNames | None = None


def names_villages(reader: VillageNames) -> VillageNames:
    """The hook that projects fills: the villages that an actor sees, by key, in their order, as people call them."""
    global _names
    _names = reader
    return reader


def village_names(actor: Actor) -> Mapping[int, str]:
    """The villages to choose from and to show; none while nobody fills the hook."""
    return _names(actor) if _names else {}
