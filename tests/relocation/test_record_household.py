"""record_household, record_households: a household is entered with its people and buildings, sealed, in one deed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects.selectors.moment import Moment
from relocation import actions
from relocation.actions.households import HouseholdRefused
from relocation.facts import HouseholdsRecorded
from relocation.models import Building, Household, HouseholdMember
from relocation.selectors.households import inputs_of, surveyed, twins_of
from tests import world
from tests.relocation.surveys import building, entry, id_number, member


@pytest.fixture
def clerk(acting, village):
    return acting("township", village)


def test_a_household_stands_with_all_that_belongs_to_it_and_the_trail_holds_marks_alone(clerk, village, deeds):
    household = actions.record_household(clerk, village, entry=entry(keeper_id=clerk.user.pk))
    assert (household.number, household.holder_name, household.masked("phone")) == ("1", "马测试2", "****1234")
    assert (household.recorded_by, household.keeper) == (clerk.user, clerk.user)
    members = HouseholdMember.objects.filter(household=household).order_by("ordinal")
    assert [(each.name, each.relation, each.unsealed("id_number")) for each in members] == [
        ("马测试2", "head", id_number(2)),
        ("马测试3", "spouse", id_number(3)),
    ]
    inputs = inputs_of(household)
    assert (inputs.persons, inputs.counted_heads, inputs.compensated_area) == (2, 2, Decimal("96.50"))
    assert inputs.area(legal_status="illegal") == Decimal("20.00")
    assert surveyed([village.pk], Moment.now())[village.pk].persons == 2
    [deed] = deeds
    assert deed.facts == [HouseholdsRecorded(village.pk, 1, 2)]
    assert {change.scope for change in deed.changes} == {(village.pk,)}
    told = repr([(change.before, change.after) for change in deed.changes])
    assert not [secret for secret in (id_number(2), id_number(3), "13995071234", "马测试", "1234") if secret in told]


def test_many_are_one_deed_with_as_many_statements_as_one(clerk, village, deeds, django_assert_num_queries):
    fewer, more = ([entry(f"{word}{n}", n) for n in range(count)] for word, count in (("A", 60), ("B", 90)))
    actions.record_household(clerk, village, entry=entry("C"))  # what he holds is read once for each request
    deeds.clear()
    for entries in (fewer, more):
        with django_assert_num_queries(RECORDING):
            actions.record_households(clerk, village, entries=entries)
    assert (Household.objects.count(), HouseholdMember.objects.count(), Building.objects.count()) == (151, 302, 302)
    assert [deed.facts for deed in deeds] == [
        [HouseholdsRecorded(village.pk, 60, 120)],
        [HouseholdsRecorded(village.pk, 90, 180)],
    ]


RECORDING = 11
"""Recorded: savepoint and mark, the clock, three inserts, the trail; a household more costs none."""


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"members": (member(2, "spouse"),)}, "m0_relation", "还没有户主。"),
        ({"members": (member(2), member(3))}, "m1_relation", "一户只有一名户主"),
        ({"members": (member(2), member(2, "child"))}, "m1_id_number", "与本户第1人的证件号码相同"),
        ({"surveyed_on": None}, "surveyed_on", "入户调查日期不能晚于今天。"),
    ],
)
def test_what_cannot_be_one_household_is_refused_at_its_place(clerk, village, given, field, sentence):
    if "surveyed_on" in given:
        given = {"surveyed_on": clock.today() + timedelta(days=1)}
    with pytest.raises(HouseholdRefused) as refused:
        actions.record_household(clerk, village, entry=entry(**given))
    assert sentence in refused.value.fields[field]
    assert not Household.objects.exists()


def test_a_keeper_is_somebody_who_surveys_there(clerk, village, acting, elsewhere):
    other = acting("township", elsewhere)
    with pytest.raises(HouseholdRefused, match="所选包户干部没有本点位入户调查的权限"):
        actions.record_household(clerk, village, entry=entry(keeper_id=other.user.pk))


def test_a_number_stands_once_in_a_village(clerk, village):
    household = actions.record_household(clerk, village, entry=entry())
    with pytest.raises(BrokenInvariant, match="本点位已有这个户号"):
        actions.record_household(clerk, village, entry=entry(n=9))
    actions.withdraw_household(clerk, household, reason="与别户重复登记")
    assert actions.record_household(clerk, village, entry=entry(n=9)).number == "1"


def test_the_same_person_in_two_households_is_allowed_and_shown(clerk, village, elsewhere, acting):
    """A red flag looks for these: the page says so at once, and of villages that are not his only that."""
    first = actions.record_household(clerk, village, entry=entry("1"))
    again = actions.record_household(clerk, village, entry=entry("2", members=(member(3), member(9, "child"))))
    actions.record_household(world.WHY, elsewhere, entry=entry("7", members=(member(9),)))
    found = [(twin.ordinal, twin.household_id, twin.number) for twin in twins_of(again, clerk)]
    assert found == [(1, first.pk, "1"), (2, None, "")]
    assert [twin.ordinal for twin in twins_of(first, clerk)] == [2]


def test_it_takes_the_power_there(village, elsewhere, acting):
    for actor in (acting("office", village), acting("township", elsewhere)):
        with pytest.raises(NotPermitted):
            actions.record_household(actor, village, entry=entry())
        with pytest.raises(NotPermitted):
            actions.record_households(actor, village, entries=[entry()])
    assert not Household.objects.exists()


def test_an_area_keeps_both_decimals(clerk, village):
    household = actions.record_household(clerk, village, entry=entry(buildings=(building("0.01"),)))
    assert inputs_of(household).area() == Decimal("0.01")
