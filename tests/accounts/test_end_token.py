"""A token ends by its person's word, with his password, and when he leaves."""

from datetime import timedelta

import pytest

from portal.accounts import actions, permissions
from portal.accounts.models import ApiToken
from portal.kernel import clock
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.permissions import Person, System

NEW = "凤凰碑下四十里渠甲乙丙"


@pytest.fixture
def actor(person, powers):
    return powers(person, permissions.USE_API)


@pytest.fixture
def token(actor, person):
    end = clock.today() + timedelta(days=30)
    return actions.issue_token(actor, person, name="月报取数", expires_on=end).token


def is_live(token):
    return ApiToken.objects.live().filter(pk=token.pk).exists()


def test_it_opens_nothing_any_more(actor, token, deeds):
    assert is_live(token)
    ended = actions.end_token(actor, token)
    assert ended.ended_at
    assert not is_live(token)
    assert [type(fact).__name__ for fact in deeds[0].facts] == ["TokenEnded"]


def test_once_is_enough(actor, token):
    actions.end_token(actor, token)
    with pytest.raises(WrongState):
        actions.end_token(actor, token)


def test_nobody_ends_anothers(token, colleague, powers):
    with pytest.raises(NotPermitted):
        actions.end_token(powers(colleague, permissions.USE_API), token)


def test_it_ends_with_its_persons_password(person, token, colleague, powers):
    actions.change_own_password(Person(person), person, old_password=person.password_given, new_password=NEW)
    assert not is_live(token)


def test_it_ends_with_a_reset_password(person, token):
    actions.reset_password(System("忘记密码"), person)
    assert not is_live(token)


def test_a_newer_hash_of_the_same_password_ends_none(person, token):
    actions.renew_password_hash(System("登录"), person, encoded=person.password)
    assert is_live(token)


def test_it_does_not_come_back_with_its_person(person, token):
    actions.deactivate_person(System("调离"), person)
    actions.reactivate_person(System("调回"), person)
    assert not is_live(token)
