"""report_milestone_reached: an observation with its source; no milestone is derived from another."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects import actions
from projects.actions.milestones import EarlierStepMissing, NotReachedYet
from projects.facts import MilestoneReachedReported
from projects.models import Milestone, MilestoneReached
from projects.selectors.milestones import milestones
from projects.selectors.moment import Moment
from tests import world
from tests.projects import sql


def reached(village, by=world.WHY, **inputs):
    given = {"kind": "construction_permit", "reached_on": clock.today(), "source": "施工许可证", **inputs}
    return actions.report_milestone_reached(by, village, **given)


def test_it_needs_no_promise_before_it(village, acting, deeds):
    actor = acting("building_force", village)
    deeds.clear()
    row = reached(village, by=actor)
    assert row.reported_by == actor.user
    assert deeds[0].facts == [MilestoneReachedReported(village.pk, row.pk, "construction_permit", clock.today())]
    assert deeds[0].changes[0].after["source"] == "施工许可证"
    assert not Milestone.objects.filter(village=village).exists()


def test_it_says_nothing_of_any_other(village):
    reached(village, kind="return")
    [row] = milestones([village.pk], Moment.now())[village.pk]
    assert row.kind == "return"


@pytest.mark.parametrize(
    ("kind", "note", "done", "named"),
    [
        ("return", "", [], "“开工”、“封顶”"),
        ("return", "已回", [], "“开工”、“封顶”"),
        ("acceptance", " ", ["construction_start"], "“封顶”"),
    ],
)
def test_an_end_without_its_beginning_needs_a_word(village, acting, kind, note, done, named):
    actor = acting("owner_unit", village)
    for step in done:
        reached(village, kind=step)
    with pytest.raises(EarlierStepMissing, match=f"{named}还没有登记完成") as refused:
        reached(village, by=actor, kind=kind, note=note)
    assert set(refused.value.fields) == {"note"}
    assert reached(village, by=actor, kind=kind, note="原址安置，没有新建楼栋").note == "原址安置，没有新建楼栋"


def test_an_end_after_its_beginning_needs_none(village, acting):
    for step in ("construction_start", "topping_out", "return"):
        reached(village, by=acting("township", village), kind=step)
    assert MilestoneReached.objects.filter(village=village).count() == 3


def test_the_day_has_come(village):
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(NotReachedYet, match="完成日期还没有到") as refused:
        reached(village, reached_on=tomorrow)
    assert set(refused.value.fields) == {"reached_on"}


def test_once(village):
    reached(village)
    with pytest.raises(BrokenInvariant, match="已登记完成"):
        reached(village, reached_on=clock.today() - timedelta(days=1))


def test_it_has_its_proof(village):
    with pytest.raises(BrokenInvariant, match="证明材料"):
        reached(village, source="")


def test_it_takes_the_power_in_this_village(village, elsewhere, acting):
    for actor in (acting("building_force", elsewhere), acting("quality_force", village)):
        with pytest.raises(NotPermitted):
            reached(village, by=actor)
    assert not MilestoneReached.objects.filter(village=village).exists()


@pytest.mark.database
def test_the_row_is_kept_as_written(village):
    sql.is_kept_as_written(reached(village), "reached_on", clock.today() - timedelta(days=9))
