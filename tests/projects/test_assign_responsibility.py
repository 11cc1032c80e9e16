"""assign_responsibility: one unit or person per level and matter, from a day on, with its paper."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects import actions
from projects.actions.responsibilities import NotTheirsToAnswer, ResponsibilityUnchanged
from projects.facts import ResponsibilityAssigned
from projects.models import Level, Matter, Responsibility
from projects.selectors.moment import Moment
from projects.selectors.responsibilities import four_levels, responsibilities
from tests import world
from tests.clock import go_on
from tests.projects import sql


def command():
    return world.organisation("兴庆区城中村改造项目指挥部", "command")


@pytest.fixture
def leader(seeded):
    return world.person("leader", "赵县长", unit=command())


@pytest.fixture
def successor(seeded):
    return world.person("successor", "钱县长", unit=command())


def assigned(village, by=world.WHY, **inputs):
    given = {"level": Level.LEADER, "since": clock.today(), "basis": "包抓通知", **inputs}
    return actions.assign_responsibility(by, village, **given)


def held(village, level, moment=None):
    rows = responsibilities([village.pk], moment or Moment.now()).get(village.pk, [])
    return [row.person or row.organisation for row in rows if row.level == level]


def test_somebody_answers_from_a_day_on(village, leader, acting, deeds):
    actor = acting("office", village)
    deeds.clear()
    row = assigned(village, by=actor, person=leader)
    assert held(village, Level.LEADER) == ["赵县长"]
    fact = ResponsibilityAssigned(village.pk, row.pk, "leader", "overall", None, leader.pk, clock.today())
    assert deeds[0].facts == [fact]
    assert deeds[0].changes[0].after["basis"] == "包抓通知"


def test_his_successor_relieves_him(village, leader, successor):
    today = clock.today()
    first = assigned(village, person=leader, since=today - timedelta(days=10))
    assigned(village, person=successor)
    first.refresh_from_db()
    assert first.days.upper == today
    assert held(village, Level.LEADER) == ["钱县长"]
    assert held(village, Level.LEADER, Moment(clock.now() - timedelta(days=1))) == ["赵县长"]


def test_a_change_entered_later_is_not_known_before(village, leader, successor):
    assigned(village, person=leader, since=clock.today() - timedelta(days=10))
    go_on(timedelta(days=3))
    known = clock.now()
    go_on(timedelta(days=2))
    assigned(village, person=successor, since=clock.today() - timedelta(days=4))
    assert held(village, Level.LEADER, Moment(known, known)) == ["赵县长"]
    assert held(village, Level.LEADER, Moment(known)) == ["钱县长"]


def test_task_forces_answer_by_matter(village, leader, successor):
    assigned(village, level=Level.TASK_FORCE, matter=Matter.FUNDING, person=leader)
    assigned(village, level=Level.TASK_FORCE, matter=Matter.RELOCATION, person=successor)
    rows = responsibilities([village.pk], Moment.now())[village.pk]
    assert [(row.matter, row.person) for row in rows] == [("relocation", "钱县长"), ("funding", "赵县长")]
    assert [row.level for row in four_levels(rows)] == ["command", "leader", "task_force", "task_force", "township"]


def test_the_same_again_is_no_change(village, leader):
    assigned(village, person=leader)
    with pytest.raises(ResponsibilityUnchanged, match="不需要调整"):
        assigned(village, person=leader)


def test_the_new_one_begins_after_the_old(village, leader, successor):
    assigned(village, person=leader)
    with pytest.raises(ResponsibilityUnchanged, match="调整日期应晚于这一天") as refused:
        assigned(village, person=successor)
    assert set(refused.value.fields) == {"since"}


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"level": Level.COMMAND}, "请至少明确一个责任单位或责任人"),
        ({"level": Level.LEADER, "organisation": "a unit"}, "须明确到人"),
        ({"level": Level.TOWNSHIP, "person": "a person"}, "须明确到乡镇街道"),
        ({"level": Level.TOWNSHIP, "organisation": "a town", "matter": Matter.FUNDING}, "只适用于工作专班"),
        ({"person": "a person", "basis": ""}, "请填写明确责任的依据"),
    ],
)
def test_each_level_names_what_it_must(village, leader, inputs, said):
    rows = {
        "a unit": leader.organisation,
        "a town": world.organisation("大新镇人民政府", "township"),
        "a person": leader,
    }
    with pytest.raises(BrokenInvariant, match=said):
        assigned(village, **{name: rows.get(value, value) for name, value in inputs.items()})


@pytest.mark.parametrize("kind", ["builder", "supervision", "third_party", "residents"])
@pytest.mark.parametrize("level", [Level.COMMAND, Level.LEADER, Level.TOWNSHIP])
def test_whoever_works_for_the_site_leads_nothing(village, level, kind):
    unit = world.organisation("示例公司", kind)
    for inputs in ({"organisation": unit}, {"person": world.person("stranger", unit=unit)}):
        with pytest.raises(NotTheirsToAnswer, match="不能明确到") as refused:
            assigned(village, level=level, **inputs)
        assert set(refused.value.fields) == set(inputs)


def test_a_leader_is_of_the_command_centre(village, leader):
    with pytest.raises(NotTheirsToAnswer, match="应明确到指挥部的领导"):
        assigned(village, person=world.person("clerk"))
    assert assigned(village, person=leader).person == leader


@pytest.mark.parametrize("kind", ["township", "community"])
def test_the_ground_is_answered_for_by_whoever_stands_on_it(village, leader, kind):
    with pytest.raises(NotTheirsToAnswer, match="应明确到乡镇街道或村（社区）") as refused:
        assigned(village, level=Level.TOWNSHIP, organisation=leader.organisation)
    assert set(refused.value.fields) == {"organisation"}
    unit = world.organisation("大新镇", kind)
    assert assigned(village, level=Level.TOWNSHIP, organisation=unit).organisation == unit


def test_it_takes_the_power_in_this_village(village, elsewhere, leader, acting):
    for actor in (acting("office", elsewhere), acting("township", village)):
        with pytest.raises(NotPermitted):
            assigned(village, by=actor, person=leader)
    assert not Responsibility.objects.exists()


@pytest.mark.database
def test_the_database_refuses_two_at_once(village, leader, successor):
    assigned(village, person=leader)
    insert = (
        "INSERT INTO projects_responsibility (village_id, level, matter, person_id, days, basis, is_demonstration)"
        " VALUES (%s, 'leader', 'overall', %s, daterange(%s, NULL), '通知', false)"
    )
    later = clock.today() + timedelta(days=400)
    sql.is_refused(insert, village.pk, successor.pk, later, saying="responsibility_is_held_by_one_at_a_time")
