"""From which sources something may be paid, and what is left in each lot of them, the oldest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from funding.ledger import NotEnough
from funding.ledger.purpose import Use
from funding.models import PAYEE_CLASSES, Application, PaymentSort
from funding.rules import yuan_text
from portal.kernel import clock
from portal.kernel.money import ZERO, Money, total

# The ring-fence judges by the rule in force on the day of payment; here the same is asked before.
_LOTS = """
SELECT source.id, source.name, held.amount
FROM ledger_source AS source
JOIN ledger_account AS account ON account.code = 'pool:' || source.id
JOIN ledger_lot_balance AS held ON held.account = account.id AND held.amount > 0
JOIN ledger_lot AS lot ON lot.id = held.lot AND lot.received_on <= %(on)s
JOIN LATERAL (
    SELECT * FROM ledger_rule WHERE ledger_rule.source = source.id AND from_on <= %(on)s ORDER BY version DESC LIMIT 1
) AS rule ON true
WHERE source.is_demonstration = %(demonstrates)s
    AND %(use)s = ANY (rule.uses) AND %(payee)s = ANY (rule.payee_classes)
    AND (source.village IS NULL OR source.village = %(village)s)
    AND (rule.villages IS NULL OR %(village)s = ANY (rule.villages))
    AND (rule.until_on IS NULL OR %(on)s < rule.until_on)
ORDER BY lot.received_on, lot.id
"""


@dataclass(frozen=True)
class Offer:
    """So much of one source, or of one of its lots."""

    source_id: int
    name: str
    amount: Money


def lots_for(application: Application, on: date) -> list[Offer]:
    """What may pay for this application on that day, lot by lot."""
    asked: dict[str, Any] = {
        "on": on,
        "demonstrates": application.is_demonstration,
        "use": application.use,
        "payee": PAYEE_CLASSES[PaymentSort(application.sort)],
        "village": application.village_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOTS, asked)
        return [Offer(source, name, Money(amount)) for source, name, amount in cursor.fetchall()]


def offers_for(application: Application, on: date | None = None) -> list[Offer]:
    """The same by source."""
    whole: dict[int, Offer] = {}
    for lot in lots_for(application, on or clock.today()):
        known = whole.get(lot.source_id, replace(lot, amount=ZERO))
        whole[lot.source_id] = replace(known, amount=known.amount + lot.amount)
    return list(whole.values())


def drawn(amounts: Sequence[Money], lots: Sequence[Offer], use: str) -> list[dict[int, Money]]:
    """For each amount what it takes of each source, the oldest lots first. Raises NotEnough with what is missing."""
    missing = total(amounts) - total(lot.amount for lot in lots)
    if missing.fen > 0:
        raise NotEnough(
            f"可用于“{Use(use).label}”的资金余额不足，还差{yuan_text(missing)}，暂不能登记拨付。"
            "请资金专班登记到账后再办。",
            missing=missing,
        )
    waiting = deque(lots)
    return [_taken(amount, waiting) for amount in amounts]


def _taken(amount: Money, waiting: deque[Offer]) -> dict[int, Money]:
    taken: dict[int, Money] = {}
    while amount:
        lot = waiting.popleft()
        part = min(amount, lot.amount)
        taken[lot.source_id] = taken.get(lot.source_id, ZERO) + part
        amount -= part
        if lot.amount != part:
            waiting.appendleft(replace(lot, amount=lot.amount - part))
    return taken
