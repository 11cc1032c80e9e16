"""regroup_village: a village lies in one area at a time; where it lay before stays readable."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects import actions
from projects.actions.villages import RegroupedTooEarly
from projects.facts import VillageRegrouped
from projects.models import Area, AreaMembership, Village
from projects.selectors.moment import Moment
from projects.selectors.villages import village_rows
from tests import world
from tests.clock import go_on
from tests.projects import sql

PAPER = {"basis": "片区调整通知"}


@pytest.fixture
def north(seeded):
    return Area.objects.get(name="北部")


@pytest.fixture
def south(seeded):
    return Area.objects.get(name="南部")


def area_of(village, moment):
    [row] = village_rows(Village.objects.filter(pk=village.pk), moment)
    return row.area


def test_it_moves_and_the_day_before_it_ends(village, north, south, acting, deeds):
    today = clock.today()
    actor = acting("office", village)
    deeds.clear()
    first = actions.regroup_village(actor, village, area=north, since=today - timedelta(days=30), **PAPER)
    second = actions.regroup_village(actor, village, area=south, since=today, **PAPER)
    first.refresh_from_db()
    assert (first.days.upper, second.days.lower, second.days.upper) == (today, today, None)
    assert deeds[0].facts == [VillageRegrouped(village.pk, None, north.pk, today - timedelta(days=30))]
    assert deeds[1].facts == [VillageRegrouped(village.pk, north.pk, south.pk, today)]
    assert len(deeds[1].changes) == 2
    assert area_of(village, Moment(clock.now())) == "南部"
    assert area_of(village, Moment(clock.now() - timedelta(days=1))) == "北部"


def test_a_move_entered_later_is_not_known_before(village, north, south):
    """Entered on the 5th, it holds from the 1st; whoever asks what was known on the 3rd still finds the old area."""
    actions.regroup_village(world.WHY, village, area=north, since=clock.today() - timedelta(days=30), **PAPER)
    go_on(timedelta(days=3))
    known = clock.now()
    go_on(timedelta(days=2))
    actions.regroup_village(world.WHY, village, area=south, since=clock.today() - timedelta(days=4), **PAPER)
    assert area_of(village, Moment(known, known)) == "北部"
    assert area_of(village, Moment(known)) == "南部"


def test_the_same_area_again_is_no_move(village, north):
    actions.regroup_village(world.WHY, village, area=north, since=clock.today(), **PAPER)
    with pytest.raises(RegroupedTooEarly, match="已在“北部”") as refused:
        actions.regroup_village(world.WHY, village, area=north, since=clock.today(), **PAPER)
    assert set(refused.value.fields) == {"area"}


@pytest.mark.parametrize("days", [0, 1])
def test_it_moves_after_the_day_on_which_it_came(village, north, south, days):
    today = clock.today()
    actions.regroup_village(world.WHY, village, area=north, since=today, **PAPER)
    with pytest.raises(RegroupedTooEarly, match="调整日期应晚于这一天") as refused:
        actions.regroup_village(world.WHY, village, area=south, since=today - timedelta(days=days), **PAPER)
    assert f"{today.month}月{today.day}日" in refused.value.sentence
    assert AreaMembership.objects.get(village=village).days.upper is None


def test_it_rests_on_a_paper(village, north):
    with pytest.raises(BrokenInvariant, match="依据"):
        actions.regroup_village(world.WHY, village, area=north, since=clock.today(), basis="")


def test_it_takes_the_power_in_this_village(village, elsewhere, north, acting):
    for actor in (acting("office", elsewhere), acting("township", village)):
        with pytest.raises(NotPermitted):
            actions.regroup_village(actor, village, area=north, since=clock.today(), **PAPER)
    assert not AreaMembership.objects.exists()


@pytest.mark.database
def test_the_database_refuses_two_areas_at_once(village, north, south):
    actions.regroup_village(world.WHY, village, area=north, since=clock.today(), **PAPER)
    insert = (
        "INSERT INTO projects_areamembership (area_id, village_id, days, basis, is_demonstration)"
        " VALUES (%s, %s, daterange(%s, NULL), '通知', false)"
    )
    later = clock.today() + timedelta(days=400)
    sql.is_refused(insert, south.pk, village.pk, later, saying="village_is_in_one_area_at_a_time")
