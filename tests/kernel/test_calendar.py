"""The working-day calendar: golden values of the statute's counting (rules 2.1), make-up days, unknown years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.calendar import CalendarUnknown, WorkingCalendar
from portal.kernel.errors import InvalidInput

NATIONAL = WorkingCalendar()
KNOWN = st.dates(date(2020, 1, 1), date(2024, 6, 1))


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (date(2024, 3, 29), 10, date(2024, 4, 15)),
        (date(2024, 3, 29), 15, date(2024, 4, 22)),
        (date(2024, 3, 29), 20, date(2024, 4, 28)),
        (date(2024, 9, 9), 10, date(2024, 9, 24)),
        (date(2024, 9, 9), 15, date(2024, 9, 30)),
        (date(2024, 9, 9), 20, date(2024, 10, 12)),
    ],
)
def test_working_days_are_counted_as_the_golden_values_say(start, count, last):
    assert NATIONAL.add_workdays(start, count) == last


@pytest.mark.parametrize("day", [date(2024, 4, 28), date(2024, 10, 12), date(2024, 2, 4), date(2026, 2, 14)])
def test_a_make_up_day_at_the_weekend_is_a_working_day(day):
    assert day.weekday() >= 5
    assert NATIONAL.is_workday(day)


@pytest.mark.parametrize("day", [date(2024, 10, 1), date(2024, 4, 4), date(2025, 1, 28), date(2024, 9, 16)])
def test_a_holiday_in_the_week_is_none(day):
    assert day.weekday() < 5
    assert not NATIONAL.is_workday(day)


@given(KNOWN, st.integers(0, 60))
def test_adding_counts_exactly_so_many_working_days(start, count):
    last = NATIONAL.add_workdays(start, count)
    between = [start + timedelta(days=step) for step in range(1, (last - start).days + 1)]
    assert sum(map(NATIONAL.is_workday, between)) == count
    assert count == 0 or NATIONAL.is_workday(last)


def test_a_period_of_days_ends_on_the_next_working_day():
    assert NATIONAL.add_days(date(2024, 9, 1), 30) == date(2024, 10, 8)
    assert NATIONAL.add_days(date(2024, 9, 1), 30, roll=False) == date(2024, 10, 1)
    assert NATIONAL.add_days(date(2024, 9, 2), 1) == date(2024, 9, 3)


def test_a_period_of_months_ends_on_the_corresponding_day_or_the_last_of_the_month():
    assert NATIONAL.add_months(date(2024, 1, 31), 1, roll=False) == date(2024, 2, 29)
    assert NATIONAL.add_months(date(2023, 1, 31), 1, roll=False) == date(2023, 2, 28)
    assert NATIONAL.add_months(date(2023, 11, 30), 3, roll=False) == date(2024, 2, 29)
    assert NATIONAL.add_months(date(2024, 8, 15), 12, roll=False) == date(2025, 8, 15)
    assert NATIONAL.add_months(date(2024, 12, 15), 0, roll=False) == date(2024, 12, 15)
    assert NATIONAL.add_months(date(2024, 8, 1), 2) == date(2024, 10, 8)


def test_a_year_without_a_notice_is_refused_with_what_to_do():
    with pytest.raises(CalendarUnknown, match="2027年放假安排尚未录入") as refused:
        NATIONAL.is_workday(date(2027, 3, 1))
    assert "暂定" in refused.value.sentence
    with pytest.raises(CalendarUnknown):
        NATIONAL.add_workdays(date(2026, 12, 25), 10)
    with pytest.raises(CalendarUnknown, match="2004年"):
        NATIONAL.is_workday(date(2003, 12, 31))


def test_a_provisional_year_counts_plain_weekends_and_says_that_it_is_provisional():
    provisional = WorkingCalendar(provisional=frozenset({2027}))
    assert provisional.is_workday(date(2027, 3, 1))
    assert not provisional.is_workday(date(2027, 3, 6))
    assert provisional.is_provisional(date(2027, 3, 1))
    assert not provisional.is_provisional(date(2026, 3, 1))
    assert provisional.add_workdays(date(2026, 12, 31), 1) == date(2027, 1, 1)


def test_days_of_our_own_stand_over_the_national_ones():
    own = WorkingCalendar(days_off=frozenset({date(2024, 9, 20)}), days_on=frozenset({date(2024, 9, 21)}))
    assert not own.is_workday(date(2024, 9, 20))
    assert own.is_workday(date(2024, 9, 21))
    entered = WorkingCalendar(days_off=frozenset({date(2027, 10, 1)}), days_on=frozenset({date(2027, 10, 9)}))
    assert not entered.is_workday(date(2027, 10, 1))
    assert entered.is_workday(date(2027, 10, 9))


def test_a_negative_count_is_refused():
    with pytest.raises(InvalidInput, match="不能为负数"):
        NATIONAL.add_workdays(date(2024, 1, 2), -1)


def test_a_calendar_that_is_never_on_does_not_hang():
    start = date(2024, 1, 1)
    off = WorkingCalendar(days_off=frozenset(start + timedelta(days=step) for step in range(366 * 31)))
    with pytest.raises(CalendarUnknown, match="没有足够的工作日"):
        off.roll(start)
    with pytest.raises(CalendarUnknown, match="没有足够的工作日"):
        off.add_workdays(start, 1)
