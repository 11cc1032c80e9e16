"""What tests of money begin with: sources with money in them, and people to move it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from funding import ledger
from funding.actions import open_source
from funding.ledger import PayeeClass, Purpose, Rule, SourceKind, Use
from funding.models import Source
from funding.permissions import KEEP_SOURCES
from portal.kernel import actions, clock
from portal.kernel.money import Money
from portal.kernel.permissions import PORTAL
from projects.models import Village
from tests import world

LOAN_USES = (Use.PRELIMINARY, Use.COMPENSATION, Use.HOUSING, Use.INFRASTRUCTURE)
BEGAN = date(2026, 1, 5)


def yuan(text: str | int) -> Money:
    return Money.yuan(text)


def two_people() -> tuple[int, int]:
    """Whoever enters money and whoever agrees; always the same two."""
    found = []
    for username in ("money-enters", "money-agrees"):
        user = world.User.objects.filter(username=username).first() or world.person(username)
        found.append(user.pk)
    return found[0], found[1]


def rule(**said: Any) -> Rule:
    given: dict[str, Any] = {
        "uses": LOAN_USES,
        "payee_classes": tuple(PayeeClass),
        "from_on": BEGAN,
        "ceiling": yuan(100_000_000),
        "clause": "借款合同第4条",
        "basis": "测试借款合同〔2026〕1号",
    }
    return Rule(**{**given, **said})


def source(
    name: str = "专项借款第一批",
    *,
    kind: SourceKind = SourceKind.LOAN,
    village: Village | None = None,
    is_demonstration: bool = False,
    **rules: Any,
) -> Source:
    """An open source without money."""
    return open_source(
        world.WHY,
        PORTAL,
        name=name,
        kind=kind,
        village=village,
        giver="测试银行",
        document="测试借款合同〔2026〕1号",
        bank="测试银行兴庆支行",
        account_tail="0017",
        is_demonstration=is_demonstration,
        rule=rule(**rules),
    )


def received(
    where: Source,
    amount: str | int,
    *,
    on: date | None = None,
    key: uuid.UUID | None = None,
    by: tuple[int, int] | None = None,
) -> int:
    """Let money arrive; the number of its lot."""
    enters, agrees = by or two_people()
    return in_a_deed(
        lambda: (
            ledger.draw_down(
                key or uuid.uuid4(),
                source_id=where.pk,
                amount=yuan(amount),
                received_on=on or BEGAN,
                evidence="银行到账通知（测试）",
                created_by=enters,
                approved_by=agrees,
            ).lot_id
        )
    )


def funded(name: str = "专项借款第一批", amount: str | int = 1_000_000, **said: Any) -> Source:
    """An open source with one lot."""
    made = source(name, **said)
    received(made, amount)
    return made


def purpose(where: Village, **said: Any) -> Purpose:
    given: dict[str, Any] = {
        "use": Use.COMPENSATION,
        "village_id": where.pk,
        "payee_class": PayeeClass.HOUSEHOLD,
        "occurred_on": clock.today(),
        "subject": "test:1",
    }
    return Purpose(**{**given, **said})


def paid(
    money: Source, where: Village, amount: str | int, *, key: uuid.UUID | None = None, **said: Any
) -> ledger.Posted:
    """One payment, straight in the ledger."""
    enters, agrees = said.pop("by", None) or two_people()
    settled = said.pop("commitments", None)
    return in_a_deed(
        lambda: ledger.pay(
            key or uuid.uuid4(),
            draws={money.pk: yuan(amount)},
            purpose=purpose(where, **said),
            created_by=enters,
            approved_by=agrees,
            commitments=settled,
        )
    )


def in_a_deed(then: Any) -> Any:
    """Do it inside the smallest action, which the portal does not know."""
    return _do(world.WHY, PORTAL, then=then)


def _do(actor: Any, target: Any, *, then: Any) -> Any:
    """Do what a test wants."""
    return then()


_do = actions.action(needs=KEEP_SOURCES)(_do)
del actions.ACTIONS._entries["tests.funding.money._do"]
