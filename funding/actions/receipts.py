"""Money that arrives: one person enters it, another checks it, and only his word puts it into the ledger."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from funding import ledger
from funding.facts import MoneyReceived, ReceiptTakenBack
from funding.lifecycle import RECEIPT, ReceiptState
from funding.models import Receipt, Source
from funding.permissions import CHECK_RECEIPTS, KEEP_SOURCES
from funding.selectors.receipts import digest_of_receipt, matter_of
from portal.approvals.actions import ask_approval, withdraw_approval
from portal.approvals.selectors import approval, approval_of
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, WrongState
from portal.kernel.facts import tell
from portal.kernel.money import Money
from portal.kernel.permissions import Actor, System


class NotYetArrived(InvalidInput):
    """The day lies ahead."""


class NotInTheLedger(WrongState):
    """Only what stands in the ledger is taken back."""

    sentence = "这笔到账还没有登记，不能冲销。尚在复核的，请撤回。"


@action(needs=KEEP_SOURCES)
def enter_receipt(
    actor: Actor, source: Source, *, key: UUID, amount: Money, received_on: date, evidence: str
) -> Receipt:
    """Put money that arrived before a second person. Raises NotYetArrived, BrokenInvariant (the same key twice)."""
    if received_on > clock.today():
        raise NotYetArrived(
            "到账日期还没有到，不能登记。请填写不晚于今天的日期。", fields={"received_on": "应不晚于今天。"}
        )
    return _ask(actor, Receipt(source=source, key=key, amount=amount, received_on=received_on, evidence=evidence))


@action(needs=KEEP_SOURCES)
def take_back_receipt(actor: Actor, receipt: Receipt, *, key: UUID, reason: str) -> Receipt:
    """Ask that a receipt be taken back whole, with its reason; it is entered anew as it should have been.

    Raises NotInTheLedger. Whether its money is still there is asked when the second person agrees.
    """
    if receipt.state != ReceiptState.ENTERED or receipt.takes_back_id:
        raise NotInTheLedger()
    return _ask(
        actor,
        Receipt(
            source=receipt.source,
            takes_back=receipt,
            key=key,
            amount=receipt.amount,
            received_on=clock.today(),
            evidence=reason,
        ),
    )


@action(needs=KEEP_SOURCES)
def withdraw_receipt(actor: Actor, receipt: Receipt, *, reason: str) -> Receipt:
    """Take it back before it is checked. Raises NotAsker for anybody but whoever entered it."""
    RECEIPT.after("withdraw", receipt.state)
    asked = approval_of(matter_of(receipt))
    if asked is not None:
        withdraw_approval(actor, approval(asked.id), reason=reason)
    receipt.refresh_from_db()
    return receipt


@action(needs=CHECK_RECEIPTS)
def keep_receipt(actor: System, receipt: Receipt, *, checked_by: int) -> Receipt:
    """Write into the ledger what a second person has agreed to. Raises NotEnough, OverCeiling."""
    receipt = Receipt.objects.locked(receipt)
    receipt.state = RECEIPT.after("enter", receipt.state)
    hands = {"created_by": receipt.entered_by_id, "approved_by": checked_by}
    original = receipt.takes_back
    if original is not None:
        if original.transfer_id is None or original.lot_id is None:
            raise NotInTheLedger()
        posted = ledger.reverse(
            receipt.key,
            original.transfer_id,
            occurred_on=receipt.received_on,
            subject=f"funding.receipt:{receipt.pk}",
            **hands,
        )
        receipt.transfer_id = posted.transfer_id
        tell(ReceiptTakenBack(original.lot_id, receipt.source_id, receipt.amount))
    else:
        received = ledger.draw_down(
            receipt.key,
            source_id=receipt.source_id,
            amount=receipt.amount,
            received_on=receipt.received_on,
            evidence=receipt.evidence,
            subject=f"funding.receipt:{receipt.pk}",
            **hands,
        )
        receipt.transfer_id, receipt.lot_id = received.transfer_id, received.lot_id
        tell(MoneyReceived(received.lot_id, receipt.source_id, receipt.amount, receipt.received_on))
    receipt.save()
    return receipt


@action(needs=CHECK_RECEIPTS)
def settle_receipt(actor: System, receipt: Receipt, *, verb: str) -> Receipt:
    """Close what was sent back or taken back; nothing of it stands in the ledger."""
    receipt = Receipt.objects.locked(receipt)
    receipt.state = RECEIPT.after(verb, receipt.state)
    receipt.save()
    return receipt


def _ask(actor: Actor, receipt: Receipt) -> Receipt:
    receipt.entered_by = actor.user
    receipt.evidence = receipt.evidence.strip()
    receipt.is_demonstration = receipt.source.is_demonstration
    receipt.save()
    verb = "冲销到账" if receipt.takes_back_id else "登记到账"
    title = f"“{receipt.source}”{verb}{receipt.amount}元"
    ask_approval(actor, matter_of(receipt), title=title, digest=digest_of_receipt(receipt), reason=receipt.evidence)
    return receipt
