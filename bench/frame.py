"""How a case is measured: every runner in turn, several rounds, and the peer once more against itself."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PASS, FAIL, NOISE = "PASS", "FAIL", "NOISE"
NONE = "—"


class Wrong(Exception):
    """A runner gave back something else than the work that was asked for; its time says nothing."""


@dataclass(frozen=True)
class Size:
    """How much work a run measures, and how often. `least` only shows that every case still runs."""

    name: str
    villages: int
    districts: int
    rounds: int


SIZES = {
    size.name: size
    for size in (
        Size("least", villages=2, districts=1, rounds=1),
        Size("small", villages=12, districts=1, rounds=5),
        Size("city", villages=12, districts=8, rounds=3),
    )
}


@dataclass(frozen=True)
class Runner:
    """One way to do the work: its name, the work itself, and the check of what it gave back (raises `Wrong`)."""

    name: str
    work: Callable[[], Any]
    check: Callable[[Any], None]

    def seconds(self) -> float:
        """Do the work once; its time, without the check's."""
        began = time.perf_counter()
        given = self.work()
        taken = time.perf_counter() - began
        try:
            self.check(given)
        except Wrong as wrong:
            raise Wrong(f"{self.name}: {wrong}") from wrong
        return taken


@dataclass(frozen=True)
class Contest:
    """One axis: ours and the peer do the same work, the limit is the least time that it could take here."""

    axis: str
    ours: Runner
    peer: Runner
    goal: float
    """The most that ours may take, as a part of the peer's time."""

    limit: Runner | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a contest measured: seconds of every runner by round, and the peer's second run of each round."""

    contest: Contest
    ours: tuple[float, ...]
    peer: tuple[float, ...]
    peer_again: tuple[float, ...]
    limit: tuple[float, ...] = ()

    @property
    def to_peer(self) -> float:
        return statistics.median(_ratios(self.ours, self.peer))

    @property
    def to_limit(self) -> float | None:
        return statistics.median(_ratios(self.ours, self.limit)) if self.limit else None

    @property
    def peer_to_itself(self) -> float:
        return statistics.median(_ratios(self.peer_again, self.peer))

    @property
    def spread(self) -> float:
        """How far from 1 the peer comes when it runs against itself, one disturbed round at each end left out.

        The medians leave such rounds out, too.
        """
        ratios = sorted(_ratios(self.peer_again, self.peer))
        usual = ratios[1:-1] if len(ratios) > 3 else ratios
        return max(abs(usual[0] - 1), abs(usual[-1] - 1))

    @property
    def verdict(self) -> str:
        """Whether the goal is reached; NOISE when the goal is nearer than this run can tell."""
        if abs(self.to_peer - self.contest.goal) <= self.spread * self.to_peer:
            return NOISE
        return PASS if self.to_peer <= self.contest.goal else FAIL


def _ratios(ones: tuple[float, ...], others: tuple[float, ...]) -> list[float]:
    """Round by round: what the machine does besides changes slowly, so that both of a round suffer alike."""
    return [one / other for one, other in zip(ones, others, strict=True)]


def measure(contest: Contest, rounds: int) -> Outcome:
    """Run everybody once to be warm, then in turn; the order turns round with every round, so that nobody profits."""
    runners = {"ours": contest.ours, "peer": contest.peer, "peer_again": contest.peer}
    if contest.limit:
        runners["limit"] = contest.limit
    for name in runners.keys() - {"peer_again"}:
        runners[name].seconds()
    taken: dict[str, list[float]] = {name: [] for name in runners}
    for number in range(rounds):
        for name in sorted(runners, reverse=number % 2 == 1):
            taken[name].append(runners[name].seconds())
    return Outcome(contest, **{name: tuple(seconds) for name, seconds in taken.items()})
