"""A count of an app that does not exist: what the portal does with any of them."""

from __future__ import annotations

from projects import contributions
from projects.contributions import Tally, counts

LEDGER = "协议台账"


def address(village):
    return f"/agreements/?village={village or ''}"


class Counting:
    """Counts what it was given, and remembers the moments at which it was asked."""

    def __init__(self, monkeypatch, *kinds):
        monkeypatch.setattr(contributions.FIGURE_SOURCES, "_entries", {})
        self.tallies, self.asked = {}, []
        counts(*kinds, ledger=LEDGER, address=address)(self.read)

    def read(self, villages, moment):
        self.asked.append((tuple(villages), moment))
        return {village: self.tallies[village] for village in villages if village in self.tallies}

    def give(self, village, **numbers):
        self.tallies[village.pk] = {kind: Tally(*pair) for kind, pair in numbers.items()}
