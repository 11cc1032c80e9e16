"""The working-day calendar: golden values of the statute's counting (rules 2.1), make-up days, unknown years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.calendar import CalendarUnknown, WorkingCalendar, days_of
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
    off = WorkingCalendar(
        days_off=frozenset(start + timedelta(days=step) for step in range(366 * 31)),
        entered=frozenset(range(2027, 2055)),
    )
    with pytest.raises(CalendarUnknown, match="2055年放假安排尚未录入"):
        off.roll(start)
    with pytest.raises(CalendarUnknown, match="2055年放假安排尚未录入"):
        off.add_workdays(start, 1)


def test_a_length_beyond_any_clock_is_refused():
    for count in (NATIONAL.add_workdays, NATIONAL.add_days, NATIONAL.add_months):
        with pytest.raises(InvalidInput, match="期限过长"):
            count(date(2024, 1, 2), 40_000)
    with pytest.raises(CalendarUnknown):
        NATIONAL.add_months(date(9999, 6, 1), 12, roll=False)


# --- the national notices (rules 0.4, 4.1) ----------------------------------------------------------------------------

MADE_UP = {
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}


@pytest.mark.parametrize("year", MADE_UP)
def test_the_worked_weekends_of_a_year_are_those_of_its_notice(year):
    found = [day for day in days_of(year) if day.weekday() >= 5 and NATIONAL.is_workday(day)]
    assert [f"{day:%m-%d}" for day in found] == MADE_UP[year].split()
    assert all("调休上班" in NATIONAL.nationally(day).word for day in found)


def test_the_start_of_construction_was_a_worked_saturday_and_the_meeting_was_on_a_free_one():
    assert NATIONAL.nationally(date(2024, 9, 14)) == (True, "中秋调休上班")
    assert NATIONAL.nationally(date(2025, 7, 5)) == (False, "周末")


@pytest.mark.parametrize(
    ("last", "rolled"),
    [
        (date(2024, 10, 1), date(2024, 10, 8)),
        (date(2024, 10, 12), date(2024, 10, 12)),  # a Saturday that is worked
        (date(2025, 10, 1), date(2025, 10, 9)),
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2024, 2, 10), date(2024, 2, 18)),  # Spring Festival; the Sunday after it is worked
        (date(2025, 1, 28), date(2025, 2, 5)),
        (date(2026, 2, 15), date(2026, 2, 24)),
    ],
)
def test_a_last_day_in_a_long_holiday_rolls_to_the_first_worked_day(last, rolled):
    assert NATIONAL.roll(last) == rolled
    assert NATIONAL.add_days(last - timedelta(days=30), 30) == rolled


# --- the one list of working days agrees with going day by day --------------------------------------------------------

DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
OWN = st.frozensets(DAYS, max_size=40)


def one_by_one(calendar, start, count):
    day = start
    while count:
        day += timedelta(days=1)
        count -= calendar.is_workday(day)
    return day


@given(OWN, OWN, st.dates(date(2023, 6, 1), date(2026, 12, 31)), st.integers(0, 60))
def test_counting_in_the_list_agrees_with_going_day_by_day(off, on, start, count):
    calendar = WorkingCalendar(off, on, provisional=frozenset({2027, 2028}))
    last = calendar.add_workdays(start, count)
    assert last == one_by_one(calendar, start, count)
    assert calendar.workdays_until(start, last) == count
    assert calendar.workdays_until(last, start) == -count
    rolled = calendar.roll(last)
    assert calendar.is_workday(rolled)
    assert not any(calendar.is_workday(last + timedelta(days=step)) for step in range((rolled - last).days))


@given(OWN, DAYS.filter(lambda day: day.year < 2027), st.dates(date(2023, 6, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_one_more_day_off_makes_no_deadline_earlier(off, holiday, start, count):
    before = WorkingCalendar(off, provisional=frozenset({2027}))
    after = WorkingCalendar(off | {holiday}, provisional=frozenset({2027}))
    assert after.add_workdays(start, count) >= before.add_workdays(start, count)
    assert after.add_days(start, count) >= before.add_days(start, count)
    assert after.add_months(start, count % 4) >= before.add_months(start, count % 4)


def test_a_count_says_on_which_provisional_years_it_rests():
    calendar = WorkingCalendar(provisional=frozenset({2027, 2028}))
    assert calendar.last_known_year == 2028
    assert calendar.provisional_between(date(2026, 1, 5), date(2026, 12, 31)) == []
    assert calendar.provisional_between(date(2026, 12, 5), date(2027, 1, 8)) == [2027]
    assert calendar.provisional_between(date(2026, 12, 5), date(2028, 1, 8)) == [2027, 2028]


def test_a_year_that_was_entered_counts_without_a_warning_and_a_gap_ends_what_is_known():
    calendar = WorkingCalendar(entered=frozenset({2027, 2029}))
    assert calendar.add_workdays(date(2027, 1, 1), 5) == date(2027, 1, 8)
    assert calendar.provisional_between(date(2027, 1, 1), date(2027, 1, 8)) == []
    with pytest.raises(CalendarUnknown, match="2028年"):
        calendar.is_workday(date(2029, 3, 1))
