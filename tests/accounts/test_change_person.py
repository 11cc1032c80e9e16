import pytest

from portal.accounts import actions
from portal.accounts.facts import PersonChanged
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import Person, System

OFFICE = System("测试")


def test_name_post_and_number_are_corrected(person, unit, deeds):
    changed = actions.change_person(OFFICE, person, name="张叁", organisation=unit, post="副局长", phone="0951-6021234")
    changed.refresh_from_db()
    assert (changed.name, changed.post, changed.unsealed("phone")) == ("张叁", "副局长", "0951-6021234")
    assert deeds[0].facts == [PersonChanged(person.pk, unit.pk, None)]
    assert {"name", "post", "phone_ct", "phone_idx"} <= set(deeds[0].changes[0].after)


def test_a_number_that_is_not_given_stays(person, unit):
    assert actions.change_person(OFFICE, person, name="张三", organisation=unit).unsealed("phone") == "13995071234"


def test_an_empty_number_is_taken_out(person, unit):
    changed = actions.change_person(OFFICE, person, name="张三", organisation=unit, phone="")
    assert (changed.phone_ct, changed.phone_idx, changed.phone_tail) == (None, None, "")


def test_a_move_to_another_unit_tells_where_from(person, unit, other_unit, deeds):
    actions.change_person(OFFICE, person, name="张三", organisation=other_unit)
    assert deeds[0].facts == [PersonChanged(person.pk, other_unit.pk, unit.pk)]


def test_nobody_moves_to_a_unit_out_of_use(person, other_unit):
    closed = actions.change_organisation(
        OFFICE, other_unit, name=other_unit.name, kind=other_unit.kind, is_active=False
    )
    with pytest.raises(actions.people.OrganisationClosed):
        actions.change_person(OFFICE, person, name="张三", organisation=closed)


def test_a_number_that_is_none_is_refused(person, unit):
    with pytest.raises(actions.people.UnfitAccount):
        actions.change_person(OFFICE, person, name="张三", organisation=unit, phone="12")


def test_a_person_keeps_a_name(person, unit):
    with pytest.raises(BrokenInvariant, match="请填写姓名"):
        actions.change_person(OFFICE, person, name="", organisation=unit)


def test_nobody_changes_himself_without_the_power(person, unit, powers):
    with pytest.raises(NotPermitted):
        actions.change_person(Person(person), person, name="张总", organisation=unit)
