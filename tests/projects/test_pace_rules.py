"""序时进度, differences in 百分点, days as papers write them, and the countdown."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.rules import day_words, days_between, points_behind, scheduled_share
from projects.rules.pace import percent_text, points_text

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
CURVE = (0, 0, 5, 15, 30, 45, 60, 75, 90, 98, 100, 100)


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2026, 1, 1), 0),
        (date(2026, 1, 30), 0),
        (date(2026, 1, 31), 1),
        (date(2026, 2, 28), 2),
        (date(2028, 2, 28), 1),
        (date(2028, 2, 29), 2),
        (date(2026, 11, 22), 10),
        (date(2026, 12, 31), 12),
    ],
)
def test_a_month_counts_when_it_is_over(day, months):
    assert scheduled_share(day) == Fraction(months, 12)


def test_a_curve_with_a_winter_break():
    assert scheduled_share(date(2026, 1, 31), CURVE) == 0
    assert scheduled_share(date(2026, 5, 15), CURVE) == Fraction(15, 100)
    assert scheduled_share(date(2026, 1, 3), CURVE) == 0


@given(DAYS, st.just(()) | st.just(CURVE))
def test_the_schedule_lies_between_nothing_and_all_and_never_falls_within_a_year(day, pace):
    share = scheduled_share(day, pace)
    assert 0 <= share <= 1
    assert scheduled_share(date(day.year, 12, 31), pace) == 1
    assert scheduled_share(date(day.year, 1, 1), pace) <= share


def test_behind_is_a_difference_and_never_a_ratio():
    assert points_behind(Fraction(63, 100), Fraction(75, 100)) == 12
    assert points_behind(Fraction(80, 100), Fraction(75, 100)) == -5


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (Fraction(12), "12"),
        (Fraction(-12), "12"),
        (Fraction(25, 6), "4.17"),
        (Fraction(1, 2), "0.5"),
        (Fraction(1, 200), "0.01"),
        (Fraction(1, 201), "0"),
        (Fraction(0), "0"),
        (Fraction(100), "100"),
    ],
)
def test_points_are_written_with_at_most_two_decimals(points, text):
    assert points_text(points) == text


def test_a_rate_is_written_from_its_exact_share():
    assert (percent_text(Fraction(571, 580)), percent_text(Fraction(63, 100))) == ("98.45%", "63%")


@given(st.fractions(min_value=-1000, max_value=1000))
def test_what_is_written_is_within_half_a_hundredth(points):
    assert abs(Fraction(points_text(points)) - abs(points)) <= Fraction(1, 200)


def test_the_countdown_of_the_first_day():
    assert days_between(date(2026, 11, 22), date(2027, 12, 31)) == 404
    assert days_between(date(2027, 12, 31), date(2027, 12, 31)) == 0
    assert days_between(date(2028, 1, 2), date(2027, 12, 31)) == -2


@given(DAYS, DAYS)
def test_a_countdown_counts_both_ways_alike(one, other):
    assert days_between(one, other) == -days_between(other, one)


def test_168_days_before_the_start_of_construction_lie_in_march():
    assert days_between(date(2024, 3, 30), date(2024, 9, 14)) == 168


@pytest.mark.parametrize(
    ("precision", "words"), [("day", "2027年12月31日"), ("month", "2027年12月"), ("year_end", "2027年底")]
)
def test_a_day_is_no_more_exact_than_it_is_known(precision, words):
    assert day_words(date(2027, 12, 31), precision) == words
