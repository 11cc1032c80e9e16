import pytest

from portal.accounts import actions, permissions
from portal.accounts.facts import PersonDeactivated
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.permissions import Person, System

OFFICE = System("测试")


def test_an_account_goes_out_of_use(person, deeds):
    actions.deactivate_person(OFFICE, person)
    person.refresh_from_db()
    assert not person.is_active
    assert deeds[0].facts == [PersonDeactivated(person.pk)]
    assert deeds[0].changes[0].before == {"is_active": True}
    assert deeds[0].changes[0].after == {"is_active": False}


def test_twice_is_refused(person):
    actions.deactivate_person(OFFICE, person)
    with pytest.raises(WrongState, match="已经停用"):
        actions.deactivate_person(OFFICE, person)


def test_nobody_deactivates_himself(person, powers):
    with pytest.raises(actions.people.OwnAccount, match="不能停用本人账号"):
        actions.deactivate_person(powers(person, permissions.MANAGE_PEOPLE), person)


def test_whoever_lacks_the_power_deactivates_nobody(person, colleague, powers):
    with pytest.raises(NotPermitted):
        actions.deactivate_person(Person(colleague), person)


def test_the_next_request_finds_nobody_signed_in(client, person, sign_in):
    sign_in(person)
    assert client.get("/account/").status_code == 200
    actions.deactivate_person(OFFICE, person)
    assert client.get("/account/").status_code == 302
