"""登记拨付 and 使用情况核查: the portal records what the bank did, and that somebody looked what it was used for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from funding.actions.applying import about
from funding.actions.moves import note_moves, require_other_hands
from funding.actions.paying import post_payments
from funding.facts import PaymentRegistered, PaymentVerified
from funding.lifecycle import PAYMENT, PaymentState
from funding.models import Application, Payment, PaymentMove
from funding.permissions import REGISTER_PAYMENT, VERIFY_PAYMENT
from funding.selectors import course
from portal.files.actions import take_file
from portal.files.receiving import Received
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import Actor

SLIPS = "funding.application"


class RegistrationUnfit(InvalidInput):
    """No payment is chosen, the day does not fit, or the slip has no number."""


@action(needs=REGISTER_PAYMENT)
def register_payments(
    actor: Actor,
    application: Application,
    *,
    payments: Collection[int],
    paid_on: date,
    slip_number: str,
    slip: Received,
    source: int | None = None,
) -> list[Payment]:
    """Register what the bank has paid of an application, with its 回单: each payment is one transfer, once.

    The amounts leave the lots of the sources that allow the use, the oldest first, or those of ``source`` alone. Raises
    WrongState for a payment that was registered already, also when many press at once; what the ledger refuses.
    """
    rows = _locked(application, payments)
    after = {row.pk: PAYMENT.after("pay", row.state) for row in rows}
    require_other_hands(actor, rows, REGISTER_PAYMENT, "登记拨付")
    _check(rows, paid_on, slip_number)
    before = {row.pk: str(row.state) for row in rows}
    for row in rows:
        row.state, row.registered_by = after[row.pk], actor.user
        row.paid_on, row.slip_number = paid_on, slip_number.strip()
    Payment.objects.bulk_update(rows, ["state", "registered_by", "paid_on", "slip_number"])
    note_moves(actor, rows, "pay", before)
    take_file(actor, application, upload=slip, owner_label=SLIPS, owner_key=application.pk)
    post_payments(rows, application, source)
    to_signatory = course.are_to_signatories(rows)
    for row in rows:
        tell(PaymentRegistered(**about(row, application), paid_on=paid_on, is_to_signatory=to_signatory[row.pk]))
    return rows


@action(needs=VERIFY_PAYMENT)
def verify_payments(
    actor: Actor, application: Application, *, payments: Collection[int], finding: str
) -> list[Payment]:
    """使用情况核查: say what was found when somebody looked whether the money was used for what it was asked for."""
    rows = _locked(application, payments)
    after = {row.pk: PAYMENT.after("verify", row.state) for row in rows}
    require_other_hands(actor, rows, VERIFY_PAYMENT, "核查")
    if not finding.strip():
        raise InvalidInput("请写明核查情况。", fields={"finding": "请写明核查了什么、结果如何。"})
    before = {row.pk: str(row.state) for row in rows}
    for row in rows:
        row.state, row.verified_by, row.finding = after[row.pk], actor.user, finding.strip()
    Payment.objects.bulk_update(rows, ["state", "verified_by", "finding"])
    note_moves(actor, rows, "verify", before, finding)
    for row in rows:
        tell(PaymentVerified(**about(row, application)))
    return rows


def _locked(application: Application, payments: Collection[int]) -> list[Payment]:
    """The chosen ones as they stand now, in one order for everybody."""
    found = Payment.objects.filter(application=application, pk__in=payments).select_related("commitment", "contract")
    rows = list(found.select_for_update(of=("self",)).order_by("pk"))
    if not rows or len(rows) != len(set(payments)):
        raise RegistrationUnfit("请选择要办理的用款。", fields={"payments": "请在列表中选择。"})
    return rows


def _check(rows: list[Payment], paid_on: date, slip_number: str) -> None:
    fields = {}
    approved_on = _approved_on(rows)
    if not approved_on <= paid_on <= clock.today():
        fields["paid_on"] = f"应在审批通过之日（{approved_on}）至今天之间。"
    if not slip_number.strip():
        fields["slip_number"] = "请填写银行回单上的编号。"
    if fields:
        raise RegistrationUnfit("拨付登记还不能保存，请按提示更正。", fields=fields)


def _approved_on(rows: list[Payment]) -> date:
    """The day of the last word that let them go."""
    said = PaymentMove.objects.filter(payment__in=rows, to_state=PaymentState.APPROVED)
    last: Any = said.order_by("recorded_at").values_list("recorded_at", flat=True).last()
    return last.astimezone(SHANGHAI).date()  # type: ignore[no-any-return]
