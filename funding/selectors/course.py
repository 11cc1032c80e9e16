"""How far an application is, who had a part in it, and who may take the next step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from funding.flows import PAYMENT_FLOW
from funding.lifecycle import PaymentState
from funding.models import Application, Payment, PaymentMove
from portal.approvals import selectors as approvals
from portal.approvals.contributions import Matter, digest_of
from portal.approvals.selectors import ApprovalRow
from portal.kernel.permissions import Power
from relocation.selectors.payables import payables


def matter_of(application: Application) -> Matter:
    """The application as approvals know it."""
    villages = frozenset({application.village_id})
    return Matter(PAYMENT_FLOW.key, "funding.application", str(application.pk), villages)


def digest_of_application(application: Application, payments: Sequence[Payment]) -> str:
    """What people vote on: what for, on which paper, and each payee's amount and account (as its keyed index)."""
    rows = [
        [row.pk, row.amount.fen, row.subject_key, _index_of(row)] for row in sorted(payments, key=lambda row: row.pk)
    ]
    said = {name: getattr(application, name) for name in ("sort", "use", "purpose", "document")}
    return digest_of({"application": application.pk, **said, "payments": rows})


def _index_of(payment: Any) -> str:
    return bytes(payment.account_idx).hex()


def approval_of(application: Application) -> ApprovalRow | None:
    return approvals.approval_of(matter_of(application))


def state_of(application: Application) -> PaymentState:
    """The state of its payments: they go together until they are approved, then the least far of them counts."""
    states = set(Payment.objects.filter(application=application).values_list("state", flat=True))
    return next(state for state in PaymentState if state in states)


def hands_of(payments: Sequence[Payment]) -> set[int]:
    """Everybody who took a step of one of them, or in whose name somebody did."""
    moves = PaymentMove.objects.filter(payment__in=payments).values_list("by_id", "on_behalf_of_id")
    return {hand for pair in moves for hand in pair if hand is not None}


def others_text(payment: Payment, needed: Power, blocked: Collection[int]) -> str:
    """Who may do it now, as a sentence."""
    return approvals.able_sentence(approvals.who_may(needed, frozenset({payment.village_id}), blocked))


def are_to_signatories(payments: Sequence[Payment]) -> dict[int, bool]:
    """Payment → whether whoever signed the agreement is whoever is paid; true of what no agreement pays."""
    agreement = {row.pk: row.commitment.agreement_id or 0 for row in payments if row.commitment is not None}
    due = payables(set(agreement.values())) if agreement else {}
    return {
        row.pk: row.pk not in agreement or row.payee_name == due[agreement[row.pk]].signatory_name for row in payments
    }
