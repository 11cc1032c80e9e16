"""What waits on the desk: whoever reports for named villages is told which, whoever may for all of them how many."""

import pytest

from portal.kernel import clock
from portal.web.todo import todo_of
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal(seeded_today):
    """The portal that a test works in."""


def waiting(user):
    return [(item.label, item.village) for item in todo_of(world.actor(user)) if item.kind == "报数"]


def test_a_township_is_told_its_village_until_something_was_reported():
    taqiao = world.village(3)
    township = world.holder("township", taqiao)
    assert waiting(township) == [("本周报数", "塔桥大庄点")]
    world.reported(taqiao, "signed_households", 571, 580)
    assert waiting(township) == []


def test_the_office_is_told_one_number_for_all():
    office = world.holder("office")
    assert waiting(office) == [("本周尚有12个点位未报数", "")]
    world.reported(world.village(1), "accidents", 0)
    assert waiting(office) == [("本周尚有11个点位未报数", "")]


def test_it_is_due_on_the_day_of_the_cut_off():
    due = {item.due_on for item in todo_of(world.actor(world.holder("office")))}
    sunday = due.pop()
    assert (sunday.isoweekday(), due) == (7, set())
    assert sunday >= clock.today()


@pytest.mark.parametrize("role", ["commander", "auditor", "household", "system_admin"])
def test_whoever_does_not_report_is_asked_nothing(role):
    assert waiting(world.holder(role)) == []
