from datetime import timedelta

import pytest

from portal.accounts import actions, permissions, selectors
from portal.accounts.facts import DelegationEnded
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted, WrongState
from portal.kernel.periods import Period
from portal.kernel.permissions import Span, System
from tests.clock import go_on

OFFICE = System("测试")


@pytest.fixture
def delegation(person, colleague):
    today = clock.today()
    days = Period(today, today + timedelta(days=10))
    return actions.delegate(OFFICE, person, deputy=colleague, days=days, document="委托书")


def test_it_ends_at_once_and_says_why(delegation, person, colleague, deeds):
    actions.end_delegation(OFFICE, delegation, reason="本人返岗")
    assert selectors.principals_of(colleague.pk) == ()
    delegation.refresh_from_db()
    assert delegation.ended_at is not None
    assert delegation.end_reason == "本人返岗"
    assert deeds[0].facts == [DelegationEnded(delegation.pk, person.pk, colleague.pk)]


def test_the_days_that_were_promised_stay(delegation):
    ended = actions.end_delegation(OFFICE, delegation, reason="本人返岗")
    assert ended.days == delegation.days


def test_it_says_why(delegation):
    with pytest.raises(BrokenInvariant, match="须写明原因"):
        actions.end_delegation(OFFICE, delegation, reason=" ")


def test_another_may_begin_the_same_day(delegation, person, register):
    actions.end_delegation(OFFICE, delegation, reason="换人")
    days = Period(clock.today(), clock.today() + timedelta(days=2))
    actions.delegate(OFFICE, person, deputy=register("third", "丙"), days=days, document="委托书")


def test_twice_is_refused(delegation):
    actions.end_delegation(OFFICE, delegation, reason="本人返岗")
    with pytest.raises(WrongState, match="已经结束"):
        actions.end_delegation(OFFICE, delegation, reason="本人返岗")


def test_one_that_ran_out_is_refused(delegation):
    go_on(timedelta(days=11))
    with pytest.raises(WrongState, match="已经结束"):
        actions.end_delegation(OFFICE, delegation, reason="本人返岗")


def test_the_principal_ends_it_and_the_deputy_does_not(delegation, person, colleague, powers):
    deputy = powers(colleague, permissions.DELEGATE, span=Span(own=frozenset({colleague.pk})))
    with pytest.raises(NotPermitted):
        actions.end_delegation(deputy, delegation, reason="不想代理")
    principal = powers(person, permissions.DELEGATE, span=Span(own=frozenset({person.pk})))
    actions.end_delegation(principal, delegation, reason="本人返岗")
