"""adopt_lamp_profile: another city's rule from a day on; days before keep the rule that they had."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects import actions
from projects.actions.lamps import AdoptedTooEarly
from projects.facts import LampProfileAdopted
from projects.models import LampAdoption, LampProfile
from projects.selectors.lamp_profiles import lamp_rule_change
from projects.selectors.moment import Moment
from projects.selectors.villages import lamp_rule
from tests import world
from tests.clock import go_on


@pytest.fixture
def other(seeded):
    return LampProfile.objects.filter(measure="ratio").first()


def adopted(profile, days=1, by=world.WHY, basis="指挥部会议纪要"):
    return actions.adopt_lamp_profile(by, profile, starts_on=clock.today() + timedelta(days=days), basis=basis)


def test_it_holds_from_its_day_on(other, acting, deeds):
    actor = acting("office", None)
    deeds.clear()
    row = adopted(other, by=actor)
    assert row.adopted_by == actor.user
    assert deeds[0].facts == [LampProfileAdopted(other.pk, other.key, row.starts_on)]
    assert lamp_rule(Moment(clock.now())).measure == "points"
    assert lamp_rule(Moment(clock.now() + timedelta(days=1))).measure == "ratio"


def test_an_earlier_instant_knows_nothing_of_it(other):
    known = clock.now()
    go_on(timedelta(days=2))
    adopted(other, days=-1)
    assert lamp_rule(Moment(clock.now(), known)).measure == "points"
    assert lamp_rule(Moment(clock.now())).measure == "ratio"


def test_a_person_adopts_none_for_days_that_are_over(other, acting):
    with pytest.raises(AdoptedTooEarly, match="启用日期不能早于今天") as refused:
        adopted(other, days=-1, by=acting("office", None))
    assert set(refused.value.fields) == {"starts_on"}
    assert adopted(other, days=0, by=acting("office", None)).starts_on == clock.today()


def test_the_change_is_known_from_its_day_on(other):
    row = adopted(other, days=2)
    begins = clock.now() + timedelta(days=2)
    assert lamp_rule_change(Moment.now(), since=clock.today()) is None
    change = lamp_rule_change(Moment(begins), since=clock.today())
    assert (change.since, change.profile, change.before) == (row.starts_on, other.name, "银川市（2025年3月）")
    assert lamp_rule_change(Moment(begins + timedelta(days=7)), since=row.starts_on + timedelta(days=1)) is None
    assert lamp_rule_change(Moment(begins, row.recorded_at - timedelta(seconds=1)), since=clock.today()) is None


def test_one_rule_a_day(other):
    adopted(other)
    with pytest.raises(BrokenInvariant, match="当日已启用另一套"):
        adopted(LampProfile.objects.exclude(pk=other.pk).first())


def test_it_rests_on_a_paper(other):
    with pytest.raises(BrokenInvariant, match="依据"):
        adopted(other, basis="")


def test_it_takes_the_power_over_all_villages(other, village, acting):
    before = LampAdoption.objects.count()
    for actor in (acting("office", village), acting("commander", None)):
        with pytest.raises(NotPermitted):
            adopted(other, by=actor)
    assert LampAdoption.objects.count() == before
