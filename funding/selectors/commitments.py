"""What is committed, and what of it can be applied for now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from funding.lifecycle import PaymentState
from funding.models import Commitment, CommitmentStage, Payment
from portal.accounts.models import OrganisationKind
from portal.accounts.selectors import shown_name
from portal.kernel.money import Money
from relocation.selectors.payables import payables


@dataclass(frozen=True)
class PayableStage:
    """One stage of an agreement that may be applied for."""

    id: int
    label: str
    amount: Money


@dataclass(frozen=True)
class CommitmentRow:
    """One stage of an agreement and how far its payment is (None: nobody has applied)."""

    id: int
    stage: str
    amount: Money
    committed_on: date
    is_demonstration: bool
    payment_id: int | None = None
    application_id: int | None = None
    state: PaymentState | None = None
    paid_on: date | None = None


def payable_now(village_id: int) -> list[PayableStage]:
    """Stages whose condition is met and that nobody has applied for, the oldest first."""
    asked = Payment.objects.standing().filter(village=village_id, commitment__isnull=False).values("commitment_id")
    found = Commitment.objects.filter(village=village_id, agreement__isnull=False).exclude(pk__in=asked)
    rows = list(found.order_by("committed_on", "pk"))
    due = payables([row.agreement_id for row in rows if row.agreement_id])
    stages = []
    for row in rows:
        one = due[row.agreement_id or 0]
        if row.stage == CommitmentStage.BEFORE_MOVING or one.vacated_on is not None:
            payee = shown_name(one.payee_name, OrganisationKind.RESIDENTS)
            label = f"{one.number}　{payee}　{row.get_stage_display()}　{row.amount.in_unit('元'):,.2f}元"
            stages.append(PayableStage(row.pk, label, row.amount))
    return stages


def commitments_of_household(household_id: int) -> list[CommitmentRow]:
    """What the household's agreement makes payable, each with its payment."""
    rows = list(Commitment.objects.filter(agreement__household=household_id).order_by("pk"))
    standing = {row.commitment_id: row for row in Payment.objects.standing().filter(commitment__in=rows)}
    return [_row(row, standing.get(row.pk)) for row in rows]


def _row(row: Commitment, payment: Payment | None) -> CommitmentRow:
    stage = str(CommitmentStage(row.stage).label)
    said = (row.pk, stage, row.amount, row.committed_on, row.is_demonstration)
    if payment is None:
        return CommitmentRow(*said)
    return CommitmentRow(*said, payment.pk, payment.application_id, PaymentState(payment.state), payment.paid_on)
