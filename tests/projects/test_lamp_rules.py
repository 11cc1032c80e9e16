"""Lamps by the thresholds of a profile: the golden values of Yinchuan's rule, other cities', and that each input has
an answer."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reports.blocks import LampColour, Missing
from projects.rules import LampRule, entry_lamp, payment_lamp, progress_lamp, start_lamp, worst_of
from projects.rules.lamps import FRESH_DAYS, WATCH, Reported, is_fresh
from projects.rules.pace import scheduled_share
from projects.selectors.seed_data import seed_lamp_profiles

THRESHOLDS = (
    "measure", "yellow", "red", "small_gap", "start_red_months", "entry_yellow_months", "entry_red_months",
    "payment_floor",
)  # fmt: skip
PROFILES = {
    profile["key"]: LampRule(
        **{name: profile[name] for name in THRESHOLDS if name in profile}, pace=tuple(profile.get("pace", ()))
    )
    for profile in seed_lamp_profiles()
}
YINCHUAN = next(iter(PROFILES.values()))
END_OF_SEPTEMBER = date(2026, 9, 30)
GREEN, YELLOW, RED, NONE = LampColour.GREEN, LampColour.YELLOW, LampColour.RED, LampColour.NONE


def progress(done, *, rule=YINCHUAN, day=END_OF_SEPTEMBER, base=10000):
    """75 % of the year are over at the end of September."""
    return progress_lamp(rule, Reported(done, base, day), day=day, is_begun=True)


@pytest.mark.parametrize(
    ("done", "colour", "reason"),
    [
        (8000, GREEN, "超序时5个百分点"),
        (7500, GREEN, "与序时进度持平"),
        (7499, GREEN, "落后序时0.01个百分点"),
        (6501, GREEN, "落后序时9.99个百分点"),
        (6500, YELLOW, "落后序时10个百分点"),
        (4500, YELLOW, "落后序时30个百分点"),
        (4499, RED, "落后序时30.01个百分点"),
        (0, RED, "落后序时75个百分点"),
    ],
)
def test_yinchuan_ten_and_thirty_points_are_yellow(done, colour, reason):
    lamp = progress(done)
    assert (lamp.colour, lamp.reason) == (colour, reason)


def test_a_gap_that_the_text_leaves_open_is_green_with_a_mark():
    assert progress(7000).word == WATCH
    assert progress(7600).word == "绿灯"


@pytest.mark.parametrize(
    ("small_gap", "colour", "word"),
    [("watch", GREEN, WATCH), ("green", GREEN, "绿灯"), ("yellow", YELLOW, "黄灯")],
)
def test_the_office_may_decide_what_a_small_gap_shows(small_gap, colour, word):
    lamp = progress(7000, rule=LampRule(small_gap=small_gap))
    assert (lamp.colour, lamp.word) == (colour, word)


def test_progress_is_measured_on_the_day_it_was_counted():
    counted = Reported(6700, 10000, date(2026, 8, 31))
    lamp = progress_lamp(YINCHUAN, counted, day=date(2026, 9, 30), is_begun=True)
    assert (lamp.colour, lamp.reason) == (GREEN, "超序时0.33个百分点")


def test_what_nobody_reported_lights_no_lamp():
    begun = progress_lamp(YINCHUAN, None, day=END_OF_SEPTEMBER, is_begun=True)
    before = progress_lamp(YINCHUAN, None, day=END_OF_SEPTEMBER, is_begun=False)
    assert (begun.colour, begun.word) == (NONE, Missing.NOT_REPORTED.value)
    assert (before.colour, before.word) == (NONE, Missing.NOT_STARTED.value)


def test_a_figure_lights_for_a_month():
    day = END_OF_SEPTEMBER
    old = Reported(0, 10000, day - timedelta(days=FRESH_DAYS))
    too_old = Reported(0, 10000, day - timedelta(days=FRESH_DAYS + 1))
    assert progress_lamp(YINCHUAN, old, day=day, is_begun=True).colour == RED
    lamp = progress_lamp(YINCHUAN, too_old, day=day, is_begun=True)
    assert (lamp.colour, lamp.reason) == (NONE, "上次报数截至8月29日，未更新，暂不亮灯")


def test_no_plan_for_the_year_is_no_failure():
    lamp = progress(0, base=0)
    assert (lamp.colour, lamp.reason) == (NONE, "本年未安排计划")


def start(day, *, planned=date(2026, 6, 30), precision="day", started=None, reported=0, rule=YINCHUAN):
    found = None if reported is None else Reported(reported, 1, day)
    return start_lamp(rule, planned_on=planned, precision=precision, started_on=started, reported=found, day=day)


@pytest.mark.parametrize(
    ("day", "colour", "reason"),
    [
        (date(2026, 6, 30), GREEN, "计划2026年6月30日开工"),
        (date(2026, 7, 1), YELLOW, "原定2026年6月30日开工，逾期第1个月"),
        (date(2026, 8, 31), YELLOW, "原定2026年6月30日开工，逾期第2个月"),
        (date(2026, 9, 1), RED, "原定2026年6月30日开工，逾期第3个月"),
        (date(2027, 1, 1), RED, "原定2026年6月30日开工，逾期第7个月"),
    ],
)
def test_an_overdue_start_is_red_in_the_third_month(day, colour, reason):
    lamp = start(day)
    assert (lamp.colour, lamp.reason) == (colour, reason)


def test_a_promise_for_a_month_is_late_in_the_next():
    late = start(date(2026, 7, 1), precision="month")
    assert (late.colour, late.reason) == (YELLOW, "原定2026年6月开工，逾期第1个月")


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 10, 1), "计划2026年10月15日开工（原定2026年6月）"),
        (date(2026, 10, 20), "原定2026年6月、调整为2026年10月15日开工，逾期第1个月"),
    ],
)
def test_a_start_that_was_put_off_keeps_its_first_day(day, reason):
    found = Reported(0, 1, day)
    lamp = start_lamp(
        LampRule(),
        planned_on=date(2026, 10, 15),
        precision="day",
        started_on=None,
        reported=found,
        day=day,
        first_words="2026年6月",
    )
    assert lamp.reason == reason


def test_a_start_shows_green_whatever_was_planned():
    assert start(date(2026, 9, 1), started=date(2026, 8, 31)).reason == "已开工"
    assert start(date(2026, 9, 1), reported=1).reason == "已开工，日期未录入"
    assert start(date(2026, 9, 1), started=date(2026, 9, 2)).colour == RED


def test_a_late_start_that_nobody_reports_on_lights_no_lamp():
    lamp = start(date(2026, 9, 1), reported=None)
    assert (lamp.colour, lamp.word) == (NONE, Missing.NOT_REPORTED.value)
    assert start(date(2026, 9, 1), planned=None, reported=None).word == Missing.NOT_STARTED.value


def entry(day, *, started=date(2026, 6, 30), entered=None, reported=0, rule=YINCHUAN):
    found = None if reported is None else Reported(reported, 1, day)
    return entry_lamp(rule, started_on=started, entered_on=entered, reported=found, day=day)


@pytest.mark.parametrize(
    ("day", "colour"),
    [
        (date(2026, 7, 29), NONE),
        (date(2026, 7, 30), YELLOW),
        (date(2026, 8, 30), YELLOW),
        (date(2026, 8, 31), RED),
    ],
)
def test_a_month_after_the_start_it_is_due_in_the_statistics_and_red_after_two(day, colour):
    assert entry(day).colour == colour


def test_months_end_where_months_end():
    """Started on 31 December: a month later is 31 January, two months later the last of February."""
    started = date(2026, 12, 31)
    assert entry(date(2027, 1, 30), started=started).colour == NONE
    assert entry(date(2027, 1, 31), started=started).colour == YELLOW
    assert entry(date(2027, 2, 28), started=started).colour == YELLOW
    assert entry(date(2027, 3, 1), started=started).colour == RED


def test_what_is_entered_is_green_and_what_has_not_begun_is_not_due():
    assert entry(date(2026, 9, 30), entered=date(2026, 7, 1)).reason == "已入库"
    assert entry(date(2026, 9, 30), reported=1).reason == "已入库，日期未录入"
    assert entry(date(2026, 6, 29)).reason == "开工后适用"
    assert entry(date(2026, 9, 30), started=None).word == Missing.NOT_STARTED.value
    assert entry(date(2026, 9, 30), reported=None).word == Missing.NOT_REPORTED.value


def payment(paid, due=10000, **rule):
    day = END_OF_SEPTEMBER
    return payment_lamp(LampRule(**rule), Reported(paid, due, day), day=day, is_begun=True)


def test_payment_is_red_only_below_a_demand_that_is_known():
    assert payment(10000).colour == GREEN
    unknown = payment(9000)
    assert (unknown.colour, unknown.word) == (NONE, Missing.NOT_ENTERED.value)
    assert "低于用款计划10个百分点" in unknown.reason
    assert payment(7999, payment_floor=80).colour == RED
    assert payment(8000, payment_floor=80).word == WATCH
    assert payment(0, 0).reason == "至今没有应付款计划"


def test_the_default_is_yinchuan_and_its_payment_demand_is_not_invented():
    assert (YINCHUAN.measure, YINCHUAN.yellow, YINCHUAN.red, YINCHUAN.payment_floor) == ("points", 10, 30, None)


RATIOS = [rule for rule in PROFILES.values() if rule.measure == "ratio"]


@pytest.mark.parametrize("rule", RATIOS)
def test_a_ratio_compares_with_what_is_due(rule):
    """The limits themselves are still the better lamp: below 80 % is yellow, below 60 % red (武汉)."""
    due = 7500
    at_yellow, at_red = due * rule.yellow // 100, due * rule.red // 100
    assert progress(at_yellow, rule=rule).colour == GREEN
    assert progress(at_yellow - 1, rule=rule).colour == YELLOW
    assert progress(at_red, rule=rule).colour == YELLOW
    assert progress(at_red - 1, rule=rule).colour == RED


def test_wuhan_and_sanya_stand_beside_yinchuan():
    assert {(rule.yellow, rule.red) for rule in RATIOS} >= {(80, 60), (100, 50)}


DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 12, 31))
FIGURES = st.none() | st.builds(Reported, st.integers(0, 10**9), st.none() | st.integers(0, 10**9), DAYS)
RULES = st.builds(
    LampRule,
    measure=st.sampled_from(["points", "ratio"]),
    yellow=st.integers(0, 100),
    red=st.integers(0, 100),
    small_gap=st.sampled_from(["watch", "green", "yellow"]),
    start_red_months=st.none() | st.integers(1, 12),
    entry_yellow_months=st.none() | st.integers(1, 12),
    entry_red_months=st.none() | st.integers(1, 12),
    payment_floor=st.none() | st.integers(0, 100),
    pace=st.just(()) | st.lists(st.integers(0, 100), min_size=12, max_size=12).map(lambda pace: tuple(sorted(pace))),
)


@given(RULES, FIGURES, DAYS, st.booleans(), st.none() | DAYS, st.none() | DAYS)
def test_every_input_has_an_answer_with_a_word(rule, reported, day, is_begun, one, other):
    lamps = [
        progress_lamp(rule, reported, day=day, is_begun=is_begun),
        payment_lamp(rule, reported, day=day, is_begun=is_begun),
        start_lamp(rule, planned_on=one, precision="day", started_on=other, reported=reported, day=day),
        entry_lamp(rule, started_on=one, entered_on=other, reported=reported, day=day),
    ]
    assert all(lamp.word for lamp in lamps)
    assert all(lamp.reason for lamp in lamps if lamp.colour in (YELLOW, RED, NONE))
    worst = worst_of(lamps)
    assert worst in lamps
    order = [RED, YELLOW, GREEN, NONE]
    assert order.index(worst.colour) == min(order.index(lamp.colour) for lamp in lamps)


@given(FIGURES, DAYS)
def test_nothing_but_a_fresh_figure_lights_progress(reported, day):
    lamp = progress_lamp(YINCHUAN, reported, day=day, is_begun=True)
    if lamp.colour != NONE:
        assert is_fresh(reported, day)


@given(st.integers(0, 10000), st.integers(0, 10000), DAYS)
def test_more_done_is_never_a_worse_lamp(one, other, day):
    order = [RED, YELLOW, GREEN]
    less, more = (order.index(progress(done, day=day).colour) for done in sorted((one, other)))
    assert less <= more


@given(DAYS)
def test_the_yinchuan_lamp_agrees_with_its_own_words(day):
    """Written apart: behind by 10 to 30 points, both included, is yellow; by more red."""
    behind = (scheduled_share(day) - Fraction(1, 4)) * 100
    expected = RED if behind > 30 else YELLOW if behind >= 10 else GREEN
    assert progress(2500, day=day).colour == expected


def test_of_no_lamps_none_is_the_worst():
    assert worst_of([]).colour == NONE
