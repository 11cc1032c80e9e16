"""What the frame tells."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class ListTaken(Fact):
    """A list was downloaded; ``filters`` in words, without what was typed."""

    title: str
    filters: str
    rows: int
