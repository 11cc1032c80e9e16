import pytest

from portal.accounts import actions
from portal.accounts.facts import SecondFactorOffered
from portal.accounts.models import SecondFactor
from portal.accounts.sign_in import second_factor
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.permissions import Person, System
from tests.accounts.codes import code_of, confirmed


def test_a_secret_waits_sealed_for_its_first_code(person, powers, deeds):
    factor = actions.offer_second_factor(Person(person), person)
    secret = second_factor.secret_of(factor)
    assert len(secret) == 32
    assert secret.encode() not in bytes(factor.secret_ct)
    assert factor.confirmed_at is None
    assert not second_factor.has_confirmed(person.pk)
    assert deeds[0].facts == [SecondFactorOffered(person.pk)]


def test_asking_again_makes_another_secret(person, powers):
    first, second = (second_factor.secret_of(actions.offer_second_factor(Person(person), person)) for _ in range(2))
    assert first != second
    assert SecondFactor.objects.count() == 1


def test_one_that_is_confirmed_is_not_overwritten(person, powers):
    confirmed(person)
    with pytest.raises(WrongState, match="已登记"):
        actions.offer_second_factor(Person(person), person)


def test_nobody_gets_one_for_another(person, colleague, powers):
    with pytest.raises(NotPermitted):
        actions.offer_second_factor(Person(colleague), person)
    with pytest.raises(NotPermitted, match="只能由本人"):
        actions.offer_second_factor(System("测试"), person)


def test_a_secret_of_one_person_opens_for_no_other(person, colleague, powers):
    from cryptography.exceptions import InvalidTag

    factor = actions.offer_second_factor(Person(person), person)
    factor.user = colleague
    with pytest.raises(InvalidTag):
        code_of(factor)
