from datetime import timedelta

import pytest

from portal.accounts import actions, permissions, selectors
from portal.accounts.selectors import PersonRow, Principal
from portal.kernel import clock
from portal.kernel.periods import Period
from portal.kernel.permissions import Nobody, Span, System, Visitor
from tests.clock import go_on

OFFICE = System("测试")


@pytest.fixture
def delegated(person, colleague):
    def make(first=0, last=10):
        today = clock.today()
        days = Period(today + timedelta(days=first), today + timedelta(days=last + 1))
        return actions.delegate(OFFICE, person, deputy=colleague, days=days, document="委托书")

    return make


def test_a_principal_is_named_with_what_holdings_need(delegated, person, colleague):
    delegated()
    assert selectors.principals_of(colleague.pk) == (Principal(person.pk, "张三", person.organisation_id),)
    assert selectors.principals_of(person.pk) == ()
    assert selectors.deputies_of([person.pk, colleague.pk]) == {person.pk: "李四"}


def test_the_first_and_the_last_day_count_and_the_day_after_does_not(delegated, colleague):
    delegated(first=1, last=2)
    counted = []
    for _ in range(4):
        counted.append(len(selectors.principals_of(colleague.pk)))
        go_on(timedelta(days=1))
    assert counted == [0, 1, 1, 0]


def test_the_day_turns_at_midnight_in_yinchuan(delegated, colleague, monkeypatch):
    from datetime import datetime

    from portal.kernel.periods import SHANGHAI
    from tests.clock import stand_at

    stand_at(datetime(2027, 3, 1, 12, tzinfo=SHANGHAI))
    delegated(first=0, last=0)
    stand_at(datetime(2027, 3, 1, 23, 59, 50, tzinfo=SHANGHAI))
    assert selectors.principals_of(colleague.pk)
    stand_at(datetime(2027, 3, 2, 0, 0, 5, tzinfo=SHANGHAI))
    assert not selectors.principals_of(colleague.pk)


def test_a_delegation_of_somebody_out_of_office_does_not_count(delegated, person, colleague):
    delegated()
    actions.deactivate_person(OFFICE, person)
    assert selectors.principals_of(colleague.pk) == ()


def test_rows_say_what_a_delegation_is_now(delegated, person, colleague):
    now = delegated()
    later = delegated(first=20, last=30)
    made, received = selectors.delegations_of(person.pk)
    assert received == []
    assert [(row.id, row.is_live, row.can_end) for row in made] == [(later.pk, False, True), (now.pk, True, True)]
    actions.end_delegation(OFFICE, now, reason="返岗")
    (_, ended), _ = selectors.delegations_of(person.pk)
    assert (ended.is_live, ended.can_end, ended.end_reason) == (False, False, "返岗")
    assert ended.last_on == clock.today() + timedelta(days=10)
    assert selectors.delegations_of(colleague.pk)[0] == []


def test_people_and_units_are_found_by_key(person, resident, unit):
    rows = selectors.people([person.pk, resident.pk, 0])
    assert rows[person.pk] == PersonRow(person.pk, "张三", "科长", unit.pk, "区财政局", True)
    assert rows[resident.pk].name == "王*"
    assert set(rows) == {person.pk, resident.pk}
    assert selectors.organisations([unit.pk])[unit.pk].kind_label == "成员单位"
    assert selectors.active_people_by_organisation([unit.pk, 0]) == {unit.pk: 1}


def test_foreign_and_missing_are_the_same_nothing(person, other_unit, unit):
    here = Span(organisations=frozenset({unit.pk}))
    there = Span(organisations=frozenset({other_unit.pk}))
    sees = {permissions.VIEW_PEOPLE.key: here, permissions.VIEW_ORGANISATIONS.key: here}
    assert selectors.visible_person(Visitor(sees, label="", until=None), person.pk).id == person.pk
    assert [row.id for row in selectors.visible_organisations(Visitor(sees, label="", until=None))] == [unit.pk]
    foreign = Visitor({permissions.VIEW_PEOPLE.key: there}, label="", until=None)
    assert selectors.visible_person(foreign, person.pk) is None
    assert selectors.visible_person(OFFICE, 10**18) is None
    assert selectors.visible_person(Nobody(), person.pk) is None
