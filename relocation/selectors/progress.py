"""How far signing has come, village by village, as it stood at a moment and was known then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from portal.kernel.money import ZERO, Money
from projects.selectors.moment import Moment
from relocation.models import AgreementMove
from relocation.selectors.households import surveyed

# What a household reaches in this order; who settled has also signed.
REACHED = {"sign": "signed", "vacate": "vacated", "settle": "settled"}


@dataclass
class Progress:
    """One village: ``due`` 应签, and by household number the day on which it signed, vacated, was settled.

    ``choices`` counts the signed ones by 安置方式, ``agreed`` is the money of all of them.
    """

    village_id: int
    due: int = 0
    signed: dict[str, date] = field(default_factory=dict)
    vacated: dict[str, date] = field(default_factory=dict)
    settled: dict[str, date] = field(default_factory=dict)
    choices: dict[str, int] = field(default_factory=dict)
    agreed: Money = ZERO
    is_demonstration: bool = False

    def signed_since(self, day: date) -> int:
        """How many signed on this day or later."""
        return sum(on >= day for on in self.signed.values())


def progress(villages: Collection[int], moment: Moment) -> Mapping[int, Progress]:
    """By village, for those that have a household. Four queries, whatever their number."""
    found = {
        key: Progress(key, due=row.households, is_demonstration=row.is_demonstration)
        for key, row in surveyed(villages, moment).items()
    }
    for move in _moves(villages, moment):
        row = found.get(move.agreement.village_id)
        if row is None:
            continue
        number = move.agreement.household.number
        getattr(row, REACHED[move.verb])[number] = move.moved_on
        if move.verb == "sign":
            row.choices[move.agreement.choice] = row.choices.get(move.agreement.choice, 0) + 1
            row.agreed += move.agreement.total
            row.is_demonstration |= move.agreement.is_demonstration
    return found


def signed_by_week(villages: Collection[int], moment: Moment) -> Mapping[int, Mapping[date, int]]:
    """Village → Monday → how many signed in that week."""
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for move in _moves(villages, moment):
        if move.verb == "sign":
            monday = date.fromordinal(move.moved_on.toordinal() - move.moved_on.weekday())
            found[move.agreement.village_id][monday] += 1
    return found


def _moves(villages: Collection[int], moment: Moment) -> Iterable[AgreementMove]:
    known = Q() if moment.known_at is None else Q(recorded_at__lte=moment.known_at)
    rows = AgreementMove.objects.filter(
        known, agreement__village__in=villages, verb__in=REACHED, moved_on__lte=moment.day
    )
    return rows.select_related("agreement__household").order_by("pk")
