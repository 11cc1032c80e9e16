"""Contracts as lists and pages show them: what was paid, and what is held and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from funding.lifecycle import SPENT
from funding.models import Contract, Payment
from portal.kernel.money import ZERO, Money
from quality.selectors import OpenSerious, open_serious


@dataclass(frozen=True)
class ContractRow:
    """One contract: ``asked`` was applied for (paid or not, wages included), ``paid`` has left."""

    id: int
    village_id: int
    village: str
    contractor_id: int
    contractor: str
    name: str
    number: str
    amount: Money
    signed_on: date
    document: str
    asked: Money
    paid: Money
    is_demonstration: bool

    @property
    def left(self) -> Money:
        return self.amount - self.asked


def contract_rows(contracts: Iterable[Any]) -> list[ContractRow]:
    """Rows of contracts with their village and contractor joined."""
    found = list(contracts)
    asked: dict[int, Money] = defaultdict(lambda: ZERO)
    paid: dict[int, Money] = defaultdict(lambda: ZERO)
    bound = Payment.objects.standing().filter(contract__in=[row.pk for row in found])
    for contract, state, amount in bound.values_list("contract_id", "state", "amount"):
        asked[contract] += amount
        paid[contract] += amount if state in SPENT else ZERO
    return [
        ContractRow(
            row.pk,
            row.village_id,
            row.village.label,
            row.contractor_id,
            str(row.contractor),
            row.name,
            row.number,
            row.amount,
            row.signed_on,
            row.document,
            asked[row.pk],
            paid[row.pk],
            row.is_demonstration,
        )
        for row in found
    ]


def holding(contract: Contract) -> list[OpenSerious]:
    """The serious defects that hold its progress payments; wages are never held."""
    return open_serious(contract.contractor_id, [contract.village_id])
