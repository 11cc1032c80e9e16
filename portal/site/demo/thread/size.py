"""How much of the thread there is: whole for people, a little of everything for tests that only need it to be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Site → households and, of these, agreements; how many weeks are played, and how many doubts come in a week."""

    households: Mapping[int, int]
    agreements: Mapping[int, int]
    weeks: int
    doubts: int
    editions: int


# As many households as these sites are said to have (``numbers.SIGNINGS``): the bases add up to what was published.
FULL = Size({4: 268, 7: 146, 9: 138}, {4: 150, 7: 60, 9: 36}, weeks=12, doubts=7, editions=12)
SMALL = Size({4: 16}, {4: 12}, weeks=6, doubts=2, editions=3)
