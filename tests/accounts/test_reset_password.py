import pytest

from portal.accounts import actions, permissions
from portal.accounts.facts import PasswordReset
from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import Person, System

OFFICE = System("测试")


def test_a_password_for_one_use_takes_the_place_of_the_old(person, deeds):
    account = actions.reset_password(OFFICE, person)
    person.refresh_from_db()
    assert person.check_password(account.one_time_password)
    assert not person.check_password(person.password_given)
    assert person.must_change_password
    assert deeds[0].facts == [PasswordReset(person.pk)]


def test_nobody_resets_his_own(person, powers):
    with pytest.raises(actions.people.OwnAccount, match="在“我的账号”中修改"):
        actions.reset_password(powers(person, permissions.RESET_SIGN_IN), person)


def test_whoever_manages_people_does_not_therefore_reset(person, colleague, powers):
    with pytest.raises(NotPermitted):
        actions.reset_password(powers(colleague, permissions.MANAGE_PEOPLE), person)
    with pytest.raises(NotPermitted):
        actions.reset_password(Person(colleague), person)


def test_the_persons_sessions_end(client, person, sign_in):
    sign_in(person)
    actions.reset_password(OFFICE, person)
    assert client.get("/account/").status_code == 302
