"""Everything that the ledger promises, proved anew set by set: balances, lots, lines, the ring-fence, the ceilings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

# What is not as it must be; each row of its query names one such thing.
CHECKS = (
    (
        "账户余额与分录合计不符",
        """
        SELECT account.code FROM ledger_account AS account
        LEFT JOIN (SELECT account, sum(amount) AS amount FROM ledger_entry GROUP BY account) AS moved
            ON moved.account = account.id
        WHERE account.balance <> coalesce(moved.amount, 0) OR account.balance < account.min_balance
        """,
    ),
    (
        "批次余额与分录合计不符",
        """
        SELECT coalesce(held.account, moved.account) || '/' || coalesce(held.lot, moved.lot)
        FROM ledger_lot_balance AS held
        FULL JOIN (
            SELECT entry.account, entry.lot, sum(entry.amount) AS amount
            FROM ledger_entry AS entry JOIN ledger_account AS account ON account.id = entry.account
            WHERE account.kind IN ('pool', 'spent') GROUP BY 1, 2
        ) AS moved ON moved.account = held.account AND moved.lot = held.lot
        WHERE held.amount IS DISTINCT FROM moved.amount OR held.amount < 0
        """,
    ),
    (
        "登记的行数与申明的不同，或借贷不平",
        """
        SELECT transfer.id::text FROM ledger_transfer AS transfer
        LEFT JOIN (
            SELECT transfer, sum(lines) AS lines, bool_or(amount <> 0) AS is_uneven FROM (
                SELECT transfer, lot, count(*) AS lines, sum(amount) AS amount FROM ledger_entry GROUP BY 1, 2
            ) AS part GROUP BY transfer
        ) AS found ON found.transfer = transfer.id
        WHERE found.lines IS DISTINCT FROM transfer.lines OR found.is_uneven
        """,
    ),
    ("资金用途超出来源约定", "SELECT transfer || '（' || why || '）' FROM ledger_breach"),
    (
        "来源与资金台账不一致",
        """
        SELECT coalesce(kept.id, known.id)::text FROM ledger_source AS kept
        FULL JOIN funding_source AS known ON known.id = kept.id
        WHERE (kept.name, kept.kind, kept.is_demonstration) IS DISTINCT FROM
            (known.name, known.kind, known.is_demonstration) OR kept.village IS DISTINCT FROM known.village_id
        """,
    ),
    (
        "项目资金上限的已用数不符",
        """
        SELECT room.village::text FROM ledger_headroom AS room
        LEFT JOIN (
            SELECT CASE account.kind WHEN 'spent' THEN account.subject ELSE source.village END AS village,
                source.is_demonstration,
                sum(entry.amount) FILTER (WHERE account.kind = 'spent') AS paid,
                -sum(entry.amount) FILTER (WHERE account.kind = 'outside') AS received
            FROM ledger_entry AS entry
            JOIN ledger_account AS account ON account.id = entry.account
            JOIN ledger_lot AS lot ON lot.id = entry.lot JOIN ledger_source AS source ON source.id = lot.source
            WHERE account.kind IN ('spent', 'outside')
            GROUP BY 1, 2
        ) AS moved ON moved.village = room.village AND moved.is_demonstration = room.is_demonstration
        WHERE room.paid <> coalesce(moved.paid, 0) OR room.received <> coalesce(moved.received, 0)
            OR greatest(room.paid, room.received) > room.ceiling
        """,
    ),
)
MOST_NAMED = 20


@dataclass(frozen=True)
class Verified:
    """How much was looked at, and one sentence for each kind of thing that is not as it must be."""

    transfers: int
    entries: int
    lots: int
    findings: tuple[str, ...]


def verify() -> Verified:
    """Prove the whole ledger as it stands at one instant."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        findings = tuple(findings_by(cursor))
        cursor.execute(
            "SELECT (SELECT count(*) FROM ledger_transfer), (SELECT count(*) FROM ledger_entry),"
            " (SELECT count(*) FROM ledger_lot)"
        )
        transfers, entries, lots = cursor.fetchone()
    return Verified(transfers, entries, lots, findings)


def findings_by(cursor: Any) -> Iterator[str]:
    """One sentence for each kind of thing that is not as it must be, as this cursor sees it."""
    for words, query in CHECKS:
        cursor.execute(f"SELECT found, count(*) OVER () FROM ({query}) AS checked (found) LIMIT {MOST_NAMED}")  # noqa: S608
        if rows := cursor.fetchall():
            yield f"{words}：{rows[0][1]}处，如{'、'.join(row[0] for row in rows)}。"
