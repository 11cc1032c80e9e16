"""correct_milestone_reached: another day in the place of a reported one; both stay."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects import actions
from projects.actions.milestones import NotReachedYet
from projects.actions.recording import AlreadyCorrected
from projects.facts import MilestoneReachedReported
from projects.models import MilestoneReached
from projects.selectors.milestones import milestones
from projects.selectors.moment import Moment
from tests import world
from tests.clock import go_on
from tests.projects import sql


@pytest.fixture
def reached(village):
    return actions.report_milestone_reached(
        world.WHY, village, kind="topping_out", reached_on=clock.today(), source="验收记录"
    )


def corrected(reached, by=world.WHY, **inputs):
    given = {"reached_on": clock.today() - timedelta(days=3), "source": "验收记录", "reason": "日期笔误", **inputs}
    return actions.correct_milestone_reached(by, reached, **given)


def test_both_days_stay(reached, village, acting, deeds):
    actor = acting("building_force", village)
    deeds.clear()
    row = corrected(reached, by=actor)
    assert (row.supersedes, row.kind, row.village, row.reported_by) == (reached, "topping_out", village, actor.user)
    fact = MilestoneReachedReported(village.pk, row.pk, "topping_out", row.reached_on, corrects=reached.pk)
    assert deeds[0].facts == [fact]
    assert deeds[0].changes[0].after["reason"] == "日期笔误"
    assert MilestoneReached.objects.get(pk=reached.pk).reached_on == clock.today()


def test_an_earlier_instant_knows_nothing_of_it(reached, village):
    before = clock.now()
    go_on(timedelta(days=1))
    row = corrected(reached)
    [then] = milestones([village.pk], Moment(clock.now(), before))[village.pk]
    [now] = milestones([village.pk], Moment(clock.now()))[village.pk]
    assert (then.reached_on, now.reached_on) == (reached.reached_on, row.reached_on)


def test_it_says_why(reached):
    with pytest.raises(BrokenInvariant, match="更正须写明原因"):
        corrected(reached, reason="")


def test_the_day_has_come(reached):
    with pytest.raises(NotReachedYet, match="还没有到"):
        corrected(reached, reached_on=clock.today() + timedelta(days=1))


def test_the_newest_row_is_corrected(reached):
    newest = corrected(reached)
    with pytest.raises(AlreadyCorrected, match="最新一条"):
        corrected(reached)
    assert corrected(newest, reason="再次核对").supersedes == newest


def test_it_takes_the_power_in_its_village(reached, elsewhere, acting):
    with pytest.raises(NotPermitted):
        corrected(reached, by=acting("building_force", elsewhere))
    assert MilestoneReached.objects.filter(village=reached.village).count() == 1


@pytest.mark.database
def test_the_row_is_kept_as_written(reached):
    sql.is_kept_as_written(corrected(reached), "note", "改")
