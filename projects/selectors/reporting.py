"""Who reports which figures of a village and corrects whose: powers by 领域, and the unit that reported."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from portal.accounts.selectors import principals_of
from portal.kernel.permissions import NOWHERE, Actor, Person, Power
from projects import permissions
from projects.models import Village


@dataclass(frozen=True)
class Hand:
    """In whose name somebody reports: for which unit, and for which principal (None: he does so himself)."""

    unit_id: int | None
    principal_id: int | None = None


class Units:
    """The units of the people whom an actor deputises for, read when they are first asked for."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    @cached_property
    def of_principals(self) -> dict[int, int]:
        return {one.id: one.organisation_id for one in principals_of(self._actor.user.pk)}


class Reporting:
    """What one actor may report and correct in one village; made per request or per deed, never kept.

    Who asks for many villages shares the ``units``: they are the same everywhere.
    """

    def __init__(self, actor: Actor, village: Village, units: Units | None = None) -> None:
        self._actor = actor
        self._anchors = village.anchor_values()
        self._units = units or Units(actor)

    def may_anything(self) -> bool:
        return any(self.by(matter) for matter in permissions.FIGURES_OF)

    def by(self, matter: str) -> Hand | None:
        """In whose name he reports figures of this matter; None when he may not."""
        return next(iter(self._hands(permissions.FIGURES_OF[matter])), None)

    def correcting(self, matter: str, unit_id: int | None) -> Hand | None:
        """In whose name he corrects what ``unit_id`` reported: of that unit, or of whoever corrects for all units."""
        hands = self._hands(permissions.FIGURES_OF[matter])
        of_unit = [hand for hand in hands if unit_id is not None and hand.unit_id == unit_id]
        for_all = self._hands(permissions.CORRECT_FIGURES) if hands else []
        return next(iter(of_unit or for_all), None)

    def _hands(self, needed: Power) -> list[Hand]:
        """His own hand first, then those of the people he deputises for."""
        if not self._door(needed):
            return []
        if not isinstance(self._actor, Person):
            return [Hand(None)]
        holdings = self._actor.holdings
        own = holdings.spans.get(needed.key, NOWHERE).covers(self._anchors)
        return [Hand(self._actor.user.organisation_id)] * own + [
            Hand(self._units.of_principals[one.principal_id], one.principal_id)
            for one in holdings.deputising
            if one.spans.get(needed.key, NOWHERE).covers(self._anchors)
        ]

    def _door(self, needed: Power) -> bool:
        spans = (self._actor.span(one) for one in (permissions.REPORT_FIGURES, needed))
        return all(span.covers(self._anchors) for span in spans)
