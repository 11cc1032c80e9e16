"""Money that arrives is entered by one and checked by another; taken back whole the same way."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import transaction

from funding import actions, ledger
from funding.actions.receipts import NotInTheLedger, NotYetArrived
from funding.ledger import NotEnough
from funding.ledger.reading import ceilings, lots_of, pools
from funding.lifecycle import ReceiptState
from funding.models import Receipt
from funding.selectors.receipts import matter_of
from integrity.models import AuditEntry
from portal.approvals.actions import cast_vote
from portal.approvals.actions.votes import OwnMatter
from portal.approvals.lifecycle import Choice
from portal.approvals.selectors import approval, approval_of
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted, WrongState
from portal.kernel.money import Money
from tests import world
from tests.funding.money import BEGAN, paid, source, yuan


@pytest.fixture
def keeper(seeded):
    return world.actor(world.holder("funding_force", username="keeper"))


@pytest.fixture
def checker(seeded):
    return world.actor(world.holder("department", username="checker"))


def enter(who, where, amount=1000, **said):
    given = {"key": uuid.uuid4(), "amount": yuan(amount), "received_on": BEGAN, "evidence": "银行回单0001"}
    return actions.enter_receipt(who, where, **{**given, **said})


def vote(who, receipt, choice=Choice.APPROVE, reason=""):
    return cast_vote(who, approval(approval_of(matter_of(receipt)).id), choice=choice, reason=reason)


def test_what_one_entered_and_another_checked_stands_in_the_ledger(keeper, checker, lead):
    loan = source(village=lead)
    receipt = enter(keeper, loan)
    assert lots_of(loan.pk) == []
    with pytest.raises(NotPermitted):
        vote(keeper, receipt)
    world.granted(keeper.user, "department")
    with pytest.raises(OwnMatter):
        vote(world.actor(keeper.user), receipt)
    vote(checker, receipt)
    kept = Receipt.objects.get(pk=receipt.pk)
    (lot,) = lots_of(loan.pk)
    assert (kept.state, kept.lot_id, lot.left, lot.received_on) == (ReceiptState.ENTERED, lot.id, yuan(1000), BEGAN)
    assert pools([loan.pk])[loan.pk].received == yuan(1000)
    told = AuditEntry.objects.get(object=f"funding.transfer:{kept.transfer_id}").said
    assert (told["after"]["amount"], told["facts"][0]["fact"]) == (100_000, "MoneyReceived")
    cause = AuditEntry.objects.filter(deed=told["cause"]).first().said
    assert (cause["action"], cause["actor"]) == ("portal.approvals.cast_vote", checker.as_entry())


def test_what_was_sent_back_or_withdrawn_never_stands_in_the_ledger(keeper, checker):
    loan = source()
    declined, withdrawn = enter(keeper, loan), enter(keeper, loan)
    vote(checker, declined, Choice.DECLINE, "请附回单")
    actions.withdraw_receipt(keeper, withdrawn, reason="金额有误")
    assert {row.state for row in Receipt.objects.all()} == {ReceiptState.DECLINED, ReceiptState.WITHDRAWN}
    assert lots_of(loan.pk) == []
    with pytest.raises(WrongState):
        actions.withdraw_receipt(keeper, Receipt.objects.get(pk=declined.pk), reason="x")


def test_a_receipt_is_entered_once_by_whoever_may_and_not_before_its_day(keeper, checker):
    loan, key = source(), uuid.uuid4()
    with pytest.raises(NotPermitted):
        enter(checker, loan)
    with pytest.raises(NotYetArrived, match="到账日期还没有到"):
        enter(keeper, loan, received_on=clock.today() + timedelta(days=1))
    for wrong, sentence in (({"amount": 0}, "应大于零"), ({"evidence": " "}, "没有写明凭证")):
        with pytest.raises(BrokenInvariant, match=sentence), transaction.atomic():
            enter(keeper, loan, **wrong)
    enter(keeper, loan, key=key)
    with pytest.raises(BrokenInvariant, match="已经提交，没有重复登记"), transaction.atomic():
        enter(keeper, loan, key=key)


def test_a_receipt_is_taken_back_whole_while_its_money_is_there(keeper, checker, village):
    loan = source()
    receipt = enter(keeper, loan)
    with pytest.raises(NotInTheLedger):
        actions.take_back_receipt(keeper, receipt, key=uuid.uuid4(), reason="重复登记")
    vote(checker, receipt)
    receipt.refresh_from_db()
    payment = paid(loan, village, 1)
    back = actions.take_back_receipt(keeper, receipt, key=uuid.uuid4(), reason="重复登记")
    with pytest.raises(BrokenInvariant, match="已经申请冲销"), transaction.atomic():
        actions.take_back_receipt(keeper, receipt, key=uuid.uuid4(), reason="重复登记")
    with pytest.raises(NotEnough, match=r"还差1\.00元"):
        vote(checker, back)
    assert payment.transfer_id
    assert Receipt.objects.get(pk=back.pk).state == ReceiptState.ASKED
    second = enter(keeper, loan, 5)
    vote(checker, second)
    second.refresh_from_db()
    undone = actions.take_back_receipt(keeper, second, key=uuid.uuid4(), reason="金额有误")
    vote(checker, undone)
    assert [(lot.is_taken_back, lot.left, lot.used) for lot in lots_of(loan.pk)] == [
        (False, yuan(999), yuan(1)),
        (True, Money(0), Money(0)),
    ]
    assert pools([loan.pk])[loan.pk] == ledger.reading.Pool(loan.pk, yuan(1000), yuan(999))


def test_the_lead_projects_published_total_is_the_ceiling_of_its_money(lead):
    assert ceilings() == {lead.pk: yuan("1318000000")}


def test_a_later_rule_is_told_and_seen_beside_the_first(keeper):
    from tests.funding.money import rule

    loan = source()
    assert actions.add_source_rule(keeper, loan, rule=rule(from_on=clock.today(), clause="补充协议第2条")) == 2
    versions = ledger.reading.rules_of(loan.pk)
    assert [(one.version, one.clause) for one in versions] == [(1, "借款合同第4条"), (2, "补充协议第2条")]
    assert AuditEntry.objects.get(object=f"funding.sourcerule:{loan.pk}/2").said["after"]["clause"] == "补充协议第2条"
