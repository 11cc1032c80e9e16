"""What is promised is committed: one set-wise insert and one transfer, as a deed that the promise caused."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from funding import ledger
from funding.facts import FundsCommitted
from funding.models import Commitment, CommitmentStage, Contract
from funding.permissions import KEEP_CONTRACTS
from portal.kernel.actions import PowerOf, action
from portal.kernel.facts import tell
from portal.kernel.money import Money
from portal.kernel.permissions import Reach, System

BY_SIGNATURE = System("协议签订，列入应付款")
BY_CONTRACT = System("合同登记，列入应付款")


@dataclass(frozen=True)
class Promised:
    """What an agreement or a contract makes payable, by stage: plain values, as a signature has few statements left."""

    village_id: int
    parts: Mapping[CommitmentStage, Money]
    committed_on: date
    is_demonstration: bool
    agreement_id: int | None = None
    contract: Contract | None = None

    def anchor_values(self) -> dict[str, Any]:
        return {Reach.VILLAGE: self.village_id}

    @property
    def subject(self) -> str:
        """The row that promises, as the ledger names it."""
        if self.contract is not None:
            return f"funding.contract:{self.contract.pk}"
        return f"relocation.agreement:{self.agreement_id}"

    def __str__(self) -> str:
        return self.subject


@action(needs=PowerOf("keep_contracts", lambda _: KEEP_CONTRACTS, "列入应付款"))
def commit_funds(actor: System, promised: Promised) -> list[Commitment]:
    """One commitment for each stage that comes to something."""
    made: list[Commitment] = Commitment.objects.bulk_create(
        [
            Commitment(
                village_id=promised.village_id,
                agreement_id=promised.agreement_id,
                contract=promised.contract,
                stage=stage,
                amount=amount,
                committed_on=promised.committed_on,
                is_demonstration=promised.is_demonstration,
            )
            for stage, amount in promised.parts.items()
            if amount
        ]
    )
    ledger.commit(
        uuid.uuid4(),
        village_id=promised.village_id,
        amounts={row.pk: row.amount for row in made},
        occurred_on=promised.committed_on,
        created_by=None,
        subject=promised.subject,
    )
    for row in made:
        tell(FundsCommitted(row.pk, row.village_id, row.stage, row.amount))
    return made
