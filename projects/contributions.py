"""What apps count for the figures of a village (file ``figure_sources.py``); projects know the kind, never the app.

Where an app keeps the thing itself, its count stands in the place of a reported one::

    @counts("signed_households", "vacated_households", ledger="协议台账", address=agreements_of)
    def households(villages: Collection[int], moment: Moment) -> Tallies:
        return {7: {"signed_households": Tally(212, 240), "vacated_households": Tally(180, 212)}}

A reader counts what had happened by ``moment.as_of`` as it was known at ``moment.known_at`` (None: all that stands
now), set-wise, in a fixed number of queries. A village in which the app has no rows it leaves out: there the reports go
on. A number of "this week" is that of the week of ``moment.day``, from its Monday on. Money in fen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from portal.kernel.errors import DesignError
from portal.kernel.registry import Registry
from projects.selectors.moment import Moment


@dataclass(frozen=True)
class Tally:
    """One counted number of one village with its base."""

    numerator: int
    denominator: int | None = None
    is_demonstration: bool = False


Tallies = Mapping[int, Mapping[str, Tally]]
Reader = Callable[[Collection[int], Moment], Tallies]
Address = Callable[[int | None], str]


@dataclass(frozen=True)
class FigureSource:
    """One app's count of some kinds. ``ledger`` is the list that it counts, ``address`` leads there: of a village, or
    (None) of all of them.
    """

    kinds: frozenset[str]
    ledger: str
    address: Address
    read: Reader

    @property
    def words(self) -> str:
        """What stands in the place of a source: ``由协议台账统计``."""
        return f"由{self.ledger}统计"


FIGURE_SOURCES: Registry[FigureSource] = Registry("source of figures")


def counts(*kinds: str, ledger: str, address: Address) -> Callable[[Reader], Reader]:
    """Contribute the count of these kinds of figures (``FigureKind.key``); each kind is counted by one app alone."""

    def register(read: Reader) -> Reader:
        taken = {kind for source in FIGURE_SOURCES for kind in source.kinds}
        if twice := taken & set(kinds):
            raise DesignError(f"figures counted twice: {sorted(twice)}")
        source = FigureSource(frozenset(kinds), ledger, address, read)
        FIGURE_SOURCES.add(f"{read.__module__}.{read.__name__}", source)
        return read

    return register


def source_of(kind: str) -> FigureSource | None:
    """Who counts a kind, where anybody does."""
    return next((source for source in FIGURE_SOURCES if kind in source.kinds), None)
