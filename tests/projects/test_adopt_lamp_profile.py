"""adopt_lamp_profile: another city's rule from a day on; days before keep the rule that they had."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects import actions
from projects.facts import LampProfileAdopted
from projects.models import LampAdoption, LampProfile
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
