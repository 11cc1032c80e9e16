"""review, approve, return, withdraw: different people, whoever votes where; nobody on his own (office 7.7)."""

from datetime import timedelta

import pytest

from funding import actions
from funding.facts import PaymentMoved
from funding.models import PaymentMove
from funding.selectors.desk import desk_of
from portal.accounts import actions as accounts
from portal.approvals.actions import cast_vote, publish_flow
from portal.approvals.actions.votes import OwnMatter, VotedAlready
from portal.approvals.lifecycle import Choice
from portal.approvals.models import Approval
from portal.kernel import clock
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.periods import Period
from portal.kernel.permissions import PORTAL
from tests import world
from tests.funding.chain import only
from tests.funding.money import yuan


def test_one_reviews_and_another_approves(hands, village, deeds):
    application = hands.asked()
    payment = only(application)
    actions.review_application(hands.reviewer, application)
    assert only(application).reviewed_by == hands.reviewer.user
    actions.approve_application(hands.approver, application)
    approved = only(application)
    assert (approved.state, approved.approved_by) == ("approved", hands.approver.user)
    told = [fact for deed in deeds for fact in deed.facts if isinstance(fact, PaymentMoved)]
    assert told == [
        PaymentMoved(payment.pk, village.pk, "progress", yuan(300_000), verb=verb) for verb in ("review", "approve")
    ]
    with pytest.raises(WrongState, match="现在是“待拨付”"):
        actions.review_application(hands.reviewer, application)


def test_who_votes_on_the_page_of_approvals_does_the_same(hands):
    application = hands.asked()
    asked = Approval.objects.get(flow="payment")
    cast_vote(hands.reviewer, asked, choice=Choice.APPROVE, seen_digest=asked.digest)
    assert only(application).state == "reviewed"
    cast_vote(hands.approver, Approval.objects.get(pk=asked.pk), choice=Choice.DECLINE, reason="请补充支付证书")
    returned = only(application)
    assert returned.state == "returned"
    assert PaymentMove.objects.filter(payment=returned).order_by("pk").last().reason == "请补充支付证书"


def test_nobody_judges_his_own_and_hears_who_may(hands, village):
    """Refusal 7 of the office."""
    application = hands.asked()
    world.granted(hands.owner.user, "funding_force", village)
    owner = world.actor(hands.owner.user)
    assert hands.reviewer
    with pytest.raises(
        OwnMatter, match=r"由您或您代理的同志提出，请由其他同志审批。目前可办理的有：funding_force-2（A角）"
    ) as no:
        actions.review_application(owner, application)
    assert no.value.clause == "不相容岗位相分离的内控要求，指挥部资金管理办法（本级）"
    assert "review" not in desk_of(application, owner).may
    actions.review_application(hands.reviewer, application)
    world.granted(hands.reviewer.user, "site_leader", village)
    with pytest.raises(VotedAlready):
        actions.approve_application(world.actor(hands.reviewer.user), application)


def test_a_deputy_acts_for_his_principal_and_both_are_named(hands):
    application = hands.asked()
    deputy = world.person("deputy", unit=hands.reviewer.user.organisation)
    days = Period(clock.today(), clock.today() + timedelta(days=7))
    accounts.delegate(world.WHY, hands.reviewer.user, deputy=deputy, days=days, document="委托书")
    actions.review_application(world.actor(deputy), application)
    move = PaymentMove.objects.get(verb="review")
    assert (move.by, move.on_behalf_of) == (deputy, hands.reviewer.user)
    assert only(application).reviewed_by == deputy


def test_back_with_a_reason_and_asked_for_anew(hands):
    contract = hands.contract()
    application = hands.asked(contract, 900_000)
    with pytest.raises(NotPermitted):
        actions.return_application(hands.approver, application, reason="请补充")
    actions.return_application(hands.reviewer, application, reason="请补充支付证书")
    assert only(application).state == "returned"
    with pytest.raises(WrongState, match="已退回"):
        actions.withdraw_application(hands.owner, application, reason="重报")
    again = hands.asked(contract, 950_000)
    actions.withdraw_application(hands.owner, again, reason="金额有误")
    assert only(again).state == "withdrawn"
    assert desk_of(again, hands.owner).may == set()


def test_while_the_office_wants_two_reviewers_the_payment_waits_for_the_second(hands, village):
    publish_flow(world.WHY, PORTAL, flow="payment", votes={"review": 2}, reason="办公会")
    application = hands.asked()
    actions.review_application(hands.reviewer, application)
    assert only(application).state == "applied"
    second = world.actor(world.holder("funding_force", village, username="second"))
    actions.review_application(second, application)
    assert only(application).state == "reviewed"
    assert list(PaymentMove.objects.filter(verb="review").order_by("pk").values_list("to_state", flat=True)) == [
        "applied",
        "reviewed",
    ]
