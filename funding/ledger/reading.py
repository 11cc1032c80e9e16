"""Questions to the ledger: what each source holds, what came and went until when, and the trace both ways.

Money is named by lot when it is posted, so a trace is one indexed join; nothing is reckoned afterwards. To leave out
the rows of villages that somebody may not see is the caller's part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from funding.ledger.purpose import PayeeClass, SourceKind, Use
from portal.kernel.money import Money


@dataclass(frozen=True)
class Pool:
    """What one source received, what left it for its uses, and what is in its closed account."""

    source_id: int
    received: Money
    balance: Money

    @property
    def spent(self) -> Money:
        return self.received - self.balance


@dataclass(frozen=True)
class RuleRow:
    """One version of what a source may be used for."""

    version: int
    uses: tuple[Use, ...]
    villages: tuple[int, ...] | None
    payee_classes: tuple[PayeeClass, ...]
    from_on: date
    until_on: date | None
    ceiling: Money
    clause: str
    basis: str
    recorded_at: datetime


@dataclass(frozen=True)
class LotRow:
    """One dated piece of a source. ``taken_back``: it was entered in error."""

    id: int
    source_id: int
    amount: Money
    left: Money
    received_on: date
    evidence: str
    is_taken_back: bool

    @property
    def used(self) -> Money:
        return Money(0) if self.is_taken_back else self.amount - self.left


@dataclass(frozen=True)
class UseRow:
    """What left one lot in one transfer; a reversal brings it back (``amount`` below zero)."""

    transfer_id: int
    lot_id: int
    source_id: int
    received_on: date
    occurred_on: date
    use: Use
    village_id: int
    payee_class: PayeeClass
    subject: str
    amount: Money
    reverses: int | None
    is_reversed: bool


@dataclass(frozen=True)
class Moved:
    """What came to (use None) or left one source in a period, by village and use."""

    source_id: int
    kind: SourceKind
    is_demonstration: bool
    village_id: int | None
    use: Use | None
    amount: Money


_POOLS = """
SELECT pool.subject, -outside.balance, pool.balance
FROM ledger_account AS pool JOIN ledger_account AS outside ON outside.code = 'outside:' || pool.subject
WHERE pool.code = ANY (%s)
"""
_RULES = """
SELECT source, version, uses, villages, payee_classes, from_on, until_on, ceiling, clause, basis, recorded_at
FROM ledger_rule WHERE source = ANY (%s) ORDER BY source, version
"""
_LOTS = """
SELECT lot.id, lot.source, lot.amount, held.amount, lot.received_on, lot.evidence,
    EXISTS (SELECT FROM ledger_transfer AS back WHERE back.reverses = lot.transfer)
FROM ledger_lot AS lot
JOIN ledger_account AS pool ON pool.code = 'pool:' || lot.source
JOIN ledger_lot_balance AS held ON held.account = pool.id AND held.lot = lot.id
"""
_USES = """
SELECT transfer.id, lot.id, lot.source, lot.received_on, transfer.occurred_on, transfer.use, transfer.village,
    transfer.payee_class, transfer.subject, -entry.amount, transfer.reverses,
    EXISTS (SELECT FROM ledger_transfer AS back WHERE back.reverses = transfer.id)
FROM ledger_entry AS entry
JOIN ledger_account AS account ON account.id = entry.account AND account.kind = 'pool'
JOIN ledger_transfer AS transfer ON transfer.id = entry.transfer AND transfer.use IS NOT NULL
JOIN ledger_lot AS lot ON lot.id = entry.lot
"""
# What is not known yet at the instant does not count; a reversal counts on its own day.
_MOVED = """
SELECT source.id, source.kind, source.is_demonstration, transfer.village, transfer.use,
    sum(CASE WHEN transfer.use IS NULL THEN entry.amount ELSE -entry.amount END)::bigint
FROM ledger_transfer AS transfer
JOIN ledger_entry AS entry ON entry.transfer = transfer.id
JOIN ledger_account AS account ON account.id = entry.account AND account.kind = 'pool'
JOIN ledger_source AS source ON source.id = account.subject
WHERE (%(first)s::date IS NULL OR transfer.occurred_on >= %(first)s) AND transfer.occurred_on < %(after)s
    AND transfer.recorded_at <= %(known_at)s
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 4 NULLS FIRST, 5 NULLS FIRST
"""


def pools(source_ids: Collection[int]) -> dict[int, Pool]:
    """What each of these sources holds now."""
    found = _rows(_POOLS, [[f"pool:{number}" for number in source_ids]])
    return {number: Pool(number, Money(received), Money(balance)) for number, received, balance in found}


def rules_of(source_id: int) -> list[RuleRow]:
    """Every version of what a source may be used for, the first first."""
    return [rule for _, rule in _rules([source_id])]


def newest_rules(source_ids: Collection[int]) -> dict[int, RuleRow]:
    """The last version of each of these sources."""
    return dict(_rules(source_ids))


def _rules(source_ids: Collection[int]) -> Iterator[tuple[int, RuleRow]]:
    for source, version, uses, villages, payees, from_on, until_on, ceiling, *words in _rows(
        _RULES, [list(source_ids)]
    ):
        yield (
            source,
            RuleRow(
                version,
                tuple(map(Use, uses)),
                None if villages is None else tuple(villages),
                tuple(map(PayeeClass, payees)),
                from_on,
                until_on,
                Money(ceiling),
                *words,
            ),
        )


def lots_of(source_id: int) -> list[LotRow]:
    """The lots of one source, the oldest first, with what is left of each."""
    return list(_lots("WHERE lot.source = %s ORDER BY lot.received_on, lot.id", source_id))


def lot(lot_id: int) -> LotRow | None:
    return next(_lots("WHERE lot.id = %s", lot_id), None)


def uses_of_lot(lot_id: int) -> list[UseRow]:
    """Where one lot went, in the order of days."""
    return list(_uses("WHERE entry.lot = %s ORDER BY transfer.occurred_on, transfer.id", lot_id))


def lots_of_transfer(transfer_id: int) -> list[UseRow]:
    """From which lots one payment came."""
    return list(_uses("WHERE entry.transfer = %s ORDER BY entry.line", transfer_id))


def moved(first: date | None, after: date, known_at: datetime) -> list[Moved]:
    """What came and went from ``first`` (None: ever) until the day before ``after``, as it was known at an instant."""
    found = _rows(_MOVED, {"first": first, "after": after, "known_at": known_at})
    return [
        Moved(source, SourceKind(kind), is_shown, village, Use(use) if use else None, Money(amount))
        for source, kind, is_shown, village, use, amount in found
    ]


def ceilings() -> Mapping[int, Money]:
    """Village → what may be received for and paid out of its pool; villages without a known total are missing."""
    found = _rows("SELECT village, ceiling FROM ledger_headroom WHERE NOT is_demonstration", [])
    return {village: Money(amount) for village, amount in found}


def _lots(where: str, number: int) -> Iterator[LotRow]:
    for key, source, amount, left, received_on, evidence, is_back in _rows(_LOTS + where, [number]):
        yield LotRow(key, source, Money(amount), Money(left), received_on, evidence, is_back)


def _uses(where: str, number: int) -> Iterator[UseRow]:
    for transfer, key, source, received_on, on, use, village, payee, subject, amount, reverses, is_back in _rows(
        _USES + where, [number]
    ):
        yield UseRow(
            transfer,
            key,
            source,
            received_on,
            on,
            Use(use),
            village,
            PayeeClass(payee),
            subject,
            Money(amount),
            reverses,
            is_back,
        )


def _rows(query: str, given: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        found: list[Any] = cursor.fetchall()
    return found
