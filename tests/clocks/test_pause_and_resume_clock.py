"""pause_clock, resume_clock: whole days are taken out, and the last day moves when the clock goes on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clocks import actions
from portal.clocks.actions.clocks import ClockRunsThrough, DayNotPossible, ReasonMissing
from portal.clocks.facts import ClockMoved
from portal.clocks.lifecycle import ClockState
from portal.clocks.models import ClockMove, ClockPause
from portal.clocks.rules import Term, Unit, due_day
from portal.kernel.calendar import WorkingCalendar
from portal.kernel.errors import WrongState
from portal.kernel.periods import Period
from tests import world
from tests.clocks.clocks import started

CALENDAR = WorkingCalendar()


def pause(clock, day=None, reason="补正材料"):
    return actions.pause_clock(world.WHY, clock, reason=reason, paused_on=day)


def resume(clock, day=None):
    return actions.resume_clock(world.WHY, clock, resumed_on=day)


def test_what_was_left_out_is_added_in_working_days(seeded, deeds):
    clock = started("X3", started_on=date(2026, 11, 9))  # due on the 16th
    assert clock.due_on == date(2026, 11, 16)
    clock = pause(clock, date(2026, 11, 12))  # two working days have run: the 10th and 11th
    assert (clock.state, clock.due_on) == (ClockState.PAUSED, date(2026, 11, 16))
    clock = resume(clock, date(2026, 11, 18))  # the 18th is the third
    assert (clock.state, clock.due_on) == (ClockState.RUNNING, date(2026, 11, 20))
    told = [fact for deed in deeds for fact in deed.facts if isinstance(fact, ClockMoved)]
    assert [(fact.verb, fact.before, fact.due_on) for fact in told] == [
        ("pause", date(2026, 11, 16), date(2026, 11, 16)),
        ("resume", date(2026, 11, 16), date(2026, 11, 20)),
    ]
    assert [move.verb for move in ClockMove.objects.order_by("pk")] == ["start", "pause", "resume"]


def test_natural_days_move_by_as_many_days_and_then_roll(seeded):
    clock = started("X1", started_on=date(2026, 11, 2))  # due on the 17th
    clock = resume(pause(clock, date(2026, 11, 6)), date(2026, 11, 10))
    assert clock.due_on == date(2026, 11, 23)  # the 21st is a Saturday


def test_paused_and_resumed_on_one_day_takes_nothing_out(seeded):
    clock = started("X3", started_on=date(2026, 11, 19))
    day = date(2026, 11, 20)
    assert resume(pause(clock, day), day).due_on == clock.due_on


def test_two_pauses_add_up_and_may_not_overlap(seeded):
    clock = started("X1", started_on=date(2026, 11, 2))
    clock = resume(pause(clock, date(2026, 11, 4)), date(2026, 11, 6))
    with pytest.raises(DayNotPossible, match="日期应在2026-11-06至今天之间"):
        pause(clock, date(2026, 11, 5))
    clock = resume(pause(clock, date(2026, 11, 9)), date(2026, 11, 12))
    assert clock.due_on == date(2026, 11, 23)  # 17 + 2 + 3 = the 22nd, a Sunday
    assert ClockPause.objects.filter(clock=clock, resumed_on__isnull=False).count() == 2


def test_a_pause_has_a_reason_and_lies_inside_the_clock(seeded):
    clock = started("X3", started_on=date(2026, 11, 9))
    with pytest.raises(ReasonMissing):
        pause(clock, reason=" ")
    with pytest.raises(DayNotPossible, match="2026-11-09至今天"):
        pause(clock, date(2026, 11, 8))
    with pytest.raises(DayNotPossible, match="期限已于2026-11-16届满"):
        pause(clock, date(2026, 11, 17))
    with pytest.raises(DayNotPossible):
        pause(clock, date(2026, 11, 24))
    paused = pause(clock, date(2026, 11, 12))
    with pytest.raises(DayNotPossible, match="恢复日不能早于中止日2026-11-12"):
        resume(paused, date(2026, 11, 11))
    with pytest.raises(WrongState, match="已中止"):
        pause(paused, date(2026, 11, 13))
    with pytest.raises(WrongState, match="计算中"):
        resume(resume(paused, date(2026, 11, 13)))


def test_hours_run_through(seeded):
    from portal.kernel import clock as portal_clock

    clock = started("Q12", started_at=portal_clock.now() - timedelta(hours=1))
    with pytest.raises(ClockRunsThrough, match="不能中止") as refused:
        pause(clock)
    assert refused.value.clause == "《建设工程质量管理条例》第五十二条"


STARTS = st.dates(date(2023, 6, 1), date(2026, 3, 1))


@st.composite
def pauses(draw, start):
    """Pauses after the start, in order and apart."""
    found, first = [], start
    for _ in range(draw(st.integers(0, 3))):
        first += timedelta(days=draw(st.integers(1, 12)))
        end = first + timedelta(days=draw(st.integers(1, 12)))
        found.append(Period(first, end))
        first = end
    return found


@given(st.data(), STARTS, st.integers(1, 40))
def test_working_days_with_pauses_agree_with_going_day_by_day(data, start, amount):
    out = data.draw(pauses(start))
    day, left = start, amount
    while left:
        day += timedelta(days=1)
        left -= CALENDAR.is_workday(day) and not any(day in pause for pause in out)
    assert due_day(Term(amount, Unit.WORKDAY), start, CALENDAR, out) == day


@given(st.data(), STARTS, st.integers(1, 90))
def test_natural_days_with_pauses_agree_with_going_day_by_day(data, start, amount):
    out = data.draw(pauses(start))
    day, left = start, amount
    while left:
        day += timedelta(days=1)
        left -= not any(day in pause for pause in out)
    assert due_day(Term(amount, Unit.DAY, rolls=False), start, CALENDAR, out) == day
    assert due_day(Term(amount, Unit.DAY), start, CALENDAR, out) == CALENDAR.roll(day)
