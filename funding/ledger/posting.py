"""Calls of the ledger's functions: one statement each, inside a deed, whose entry carries what was posted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from funding.ledger.purpose import PayeeClass, Purpose, SourceKind, Use
from funding.ledger.refusals import in_words
from portal.kernel.deeds import Change, running_deed
from portal.kernel.entries import plain
from portal.kernel.money import Money


@dataclass(frozen=True)
class Posted:
    """A transfer, and whether it stood before."""

    transfer_id: int
    is_replay: bool


@dataclass(frozen=True)
class Received:
    """What arrived: its transfer and its lot."""

    transfer_id: int
    lot_id: int
    is_replay: bool


@dataclass(frozen=True)
class Rule:
    """One version of what a source may be used for.

    ``villages`` None: any. ``until_on`` is the first day on which nothing leaves any more. ``ceiling`` is the most that
    may arrive. ``clause`` (of the contract) and ``basis`` (the paper) are typed in by the office.
    """

    uses: Sequence[Use]
    payee_classes: Sequence[PayeeClass]
    from_on: date
    ceiling: Money
    clause: str
    basis: str
    villages: Sequence[int] | None = None
    until_on: date | None = None

    def as_body(self) -> dict[str, Any]:
        return {
            "uses": sorted(map(str, self.uses)),
            "payee_classes": sorted(map(str, self.payee_classes)),
            "villages": None if self.villages is None else sorted(self.villages),
            "from_on": self.from_on.isoformat(),
            "until_on": self.until_on and self.until_on.isoformat(),
            "ceiling": self.ceiling.fen,
            "clause": self.clause,
            "basis": self.basis,
        }


def pay(
    key: UUID,
    *,
    draws: Mapping[int, Money],
    purpose: Purpose,
    created_by: int,
    approved_by: int,
    commitments: Mapping[int, Money] | None = None,
) -> Posted:
    """Let money leave these sources (source → amount, oldest lots first) and settle commitments (commitment → amount).

    Raises NotEnough, NotForThis, OverCeiling, KeyOfAnother.
    """
    settled = commitments or {}
    transfer_id, is_replay = _call(
        "SELECT transfer, is_replay FROM ledger_pay(%s::uuid, %s::jsonb, %s::jsonb, %s::jsonb, %s, %s)",
        key,
        [{"source": source, "amount": draws[source].fen} for source in sorted(draws)],
        [{"commitment": number, "amount": settled[number].fen} for number in sorted(settled)],
        purpose.as_body(),
        created_by,
        approved_by,
    )
    _note(transfer_id, is_replay, "payment", key, {**purpose.as_body(), "draws": draws, "commitments": settled})
    return Posted(transfer_id, is_replay)


def commit(
    key: UUID,
    *,
    village_id: int,
    amounts: Mapping[int, Money],
    occurred_on: date,
    created_by: int | None,
    subject: str,
) -> Posted:
    """Set aside what is still to be paid of commitments of one village (commitment → amount)."""
    return _promise("commitment", 1, key, village_id, amounts, occurred_on, created_by, subject)


def release(
    key: UUID,
    *,
    village_id: int,
    amounts: Mapping[int, Money],
    occurred_on: date,
    created_by: int | None,
    subject: str,
) -> Posted:
    """Give free what of commitments will not be paid. Raises NotEnough for more than is left of one."""
    return _promise("release", -1, key, village_id, amounts, occurred_on, created_by, subject)


def _promise(
    kind: str,
    sign: int,
    key: UUID,
    village_id: int,
    amounts: Mapping[int, Money],
    occurred_on: date,
    created_by: int | None,
    subject: str,
) -> Posted:
    lines = [{"account": f"commitment:{number}", "amount": sign * amounts[number].fen} for number in sorted(amounts)]
    whole = sum(amount.fen for amount in amounts.values())
    lines.append({"account": f"promised:{village_id}", "amount": -sign * whole})
    purpose = {
        "village": village_id,
        "occurred_on": occurred_on.isoformat(),
        "subject": subject,
    }
    transfer_id, is_replay = _call(
        "SELECT transfer, is_replay FROM ledger_post(%s::uuid, %s, %s::jsonb, %s::jsonb, %s, NULL)",
        key,
        kind,
        lines,
        purpose,
        created_by,
    )
    _note(transfer_id, is_replay, kind, key, {**purpose, "commitments": amounts})
    return Posted(transfer_id, is_replay)


def draw_down(
    key: UUID,
    *,
    source_id: int,
    amount: Money,
    received_on: date,
    evidence: str,
    created_by: int,
    approved_by: int,
    subject: str = "",
) -> Received:
    """A piece of a source arrived. Raises NotEnough over the source's ceiling, OverCeiling over the project's."""
    purpose = {
        "occurred_on": received_on.isoformat(),
        "subject": subject,
    }
    transfer_id, lot_id, is_replay = _call(
        "SELECT transfer, lot, is_replay FROM ledger_draw_down(%s::uuid, %s, %s, %s, %s::jsonb, %s, %s)",
        key,
        source_id,
        amount.fen,
        evidence,
        purpose,
        created_by,
        approved_by,
    )
    said = {**purpose, "source": source_id, "lot": lot_id, "amount": amount, "evidence": evidence}
    _note(transfer_id, is_replay, "draw_down", key, said)
    return Received(transfer_id, lot_id, is_replay)


def reverse(
    key: UUID,
    transfer_id: int,
    *,
    occurred_on: date,
    subject: str,
    created_by: int,
    approved_by: int,
) -> Posted:
    """Take a transfer back, line by line: once. Raises NotEnough when what it brought has gone on meanwhile."""
    purpose = {
        "occurred_on": occurred_on.isoformat(),
        "subject": subject,
    }
    made, is_replay = _call(
        "SELECT transfer, is_replay FROM ledger_reverse(%s::uuid, %s, %s::jsonb, %s, %s)",
        key,
        transfer_id,
        purpose,
        created_by,
        approved_by,
    )
    _note(made, is_replay, "reversal", key, {**purpose, "reverses": transfer_id})
    return Posted(made, is_replay)


def open_source(
    source_id: int,
    *,
    name: str,
    kind: SourceKind,
    village_id: int | None,
    is_demonstration: bool,
    rule: Rule,
    created_by: int | None,
    approved_by: int | None,
) -> None:
    """Give a source its accounts and its first rule; ``village_id``: it belongs to the pool of that project alone."""
    _call(
        "SELECT ledger_open_source(%s, %s, %s, %s, %s, %s::jsonb, %s, %s)",
        source_id,
        name,
        str(kind),
        village_id,
        is_demonstration,
        rule.as_body(),
        created_by,
        approved_by,
    )
    _add_change("funding.sourcerule", f"{source_id}/1", village_id, rule.as_body())


def add_rule(source_id: int, *, rule: Rule, created_by: int | None, approved_by: int | None) -> int:
    """A next version of what a source may be used for; its number. It begins today at the earliest."""
    (version,) = _call(
        "SELECT ledger_add_rule(%s, %s::jsonb, %s, %s)", source_id, rule.as_body(), created_by, approved_by
    )
    _add_change("funding.sourcerule", f"{source_id}/{version}", None, rule.as_body())
    return int(version)


def set_ceiling(village_id: int, *, amount: Money, basis: str) -> None:
    """What may be received for and paid out of the pool of this village's project from now on."""
    _call("SELECT ledger_set_ceiling(%s, %s, %s)", village_id, amount.fen, basis)
    _add_change("funding.ceiling", village_id, village_id, {"amount": amount.fen, "basis": basis})


def transfer_of(key: UUID) -> int | None:
    """The transfer that this key was answered with, if it is known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_transfer WHERE idem = %s::uuid", [str(key)])
        found = cursor.fetchone()
    return found[0] if found else None


def _call(statement: str, *given: Any) -> tuple[Any, ...]:
    with in_words(), connection.cursor() as cursor:
        cursor.execute(statement, [_as_value(one) for one in given])
        found: tuple[Any, ...] = cursor.fetchone()
    return found


def _as_value(one: Any) -> Any:
    if isinstance(one, UUID):
        return str(one)
    return json.dumps(one) if isinstance(one, list | dict) else one


def _note(transfer_id: int, is_replay: bool, kind: str, key: UUID, said: Mapping[str, Any]) -> None:
    """The deed's entry carries the transfer; what stood before has its entry already."""
    if not is_replay:
        _add_change("funding.transfer", transfer_id, said.get("village"), {**said, "kind": kind, "idem": str(key)})


def _add_change(table: str, key: Any, village_id: int | None, after: Mapping[str, Any]) -> None:
    running_deed().changes.append(
        Change(
            table=table,
            key=key,
            scope=(village_id,) if village_id else (),
            before={},
            after={name: plain(value) for name, value in after.items() if value is not None},
        )
    )
