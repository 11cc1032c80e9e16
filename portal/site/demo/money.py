"""Invented sources of money of the lead project and what arrived of them, entered by one and checked by another."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from funding.actions import enter_receipt, open_source
from funding.ledger import PayeeClass, Rule, SourceKind, Use
from funding.selectors.receipts import matter_of
from portal.accounts.models import User
from portal.approvals.actions import cast_vote
from portal.approvals.lifecycle import Choice
from portal.approvals.selectors import approval, approval_of
from portal.kernel.money import Money
from portal.kernel.permissions import PORTAL, Person
from projects.models import Village

KEEPS, CHECKS = "funding_force", "department"
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Invented:
    """One source; ``receipts`` are (weeks before the day of the world, yuan)."""

    name: str
    kind: SourceKind
    giver: str
    uses: tuple[Use, ...]
    ceiling: int
    receipts: tuple[tuple[int, int], ...]


SOURCES = (
    Invented(
        "专项借款第一批（示例）",
        SourceKind.LOAN,
        "示例政策性银行",
        (Use.PRELIMINARY, Use.COMPENSATION, Use.HOUSING, Use.INFRASTRUCTURE),
        600_000_000,
        ((40, 220_000_000), (22, 180_000_000), (8, 90_000_000)),
    ),
    Invented(
        "专项债券（示例）",
        SourceKind.BOND,
        "示例债券资金",
        (Use.HOUSING, Use.INFRASTRUCTURE, Use.PUBLIC_WORKS),
        300_000_000,
        ((30, 200_000_000), (12, 60_000_000)),
    ),
    Invented(
        "区级财政资金（示例）",
        SourceKind.BUDGET,
        "示例财政资金",
        (Use.PRELIMINARY, Use.COMPENSATION, Use.RECURRENT),
        120_000_000,
        ((34, 60_000_000), (4, 30_000_000)),
    ),
)


def arrive(as_of: date, people: Mapping[str, User], village: Village) -> None:
    """Open the sources and let their money arrive."""
    keeper, checker = Person(people[KEEPS]), Person(people[CHECKS])
    for invented in SOURCES:
        first = as_of - WEEK * max(weeks for weeks, _ in invented.receipts)
        source = open_source(
            keeper,
            PORTAL,
            name=invented.name,
            kind=invented.kind,
            village=village,
            giver=invented.giver,
            document="示例合同（演示）",
            bank="示例银行专户",
            account_tail="0000",
            rule=Rule(
                uses=invented.uses,
                payee_classes=tuple(PayeeClass),
                from_on=first,
                ceiling=Money.yuan(invented.ceiling),
                clause="示例合同第4条",
                basis="示例合同（演示）",
            ),
            is_demonstration=True,
        )
        for number, (weeks, yuan) in enumerate(invented.receipts, start=1):
            receipt = enter_receipt(
                keeper,
                source,
                key=uuid.uuid5(uuid.NAMESPACE_URL, f"portal:demonstration:receipt:{source.pk}:{number}"),
                amount=Money.yuan(yuan),
                received_on=as_of - WEEK * weeks,
                evidence=f"示例到账通知{source.pk}-{number}",
            )
            asked = approval_of(matter_of(receipt))
            if asked is not None:
                cast_vote(checker, approval(asked.id), choice=Choice.APPROVE)
