"""Payments as transfers of the ledger: from the sources that allow them, to their use, settling what was committed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from funding import ledger
from funding.ledger import Purpose, Use
from funding.models import PAYEE_CLASSES, Application, Commitment, Payment, PaymentSort
from funding.selectors.drawing import drawn, lots_for


def post_payments(payments: Sequence[Any], application: Application, source: int | None) -> None:
    """One transfer for each, under the key that it was given when it was applied for. Raises what the ledger refuses.

    Only the order of the lots is decided here; whether a source allows it, and whether enough is left, the database
    says again.
    """
    amounts = [row.amount for row in payments]
    if source is None:
        draws = drawn(amounts, lots_for(application, payments[0].paid_on), application.use)
    else:
        draws = [{source: amount} for amount in amounts]
    of_contract = _commitment_of(application)
    for row, taken in zip(payments, draws, strict=True):
        settled = row.commitment_id or of_contract
        ledger.pay(
            row.idem,
            draws=taken,
            commitments={settled: row.amount} if settled else {},
            purpose=_purpose(row, application),
            created_by=row.registered_by_id,
            approved_by=row.approved_by_id,
        )


def _purpose(payment: Payment, application: Application) -> Purpose:
    return Purpose(
        use=Use(application.use),
        village_id=payment.village_id,
        payee_class=PAYEE_CLASSES[PaymentSort(application.sort)],
        occurred_on=payment.paid_on,  # type: ignore[arg-type]  # it was checked
        subject=f"funding.payment:{payment.pk}",
    )


def _commitment_of(application: Application) -> int | None:
    if application.contract_id is None:
        return None
    found: int | None = Commitment.objects.filter(contract=application.contract_id).values_list("pk", flat=True).first()
    return found
