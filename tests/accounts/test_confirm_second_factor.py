import pytest

from portal.accounts import actions
from portal.accounts.actions.second_factor import WrongCode
from portal.accounts.facts import SecondFactorConfirmed
from portal.accounts.sign_in import second_factor
from portal.kernel import clock
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.permissions import Person
from tests.accounts.codes import code_of, wrong_code


@pytest.fixture
def factor(person, powers):
    return actions.offer_second_factor(Person(person), person)


def test_the_first_right_code_confirms(person, factor, deeds):
    actions.confirm_second_factor(Person(person), person, code=code_of(factor))
    assert second_factor.has_confirmed(person.pk)
    assert deeds[0].facts == [SecondFactorConfirmed(person.pk)]


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_phone_may_be_half_a_minute_off(person, factor, steps):
    assert actions.confirm_second_factor(Person(person), person, code=code_of(factor, steps=steps)).confirmed_at


@pytest.mark.parametrize("code", ["", "12345", "１２３４５６", "abcdef"])
def test_what_is_no_code_is_refused(person, factor, code):
    with pytest.raises(WrongCode):
        actions.confirm_second_factor(Person(person), person, code=code)


def test_a_wrong_and_a_stale_code_are_refused(person, factor):
    for code in (wrong_code(factor), code_of(factor, steps=-3)):
        with pytest.raises(WrongCode, match="验证码不符"):
            actions.confirm_second_factor(Person(person), person, code=code)
    assert not second_factor.has_confirmed(person.pk)


def test_the_code_that_confirmed_signs_nobody_in(person, factor):
    code = code_of(factor)
    actions.confirm_second_factor(Person(person), person, code=code)
    assert not second_factor.accepts(person.pk, code, clock.now())


def test_without_an_offer_there_is_nothing_to_confirm(person, powers):
    with pytest.raises(WrongState, match="没有待登记"):
        actions.confirm_second_factor(Person(person), person, code="123456")


def test_nobody_confirms_for_another(person, factor, colleague):
    with pytest.raises(NotPermitted):
        actions.confirm_second_factor(Person(colleague), person, code=code_of(factor))
