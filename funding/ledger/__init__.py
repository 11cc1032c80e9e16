"""The ledger (decisions 15 to 18): the one way to move money in the portal, and to ask where it went.

It is the 资金台账 for tracing; it replaces no account book. The tables and what always holds in them are the
database's (``funding/sql``); here they are called. **Everything that posts is called inside an action**: the database
refuses it elsewhere, and the action's entry in the trail carries the transfer. Money in fen, days are days of Yinchuan.

To pay, in the action that registers the bank's slip::

    posted = ledger.pay(
        payment.key,                                 # uuid4 made with the form: the same click is the same key
        draws={source.pk: payment.amount},           # from which sources; their oldest lots first
        commitments={commitment.pk: payment.amount}, # what it settles of commitments, may be left out
        purpose=Purpose(use=Use.COMPENSATION, village_id=…, payee_class=PayeeClass.HOUSEHOLD,
                        occurred_on=paid_on, subject="funding.payment:17"),
        created_by=payment.applied_by_id, approved_by=payment.approved_by_id,   # two people, or the database refuses
    )
    payment.transfer_id = posted.transfer_id

To set aside, and to give free what will not be paid after all (one call for all stages of an agreement)::

    ledger.commit(key, village_id=…, amounts={commitment.pk: amount, …}, occurred_on=…, created_by=None, subject="…")
    ledger.release(key, village_id=…, amounts={commitment.pk: amount}, occurred_on=…, created_by=…, subject="…")

Commitments need no account opened first. More than what is left of one can be neither paid nor released.

A correction is ``reverse(key, transfer_id, …)`` and a new payment; the reversal gives the commitment back.

The same key with the same body is answered as the first time (``is_replay``: then write nothing of your own a second
time); with another body it is refused with 409. ``transfer_of(key)`` tells before whether a key is known.

When two deeds run into each other the database may take one back (deadlock, lost connection): call the whole action as
``retrying(lambda: register_payment(actor, payment, …))``, outside of any transaction; the key makes it safe.

What is refused: ``NotEnough`` (a source, a limit, a commitment: ``missing`` says how much), ``NotForThis`` (the
ring-fence), ``OverCeiling`` (the approved total of a project), ``KeyOfAnother`` (409), all with their sentences; the
transaction is lost then. At commit the database asks once more whether each transfer is whole.

``reading`` tells balances, lots and traces; ``verifying`` proves everything anew.
"""

from funding.ledger import reading
from funding.ledger.posting import (
    Posted,
    Received,
    Rule,
    add_rule,
    commit,
    draw_down,
    open_source,
    pay,
    release,
    reverse,
    set_ceiling,
    transfer_of,
)
from funding.ledger.purpose import PayeeClass, Purpose, SourceKind, Use
from funding.ledger.refusals import KeyOfAnother, NotEnough, NotForThis, OverCeiling
from funding.ledger.retrying import retrying

__all__ = [
    "KeyOfAnother",
    "NotEnough",
    "NotForThis",
    "OverCeiling",
    "PayeeClass",
    "Posted",
    "Purpose",
    "Received",
    "Rule",
    "SourceKind",
    "Use",
    "add_rule",
    "commit",
    "draw_down",
    "open_source",
    "pay",
    "reading",
    "release",
    "retrying",
    "reverse",
    "set_ceiling",
    "transfer_of",
]
