"""change_calendar: one deed that writes the days, moves exactly the clocks that they touch, and lists them for ever."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from portal.clocks import actions, selectors
from portal.clocks.actions.calendar import DraftIncomplete, PreviewIsStale
from portal.clocks.facts import CalendarChanged
from portal.clocks.lifecycle import OPEN_STATES, ClockState
from portal.clocks.models import CalendarChange, CalendarDay, Clock, ClockShift, DeadlineRule
from portal.clocks.rules import CalendarDraft, DayEntry, YearEntry, due_day
from portal.kernel import clock as portal_clock
from portal.kernel.calendar import CalendarUnknown
from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import PORTAL
from tests import world
from tests.clock import go_on
from tests.clocks.clocks import changed, off, rule, standing, started

HOLIDAY = date(2026, 11, 26)  # a Thursday
MANY = 1_000


@pytest.fixture
def fleet(seeded):
    """A thousand clocks under every rule in days, started over two months; some paused, some resumed, some over."""
    rng = random.Random(20261123)
    codes = [row.code for row in DeadlineRule.objects.holding() if not row.is_in_hours] + ["L1", "L9"] * 8
    clocks = []
    for number in range(MANY):
        start = date(2026, 11, 23) - timedelta(days=rng.randrange(0, 60))
        clock = started(rng.choice(codes), f"matter:{number}", started_on=start)
        fate = rng.random()
        if fate < 0.1 and clock.due_on >= start + timedelta(days=2) <= date(2026, 11, 20):
            clock = actions.pause_clock(world.WHY, clock, reason="补正", paused_on=start + timedelta(days=2))
            if fate < 0.06:
                clock = actions.resume_clock(world.WHY, clock, resumed_on=date(2026, 11, 20))
        elif fate < 0.2:
            clock = actions.stop_clock(world.WHY, clock)
        clocks.append(clock)
    return clocks


def by_hand(clock):
    """The due day of one clock, counted for it alone."""
    from portal.clocks.selectors.recounting import pauses_of

    calendar = selectors.calendar(is_local=clock.rule.applies_regional)
    return due_day(clock.term, clock.started_on, calendar, pauses_of(clock))


@pytest.mark.slow
def test_a_holiday_under_a_thousand_clocks_moves_exactly_the_right_ones_and_lists_them(fleet, deeds):
    before = dict(Clock.objects.values_list("pk", "due_on"))
    with CaptureQueriesContext(connection) as asked:
        change = changed(off(HOLIDAY))
    opened = Clock.objects.filter(state__in=OPEN_STATES).select_related("rule")
    wanted = {clock.pk: by_hand(clock) for clock in opened}
    moved = {pk: day for pk, day in wanted.items() if day != before[pk]}
    assert len(moved) > 50
    assert {clock.pk: clock.due_on for clock in opened} == wanted
    assert all(clock.due_on == before[clock.pk] for clock in Clock.objects.exclude(state__in=OPEN_STATES))
    listed = {
        shift.clock_id: (shift.before, shift.after) for shift in ClockShift.objects.filter(calendar_change=change)
    }
    assert listed == {pk: (before[pk], day) for pk, day in moved.items()}
    assert (change.looked_at, change.moved) == (len(wanted), len(moved))
    assert deeds[-1].facts == [CalendarChanged(change.pk, len(moved))]
    noted = {each.key: each.after["due_on"] for each in deeds[-1].changes if each.table == "clocks.clock"}
    assert noted == {pk: str(day) for pk, day in moved.items()}
    assert len(asked) <= 25, f"{len(asked)} statements for {MANY} clocks"


def test_what_a_change_moved_stays_listed_when_the_clock_has_ended(seeded, office):
    clock = started("X3")
    change = changed(off(HOLIDAY))
    actions.stop_clock(world.WHY, clock)
    rows = selectors.shift_rows(selectors.shifts_of(office, change), office)
    assert [(row.before, row.after, row.days) for row in rows] == [(date(2026, 11, 30), date(2026, 12, 1), "推后1日")]
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="原样保留"):
        cursor.execute("DELETE FROM clocks_clockshift")


def test_taking_the_day_back_moves_the_clocks_back(seeded):
    clock = started("X3")
    changed(off(HOLIDAY))
    change = changed(CalendarDraft((DayEntry(HOLIDAY, "plain"),), (), "更正通知"))
    assert ClockShift.objects.get(calendar_change=change).after == clock.due_on
    assert CalendarDay.objects.filter(day=HOLIDAY).count() == 2


def test_a_day_of_ningxia_moves_only_clocks_whose_rule_heeds_it(seeded):
    actions.publish_deadline_rule(world.WHY, PORTAL, draft=rule("N", applies_regional=False), reason="测试")
    heeds, heeds_not = started("X3"), started("N", "petition:2")
    change = changed(off(HOLIDAY, kind="regional"))
    assert list(ClockShift.objects.filter(calendar_change=change).values_list("clock_id", flat=True)) == [heeds.pk]
    assert Clock.objects.get(pk=heeds_not.pk).due_on == date(2026, 11, 30)
    assert selectors.calendar().is_workday(HOLIDAY) is False
    assert selectors.calendar(is_local=False).is_workday(HOLIDAY) is True


def test_a_paused_clock_is_moved_too(seeded):
    clock = actions.pause_clock(world.WHY, started("X3"), reason="补正")
    changed(off(HOLIDAY))
    moved = Clock.objects.get(pk=clock.pk)
    assert (moved.state, moved.due_on) == (ClockState.PAUSED, date(2026, 12, 1))


def test_the_preview_says_what_will_move_and_writes_nothing(seeded, office):
    clock = started("X3")
    found = selectors.preview_of(off(HOLIDAY))
    assert [(each.clock_id, each.before, each.after) for each in found.moved] == [
        (clock.pk, date(2026, 11, 30), date(2026, 12, 1))
    ]
    assert selectors.shifts_previewed(found.moved, office)[0].matter == "信访件1"
    assert not ClockShift.objects.exists()
    started("X3", "petition:2")
    with pytest.raises(PreviewIsStale, match="请重新预览"):
        changed(off(HOLIDAY), previewed=found.digest)
    assert changed(off(HOLIDAY), previewed=selectors.preview_of(off(HOLIDAY)).digest).moved == 2


def test_an_instant_before_the_change_has_the_calendar_of_then(seeded):
    known = portal_clock.now()
    go_on(timedelta(days=1))
    changed(off(HOLIDAY))
    assert selectors.calendar().is_workday(HOLIDAY) is False
    assert selectors.calendar(known).is_workday(HOLIDAY) is True


def test_the_notice_of_a_provisional_year_settles_it(seeded):
    assert selectors.calendar().is_provisional(date(2027, 3, 1))
    changed(standing(2027, "entered", "国办发明电〔2026〕7号"))
    assert not selectors.calendar().is_provisional(date(2027, 3, 1))
    assert not selectors.calendar().is_workday(date(2027, 10, 1))


def test_a_year_that_running_clocks_need_does_not_become_unknown(seeded):
    started("E16-enforce")
    with pytest.raises(CalendarUnknown, match="2027年放假安排尚未录入"):
        changed(standing(2027, "unknown"))
    assert CalendarChange.objects.filter(reason="按通知调整").count() == 0


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (CalendarDraft(), "没有需要登记的日期或年份"),
        (off(HOLIDAY, HOLIDAY), "2026-11-26登记了两次"),
        (off(HOLIDAY, document=""), "须有文件依据"),
        (off(date(2003, 1, 1)), "不能登记2003年的日期"),
        (off(date(2029, 1, 1)), "2029年还没有列入工作日历"),
        (standing(2026, "provisional"), "2026年的国务院通知已经收录"),
        (standing(2150, "provisional"), "不需要另定年份状态"),
    ],
)
def test_a_draft_that_enters_nothing_or_too_much_is_refused(draft, sentence, seeded):
    with pytest.raises(DraftIncomplete, match=sentence):
        changed(draft)
    assert not CalendarChange.objects.filter(reason="按通知调整").exists()


def test_a_day_and_its_year_may_be_entered_together(seeded):
    day = DayEntry(date(2028, 1, 3), "holiday", "元旦（暂定）")
    changed(CalendarDraft((day,), (YearEntry(2028, "provisional"),), "按节日办法暂定"))
    assert not selectors.calendar().is_workday(date(2028, 1, 3))


def test_the_office_alone_changes_it_for_a_reason(seeded, office):
    assert changed(off(HOLIDAY), by=office).changed_by == office.user
    with pytest.raises(NotPermitted):
        changed(off(HOLIDAY + timedelta(days=1)), by=world.actor(world.holder("township", world.village(2))))


def test_what_the_set_up_loads_is_loaded_once_and_nobody_is_overruled(seeded):
    changed(CalendarDraft((DayEntry(date(2027, 1, 1), "plain"),), (), "测试"))
    rows = CalendarDay.objects.count()
    assert actions.load_calendar(world.WHY, PORTAL, drafts=selectors.seed_calendar()) == []
    assert CalendarDay.objects.count() == rows
    assert selectors.calendar().is_workday(date(2027, 1, 1))


def test_days_of_ningxia_are_only_those_with_a_source(seeded):
    rows = CalendarDay.objects.filter(is_regional=True).order_by("day")
    assert {row.day.year for row in rows} == {2019, 2020, 2021, 2022}
    assert len(rows) == 14
    assert all(row.document for row in rows)
    assert not selectors.calendar().is_workday(date(2020, 5, 25))
    assert selectors.calendar(is_local=False).is_workday(date(2020, 5, 25))
