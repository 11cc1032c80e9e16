import pytest

from portal.accounts import actions
from portal.accounts.facts import PersonReactivated
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.permissions import Person, System

OFFICE = System("测试")


def test_an_account_comes_back_into_use(person, deeds):
    actions.deactivate_person(OFFICE, person)
    assert actions.reactivate_person(OFFICE, person).is_active
    assert deeds[-1].facts == [PersonReactivated(person.pk)]


def test_an_account_in_use_is_refused(person):
    with pytest.raises(WrongState, match="正在使用"):
        actions.reactivate_person(OFFICE, person)


def test_an_account_of_a_unit_out_of_use_stays_out(person, unit):
    actions.deactivate_person(OFFICE, person)
    actions.change_organisation(OFFICE, unit, name=unit.name, kind=unit.kind, is_active=False)
    with pytest.raises(actions.people.OrganisationClosed):
        actions.reactivate_person(OFFICE, person)


def test_whoever_lacks_the_power_is_refused(person, colleague, powers):
    actions.deactivate_person(OFFICE, person)
    with pytest.raises(NotPermitted):
        actions.reactivate_person(Person(colleague), person)
