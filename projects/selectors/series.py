"""What stands of the figures around some instants: what new ones are compared with, read set-wise."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db.models import Exists, OuterRef

from projects.models import FigureReport

Pair = tuple[int, int]
"""A village and a kind of figure."""


@dataclass(frozen=True)
class Counted:
    """One number that stands."""

    as_of: datetime
    id: int
    numerator: int


@dataclass(frozen=True)
class Series:
    """By pair what stands, in the order of time, and the instants of which a figure was reported, corrected or not."""

    standing: dict[Pair, list[Counted]]
    reported: set[tuple[Pair, datetime]]

    def before(self, pair: Pair, as_of: datetime) -> Counted | None:
        """The last one that stands and was counted earlier."""
        counted = self.standing.get(pair, [])
        place = bisect_left(counted, as_of, key=attrgetter("as_of"))
        return counted[place - 1] if place else None


def series_of(villages: Collection[int], kinds: Collection[int], *, first: datetime, last: datetime) -> Series:
    """What decides over figures counted from ``first`` to ``last``: all between, and the one before. Two queries."""
    reports = FigureReport.objects.filter(village__in=villages, kind__in=kinds)
    columns = ("village_id", "kind_id", "as_of", "pk", "numerator")
    before = (
        reports.known_at(None)
        .filter(as_of__lt=first)
        .order_by("village_id", "kind_id", "-as_of", "-pk")
        .distinct("village_id", "kind_id")
    )
    is_replaced = Exists(FigureReport.objects.filter(supersedes=OuterRef("pk")))
    between = reports.filter(as_of__gte=first, as_of__lte=last).annotate(is_replaced=is_replaced)
    standing: dict[Pair, list[Counted]] = defaultdict(list)
    reported: set[tuple[Pair, datetime]] = set()
    for village, kind, as_of, key, numerator in before.values_list(*columns):
        standing[village, kind].append(Counted(as_of, key, numerator))
    for village, kind, as_of, key, numerator, is_gone in between.order_by("as_of", "pk").values_list(
        *columns, "is_replaced"
    ):
        reported.add(((village, kind), as_of))
        if not is_gone:
            standing[village, kind].append(Counted(as_of, key, numerator))
    return Series(standing, reported)
