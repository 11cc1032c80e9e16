"""register_payments, verify_payments: money leaves lots once, with the bank's slip, by another hand."""

from datetime import timedelta

import pytest

from funding import actions, ledger
from funding.actions.moves import SameHands
from funding.actions.registering import RegistrationUnfit
from funding.facts import PaymentRegistered, PaymentVerified
from funding.ledger import NotEnough, NotForThis, Use
from funding.models import Commitment, PaymentMove
from funding.selectors.desk import desk_of
from portal.files.selectors import files_of
from portal.kernel import clock
from portal.kernel.errors import InvalidInput, NotPermitted, WrongState
from tests import world
from tests.clock import go_on
from tests.funding.chain import balance, keys, only
from tests.funding.money import funded, received, yuan


def test_it_leaves_the_oldest_lots_and_settles_the_contract(hands, village, deeds):
    application = hands.approved()
    older, newer = funded("先到", 100_000), funded("后到", 1_000_000)
    commitment = Commitment.objects.get()
    hands.registered(application)
    payment = only(application)
    assert (payment.state, payment.paid_on, payment.slip_number) == ("paid", clock.today(), "HD-0001")
    assert ledger.transfer_of(payment.idem)
    assert (balance(f"pool:{older.pk}"), balance(f"pool:{newer.pk}")) == (0, 80_000_000)
    assert balance(f"spent:{village.pk}:housing") == 30_000_000
    assert balance(f"commitment:{commitment.pk}") == 70_000_000
    assert [file.name for file in files_of("funding.application", application.pk)] == ["回单.pdf"]
    told = PaymentRegistered(
        payment.pk, village.pk, "progress", yuan(300_000), paid_on=clock.today(), is_to_signatory=True
    )
    assert told in deeds[-1].facts
    with pytest.raises(WrongState, match="现在是“已拨付待核查”"):
        hands.registered(application)


def test_a_chosen_source_pays_alone_and_too_little_is_named(hands):
    application = hands.approved()
    with pytest.raises(NotEnough, match=r"可用于“安置住房建设”的资金余额不足，还差300,000\.00元，暂不能登记拨付"):
        hands.registered(application)
    recurrent = funded("办公经费", 1_000_000, kind="budget", uses=(Use.RECURRENT,))
    with pytest.raises(NotEnough):
        hands.registered(application)
    with pytest.raises(NotForThis, match="不在“办公经费”约定的用途之内"):
        hands.registered(application, source=recurrent.pk)


def test_a_chosen_source_that_holds_enough_pays(hands):
    application = hands.approved()
    first, second = funded("甲来源", 1_000_000), funded("乙来源", 1_000_000)
    received(second, 50_000)
    hands.registered(application, source=second.pk)
    assert (balance(f"pool:{first.pk}"), balance(f"pool:{second.pk}")) == (100_000_000, 75_000_000)


def test_the_day_the_slip_and_the_choice_have_to_fit(hands):
    application = hands.approved()
    funded("来源", 1_000_000)
    for changed, field in (
        ({"paid_on": clock.today() - timedelta(days=1)}, "paid_on"),
        ({"paid_on": clock.today() + timedelta(days=1)}, "paid_on"),
        ({"slip_number": " "}, "slip_number"),
        ({"payments": []}, "payments"),
    ):
        with pytest.raises(RegistrationUnfit) as no:
            hands.registered(application, **changed)
        assert list(no.value.fields) == [field]


def test_nobody_registers_or_verifies_what_he_had_a_part_in(hands, village):
    application = hands.approved()
    funded("来源", 1_000_000)
    for role in ("department", "office"):
        world.granted(hands.reviewer.user, role, village)
    reviewer = world.actor(hands.reviewer.user)
    assert hands.registrar
    given = {"payments": keys(application), "paid_on": clock.today(), "slip_number": "1", "slip": None}
    with pytest.raises(
        SameHands, match=r"由您或您代理的同志办理，请由其他同志登记拨付。目前可办理的有：department-2（A角）"
    ) as no:
        actions.register_payments(reviewer, application, **given)
    assert "不相容岗位" in no.value.clause
    assert desk_of(application, reviewer).may == set()
    assert desk_of(application, hands.registrar).may == {"register"}
    with pytest.raises(NotPermitted):
        actions.register_payments(hands.force, application, **given)
    hands.registered(application)
    with pytest.raises(SameHands, match="请由其他同志核查"):
        actions.verify_payments(reviewer, application, payments=keys(application), finding="属实")


def test_somebody_else_says_what_it_was_used_for(hands, village, deeds):
    application = hands.paid()
    go_on(timedelta(days=3))
    with pytest.raises(InvalidInput, match="请写明核查情况"):
        actions.verify_payments(hands.verifier, application, payments=keys(application), finding=" ")
    hands.verified(application)
    payment = only(application)
    assert (payment.state, payment.finding, payment.verified_by) == (
        "verified",
        "已核对收款单位入账凭证",
        hands.verifier.user,
    )
    assert deeds[-1].facts == [PaymentVerified(payment.pk, village.pk, "progress", yuan(300_000))]
    assert list(PaymentMove.objects.order_by("pk").values_list("verb", flat=True)) == [
        "apply",
        "review",
        "approve",
        "pay",
        "verify",
    ]
