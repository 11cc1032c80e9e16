"""stop_clock, cancel_clock: a clock ends on a day; whether it was late is told with it."""

from datetime import date

import pytest

from portal.clocks import actions
from portal.clocks.actions.clocks import DayNotPossible, ReasonMissing
from portal.clocks.facts import ClockCancelled, ClockMet
from portal.clocks.lifecycle import CLOCK, ClockState
from portal.clocks.models import Clock, ClockPause
from portal.kernel.errors import WrongState
from tests import world
from tests.clocks.clocks import started


@pytest.mark.parametrize(("met_on", "is_late"), [(date(2026, 11, 16), False), (date(2026, 11, 17), True)])
def test_whoever_ends_after_the_day_is_late(met_on, is_late, seeded, deeds):
    clock = actions.stop_clock(world.WHY, started("X3", started_on=date(2026, 11, 9)), met_on=met_on)
    assert (clock.state, clock.ended_on) == (ClockState.MET, met_on)
    assert deeds[-1].facts == [ClockMet(clock.pk, "X3", "petition:1", None, met_on, is_late)]


def test_a_pause_that_still_runs_ends_with_it_and_counts(seeded):
    clock = started("X3", started_on=date(2026, 11, 9))
    clock = actions.pause_clock(world.WHY, clock, reason="补正材料", paused_on=date(2026, 11, 12))
    clock = actions.stop_clock(world.WHY, clock, met_on=date(2026, 11, 20))
    assert clock.due_on == date(2026, 11, 24)
    assert ClockPause.objects.get().resumed_on == date(2026, 11, 20)


def test_it_ends_in_its_own_life(seeded):
    clock = started("X3", started_on=date(2026, 11, 9))
    for day in (date(2026, 11, 8), date(2026, 11, 24)):
        with pytest.raises(DayNotPossible):
            actions.stop_clock(world.WHY, clock, met_on=day)


def test_it_is_cancelled_for_a_reason_and_then_another_may_start(seeded, deeds):
    clock = started("X3")
    with pytest.raises(ReasonMissing):
        actions.cancel_clock(world.WHY, clock, reason="")
    clock = actions.cancel_clock(world.WHY, clock, reason="信访人撤回")
    assert clock.state == ClockState.CANCELLED
    assert deeds[-1].facts == [ClockCancelled(clock.pk, "X3", "petition:1", None)]
    started("X3")


VERBS = {
    "pause": lambda clock: actions.pause_clock(world.WHY, clock, reason="补正"),
    "resume": lambda clock: actions.resume_clock(world.WHY, clock),
    "extend": lambda clock: actions.extend_clock(world.WHY, clock, reason="批准"),
    "stop": lambda clock: actions.stop_clock(world.WHY, clock),
    "cancel": lambda clock: actions.cancel_clock(world.WHY, clock, reason="撤回"),
}
PATHS = {
    ClockState.RUNNING: [],
    ClockState.PAUSED: ["pause"],
    ClockState.MET: ["stop"],
    ClockState.CANCELLED: ["cancel"],
}


def test_every_verb_is_an_action():
    assert sorted(VERBS) == CLOCK.verbs


@pytest.mark.parametrize("state", ClockState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_a_clock_moves_as_its_table_says(verb, state, seeded):
    clock = started("X4")
    for step in PATHS[ClockState(state)]:
        clock = VERBS[step](clock)
    assert clock.state == state
    if CLOCK.can(verb, state):
        assert VERBS[verb](clock).state == CLOCK.after(verb, state)
    else:
        with pytest.raises(WrongState):
            VERBS[verb](clock)
        assert Clock.objects.get().state == state
