"""What became known of an edition's weeks after it was frozen, and what a correction puts right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.kernel import clock
from portal.reports.composing import count
from portal.reports.contributions import village_names
from portal.reports.differences import Movement, movements
from portal.reports.lifecycle import OPEN
from portal.reports.models import Edition
from portal.reports.selectors.planning import cycle, scope_again, scope_of
from portal.reports.selectors.rows import figures_of

Frozen = Mapping[str, Any]


def known_since(edition: Edition) -> list[tuple[Movement, str]]:
    """The figures that the same weeks have today and the draft has not, each with its villages.

    Nothing of what is issued or put aside: there the next edition, or the new draft, tells it.
    """
    settled = cycle()
    if settled is None or edition.state not in OPEN:
        return []
    scope = scope_again(scope_of(edition.week_value, settled), clock.now())
    return _moved(figures_of(edition), [figure.as_data() for figure in count(scope)], edition, scope.villages)


def put_right(edition: Edition) -> list[tuple[Movement, str]]:
    """Against the issue that it corrects, each figure that is another, with its villages; [] for what corrects none."""
    if edition.corrects is None:
        return []
    return _moved(figures_of(edition.corrects), figures_of(edition), edition.corrects, edition.village_ids)


def _moved(
    before: Sequence[Frozen], now: Sequence[Frozen], edition: Edition, villages_now: Sequence[int]
) -> list[tuple[Movement, str]]:
    moved = movements(before, now, now, villages_before=edition.village_ids, villages_now=villages_now)
    names = village_names({*edition.village_ids, *villages_now})
    return [(each, "、".join(names.get(key, str(key)) for key in _places(each, before, now))) for each in moved]


def _places(moved: Movement, before: Sequence[Frozen], now: Sequence[Frozen]) -> list[int]:
    """The villages whose counted values differ."""
    counted: list[dict[str, Any]] = [
        next((row["counted"] for row in rows if (row["key"], row["village"]) == (moved.key, moved.village)), {})
        for rows in (before, now)
    ]
    old, new = counted
    places = {key.partition("@")[0] for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return sorted(int(place) for place in places if place.isdecimal())
