"""What no administrator does alone: ending a reader's grant, resetting the sign-in of an administrator or a reader."""

from datetime import timedelta

import pytest

from portal.accounts import actions as accounts
from portal.accounts.models import SecondFactor
from portal.accounts.sign_in import second_factor
from portal.approvals.actions import cast_vote
from portal.approvals.actions.votes import OwnMatter
from portal.approvals.lifecycle import Choice
from portal.approvals.selectors import approval_of
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted, WrongState
from portal.kernel.gates import Objected
from projects import actions
from projects.actions.guards import NoReason, NotForTwo
from projects.lifecycle import GrantState
from projects.models import RoleGrant
from projects.selectors.guards import Reset, end_matter, reset_matter
from projects.selectors.open_items import open_items_of
from tests import world
from tests.clock import go_on


@pytest.fixture
def guard(seeded):
    return world.actor(world.holder("security_admin", username="guard"))


@pytest.fixture
def second(seeded):
    return world.actor(world.holder("audit_admin", username="second"))


@pytest.fixture
def auditor(seeded):
    return world.person("auditor", "审计张")


@pytest.fixture
def grant(auditor):
    return world.granted(auditor, "auditor")


@pytest.fixture
def asked_end(guard, grant):
    return actions.ask_to_end_grant(guard, grant, reason="审计组撤回")


def agree(who, asked):
    return cast_vote(who, asked, choice=Choice.APPROVE)


def state_of(grant):
    return RoleGrant.objects.get(pk=grant.pk).state


def test_one_alone_does_not_end_a_readers_grant(guard, grant):
    with pytest.raises(Objected, match="不能由一人终止") as no:
        actions.end_grant(guard, grant, reason="调整")
    assert no.value.gate == "reader-grant-ended"
    assert state_of(grant) == GrantState.ACTIVE


def test_nor_does_a_hand_over(auditor, grant):
    office = world.actor(world.holder("office"))
    takers = {item.key: world.person("taker") for item in open_items_of(auditor.pk)}
    with pytest.raises(Objected, match="不能由一人终止"):
        actions.hand_over(office, auditor, takers=takers, document="交接单")
    assert state_of(grant) == GrantState.ACTIVE


def test_it_ends_when_another_agrees(guard, second, grant, asked_end):
    assert state_of(grant) == GrantState.ACTIVE
    with pytest.raises(OwnMatter, match="second（A角）"):
        agree(guard, asked_end)
    agree(second, asked_end)
    ended = RoleGrant.objects.get(pk=grant.pk)
    assert (ended.state, ended.end_reason) == (GrantState.ENDED, "审计组撤回")
    assert approval_of(end_matter(ended)[0]).is_used


def test_it_stays_when_another_sends_it_back(guard, second, grant, asked_end):
    cast_vote(second, asked_end, choice=Choice.DECLINE, reason="请补充审计组来函")
    assert state_of(grant) == GrantState.ACTIVE
    with pytest.raises(Objected):
        actions.end_grant(guard, grant, reason="调整")


def test_a_clerks_grant_is_ended_by_one(guard):
    grant = world.granted(world.person("clerk"), "funding_force")
    with pytest.raises(NotForTwo):
        actions.ask_to_end_grant(guard, grant, reason="调整")
    assert actions.end_grant(guard, grant, reason="调整").state == GrantState.ENDED


def test_asking_says_why_and_takes_the_power(guard, second, grant):
    with pytest.raises(NoReason):
        actions.ask_to_end_grant(guard, grant, reason=" ")
    with pytest.raises(NotPermitted):
        actions.ask_to_end_grant(second, grant, reason="调整")
    actions.ask_to_end_grant(guard, grant, reason="调整")
    with pytest.raises(BrokenInvariant, match="已在审批中"):
        actions.ask_to_end_grant(guard, grant, reason="调整")


def test_what_has_ended_is_not_ended_again(guard, second, grant, asked_end):
    agree(second, asked_end)
    with pytest.raises(WrongState):
        actions.ask_to_end_grant(guard, RoleGrant.objects.get(pk=grant.pk), reason="调整")


DEEDS = {
    Reset.PASSWORD: accounts.reset_password,
    Reset.SECOND_FACTOR: accounts.remove_second_factor,
}


@pytest.fixture
def with_factor(auditor, grant):
    sealed = second_factor.seal(second_factor.new_secret(), auditor)
    SecondFactor.objects.create(user=auditor, secret_ct=sealed, confirmed_at=clock.now())
    return auditor


@pytest.mark.parametrize("what", Reset)
def test_a_guards_sign_in_is_reset_once_by_whoever_asked_after_another_agreed(what, guard, second, with_factor):
    with pytest.raises(Objected, match="须由两人办理"):
        DEEDS[what](guard, with_factor)
    asked = actions.ask_to_reset(guard, with_factor, what=what, reason="忘记密码")
    with pytest.raises(Objected):
        DEEDS[what](guard, with_factor)
    agree(second, asked)
    other = world.actor(world.holder("security_admin", username="guard-2"))
    with pytest.raises(Objected):
        DEEDS[what](other, with_factor)
    DEEDS[what](guard, with_factor)
    assert approval_of(reset_matter(with_factor.pk, what)[0]).is_used
    if what == Reset.PASSWORD:
        with pytest.raises(Objected):
            DEEDS[what](guard, with_factor)


def test_an_agreement_on_one_thing_is_none_on_the_other(guard, second, with_factor):
    agree(second, actions.ask_to_reset(guard, with_factor, what=Reset.SECOND_FACTOR, reason="换手机"))
    with pytest.raises(Objected):
        accounts.reset_password(guard, with_factor)


def test_an_agreement_grows_old(guard, second, with_factor):
    agree(second, actions.ask_to_reset(guard, with_factor, what=Reset.PASSWORD, reason="忘记密码"))
    go_on(timedelta(days=7))
    with pytest.raises(Objected, match="超过7天"):
        accounts.reset_password(guard, with_factor)


def test_only_a_guards_sign_in_is_asked_about_and_never_ones_own(guard, auditor, grant):
    clerk = world.holder("funding_force", world.village(1))
    keeper = world.actor(world.holder("system_admin", username="keeper"))
    for who, whose in ((guard, clerk), (guard, guard.user), (keeper, auditor)):
        with pytest.raises(NotForTwo):
            actions.ask_to_reset(who, whose, what=Reset.PASSWORD, reason="忘记密码")
    with pytest.raises(NoReason):
        actions.ask_to_reset(guard, auditor, what=Reset.PASSWORD, reason="")
