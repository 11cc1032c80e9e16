"""start_clock: a deadline runs by the last version of its rule, from the day after its first day."""

from datetime import date, datetime, timedelta

import pytest

from portal.clocks import selectors
from portal.clocks.actions.clocks import DayNotPossible, NoSuchRule
from portal.clocks.facts import ClockStarted
from portal.clocks.lifecycle import ClockState
from portal.clocks.models import Clock, ClockMove
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import PORTAL
from tests import world
from tests.clocks.clocks import started

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("rule", "start", "due"),
    [
        ("X3", TODAY, date(2026, 11, 30)),  # 5 working days
        ("X1", TODAY, date(2026, 12, 8)),  # 15 days
        ("X1", date(2026, 9, 20), date(2026, 10, 8)),  # the last day lies in 国庆
        ("X4", date(2026, 8, 2), date(2026, 10, 8)),
        ("E16-suit", date(2026, 8, 31), date(2027, 3, 1)),  # six months: the last of February is a Sunday
        ("E16-enforce", date(2026, 11, 17), date(2027, 2, 17)),
        ("E6", date(2026, 2, 28), date(2027, 3, 1)),  # 2027-02-28 is a Sunday
        ("L1", date(2026, 9, 20), date(2026, 10, 10)),  # the made-up Saturday is the tenth working day
    ],
)
def test_it_ends_when_the_statute_says(rule, start, due, seeded):
    clock = started(rule, started_on=start)
    assert clock.due_on == due
    assert (clock.started_on, clock.state, clock.due_at) == (start, ClockState.RUNNING, None)


def test_without_a_day_it_starts_today_and_tells_so(seeded, deeds):
    clock = started("X3")
    assert clock.started_on == TODAY
    assert deeds[-1].facts == [ClockStarted(clock.pk, "X3", "petition:1", None, date(2026, 11, 30))]
    move = ClockMove.objects.get(clock=clock)
    assert (move.verb, move.from_state, move.to_state, move.due_after) == ("start", "", "running", clock.due_on)


def test_hours_are_natural_hours_whatever_the_calendar_says(seeded):
    friday = datetime(2026, 11, 20, 17, 30, tzinfo=SHANGHAI)
    clock = started("Q12", started_at=friday)
    assert clock.due_at == friday + timedelta(hours=24)
    assert clock.due_on == date(2026, 11, 21)
    with pytest.raises(DayNotPossible, match="请填写起算时刻"):
        started("Q12", "accident:2", started_on=TODAY)
    with pytest.raises(DayNotPossible, match="不晚于现在"):
        started("Q12", "accident:2", started_at=datetime(2026, 11, 24, tzinfo=SHANGHAI))


def test_a_first_day_in_the_future_is_refused(seeded):
    with pytest.raises(DayNotPossible, match="不能晚于今天"):
        started(started_on=date(2026, 11, 24))
    assert not Clock.objects.exists()


def test_a_rule_that_nobody_published_starts_nothing(seeded):
    with pytest.raises(NoSuchRule, match="没有启用代号为“ZZ”的期限规则"):
        started("ZZ")


def test_one_matter_has_one_open_clock_under_a_rule(seeded):
    started("X3")
    with pytest.raises(BrokenInvariant, match="不重复起算"):
        started("X3")
    started("X1")
    started("X3", "petition:2")


def test_it_hangs_from_the_village_of_its_target_and_is_seen_there_alone(village, seeded):
    here = started(where=village)
    everywhere = started("X3", "petition:2")
    assert here.village_id == village.pk
    assert everywhere.village_id is None
    near = world.actor(world.holder("relocation_force", village))
    far = world.actor(world.holder("relocation_force", world.village(3)))
    assert list(selectors.clocks_shown(near)) == [here]
    assert list(selectors.clocks_shown(far)) == []
    assert set(selectors.clocks_shown(world.actor(world.holder("office")))) == {here, everywhere}


def test_it_takes_the_power_in_that_village(village, seeded):
    near = world.actor(world.holder("relocation_force", village))
    assert started(where=village, by=near).village_id == village.pk
    for where in (world.village(3), PORTAL):
        with pytest.raises(NotPermitted):
            started("X3", "petition:9", where=where, by=near)


def test_a_clock_found_by_its_owner_is_the_open_one(seeded):
    clock = started("X3")
    assert selectors.clock_of("petition:1", "X3") == clock
    assert selectors.clock_of("petition:1", "X1") is None


def test_a_day_that_rests_on_a_provisional_year_says_so(seeded, office):
    started("X1", started_on=TODAY)
    started("E16-enforce", "petition:2", started_on=TODAY)
    rows = {row.rule: row.warning for row in selectors.clock_rows(selectors.clocks_shown(office), office)}
    assert rows["信访事项登记转送"] == ""
    assert rows["申请法院强制执行补偿决定"].startswith("2027年放假安排尚未公布，按暂定日历推算")
