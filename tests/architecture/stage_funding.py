"""Contracts and payments of the stage: one of each state in A, one that was applied for in B.

Their hands are people who stand there anyway, without roles of their own: what is asked is who may take the next step.
"""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from funding import actions
from funding.ledger import Use
from funding.models import Application, Payment, PaymentMove, PaymentSort
from funding.selectors.course import digest_of_application, matter_of
from portal.accounts.models import OrganisationKind
from portal.approvals.actions import ask_approval
from portal.kernel import clock
from portal.kernel.money import Money
from tests import world
from tests.funding.money import in_a_deed

ACCOUNT, AMOUNT = "6217000010001234567", Money(100_000)
STEPS = {"applied": (), "approved": ("review", "approve"), "paid": ("review", "approve", "pay")}


def money_of(stage: Any) -> dict[str, dict[str, Any]]:
    """``contract`` and each state → village → what stands there."""
    unit = world.organisation("示例建筑公司", OrganisationKind.BUILDER)
    here = {"A": stage.a, "B": stage.b}
    contracts = {at: _contract(village, unit) for at, village in here.items()}
    money: dict[str, dict[str, Any]] = {"contract": contracts}
    for state, verbs in STEPS.items():
        made = {at: in_a_deed(partial(_application, stage, contracts[at], verbs)) for at in here}
        money[state] = made
    return money


def _contract(village: Any, unit: Any) -> Any:
    return actions.record_contract(
        world.WHY, village, contractor=unit, name="一标段施工", number="SG-1", amount=Money(10_000_000),
        signed_on=clock.today(), document="中标通知书", bank="示例银行", account=ACCOUNT,
    )  # fmt: skip


def _application(stage: Any, contract: Any, verbs: tuple[str, ...]) -> Application:
    hands = [stage.colleague, stage.stranger, stage.active["A"].user, stage.active["all"].user]
    application = Application(
        village=contract.village, sort=PaymentSort.PROGRESS, use=Use.HOUSING, contract=contract, purpose="第9期进度款",
        document="支付证书", certified_on=clock.today(), applied_by=hands[0], organisation=hands[0].organisation,
    )  # fmt: skip
    application.save()
    payment = Payment(
        application=application, village=contract.village, contract=contract, amount=AMOUNT, payee_name="示例建筑公司",
        applied_by=hands[0], idem=uuid.uuid4(), **_went(verbs, hands),
    )  # fmt: skip
    payment.seal_into("account", ACCOUNT)
    payment.save()
    for verb, by in zip(("apply", *verbs), hands, strict=False):
        state = {"apply": "applied", "review": "reviewed", "approve": "approved", "pay": "paid"}[verb]
        PaymentMove(payment=payment, verb=verb, to_state=state, by=by).save()
    if not verbs:
        digest = digest_of_application(application, [payment])
        ask_approval(world.WHY, matter_of(application), title="用款申请", digest=digest)
    return application


def _went(verbs: tuple[str, ...], hands: list[Any]) -> dict[str, Any]:
    columns = {"review": "reviewed_by", "approve": "approved_by", "pay": "registered_by"}
    went: dict[str, Any] = {columns[verb]: by for verb, by in zip(verbs, hands[1:], strict=False)}
    if "pay" in verbs:
        return {**went, "state": "paid", "paid_on": clock.today(), "slip_number": "HD-1"}
    return {**went, "state": "approved" if verbs else "applied"}
