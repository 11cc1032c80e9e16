"""What of an agreement has arrived at its household, and what is still missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from funding.lifecycle import SPENT
from funding.models import Commitment, CommitmentStage, Payment
from portal.kernel.money import ZERO, Money
from relocation.selectors.payables import Payable, payables

HOME = "home"


@dataclass(frozen=True)
class Outstanding:
    """What has not arrived. ``lacks_home``: a 周转房 was agreed and is not handed over."""

    before_moving: Money
    after_vacating: Money
    lacks_home: bool

    @property
    def in_all(self) -> Money:
        return self.before_moving + self.after_vacating


def outstanding(agreement_id: int) -> Outstanding:
    """Of one agreement; what the agreement says counts, not what was committed, so that nothing is forgotten."""
    return outstanding_of([agreement_id])[agreement_id]


def outstanding_of(agreement_ids: Collection[int]) -> dict[int, Outstanding]:
    """The same for many, in two queries."""
    arrived: dict[tuple[int, str], Money] = {}
    paid = Payment.objects.filter(commitment__agreement__in=agreement_ids, state__in=SPENT)
    for agreement, stage, amount in paid.values_list("commitment__agreement_id", "commitment__stage", "amount"):
        arrived[agreement, stage] = arrived.get((agreement, stage), ZERO) + amount
    return {key: _missing(due, arrived) for key, due in payables(agreement_ids).items()}


def _missing(due: Payable, arrived: dict[tuple[int, str], Money]) -> Outstanding:
    return Outstanding(
        _less(due.before_moving, arrived.get((due.agreement_id, CommitmentStage.BEFORE_MOVING), ZERO)),
        _less(due.after_vacating, arrived.get((due.agreement_id, CommitmentStage.AFTER_VACATING), ZERO)),
        due.transition == HOME and due.home_provided_on is None,
    )


def _less(due: Money, arrived: Money) -> Money:
    return max(due - arrived, ZERO)


def committed(agreement_ids: Collection[int]) -> list[Commitment]:
    """The commitments of these agreements, in their order."""
    return list(Commitment.objects.filter(agreement__in=agreement_ids).order_by("agreement_id", "pk"))
