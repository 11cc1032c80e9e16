"""Periods are half open; weeks are ISO weeks."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import InvalidInput
from portal.kernel.periods import SHANGHAI, Period, Week

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
PERIODS = st.builds(
    lambda start, days: Period(start, days and start + timedelta(days=days)), DAYS, st.none() | st.integers(1, 5000)
)


def test_the_end_is_not_inside_and_the_start_is():
    period = Period(date(2026, 11, 16), date(2026, 11, 23))
    assert date(2026, 11, 16) in period
    assert date(2026, 11, 22) in period
    assert date(2026, 11, 23) not in period
    assert date(2026, 11, 15) not in period
    assert period.last_day == date(2026, 11, 22)


def test_a_period_without_end_is_still_running():
    running = Period(date(2026, 1, 1))
    assert date(2099, 1, 1) in running
    assert running.last_day is None


@pytest.mark.parametrize("end", [date(2026, 1, 1), date(2025, 12, 31)])
def test_a_period_has_at_least_one_day(end):
    with pytest.raises(InvalidInput):
        Period(date(2026, 1, 1), end)


@given(PERIODS, PERIODS)
def test_overlapping_is_sharing_a_day(one, other):
    later = max(one.start, other.start)
    assert one.overlaps(other) == other.overlaps(one) == (later in one and later in other)


def test_neighbours_share_no_day():
    assert not Period(date(2026, 1, 1), date(2026, 2, 1)).overlaps(Period(date(2026, 2, 1)))


@given(DAYS)
def test_each_day_lies_in_its_week_and_in_no_other(day):
    week = Week.of(day)
    assert day in week.days
    assert day not in week.previous.days
    assert day not in week.next.days
    assert Week.parse(str(week)) == week
    assert week.next.previous == week
    assert week.previous < week < week.next


def test_some_years_have_a_week_53():
    assert str(Week.of(date(2026, 12, 31))) == "2026-W53"
    assert Week.of(date(2027, 1, 3)) == Week(2026, 53)
    assert Week(2026, 53).next == Week(2027, 1)
    assert Week.of(date(2024, 12, 30)) == Week(2025, 1)


@pytest.mark.parametrize(
    "key",
    ["2025-W53", "2026-W54", "2026-W00", "0000-W01", "2026-47", "2026-W7", "２０２６-W47", "2026-W47\n", "", "W47"],
)
def test_an_impossible_week_is_refused(key):
    with pytest.raises(InvalidInput, match="这一周"):
        Week.parse(key)


@pytest.mark.parametrize("key", ["9999-W51", "9999-W52", "0001-W01", "1899-W52", "3000-W01"])
def test_weeks_at_the_ends_of_the_calendar_are_slips_of_the_pen(key):
    with pytest.raises(InvalidInput, match="这一周"):
        Week.parse(key)


def test_news_of_a_week_closes_on_sunday_at_six():
    assert Week(2026, 47).cut_off() == datetime(2026, 11, 22, 18, tzinfo=SHANGHAI)
    assert Week(2026, 47).cut_off(weekday=5, at=time(16)) == datetime(2026, 11, 20, 16, tzinfo=SHANGHAI)
