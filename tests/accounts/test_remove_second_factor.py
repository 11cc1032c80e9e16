import pytest

from portal.accounts import actions, permissions
from portal.accounts.facts import SecondFactorRemoved
from portal.accounts.sign_in import second_factor
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.permissions import Person, System
from tests.accounts.codes import confirmed

OFFICE = System("测试")


def test_it_is_gone_and_may_be_set_up_anew(person, powers, deeds):
    confirmed(person)
    actions.remove_second_factor(OFFICE, person)
    assert deeds[-1].facts == [SecondFactorRemoved(person.pk)]
    assert not second_factor.has_confirmed(person.pk)
    confirmed(person)


def test_what_is_not_there_is_not_removed(person):
    with pytest.raises(WrongState, match="没有登记动态验证码"):
        actions.remove_second_factor(OFFICE, person)


def test_nobody_removes_his_own(person, powers):
    confirmed(person)
    with pytest.raises(actions.people.OwnAccount):
        actions.remove_second_factor(powers(person, permissions.RESET_SIGN_IN), person)


def test_whoever_lacks_the_power_is_refused(person, colleague, powers):
    confirmed(person)
    with pytest.raises(NotPermitted):
        actions.remove_second_factor(Person(colleague), person)
