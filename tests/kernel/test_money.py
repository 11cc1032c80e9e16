"""Money: whole fen, one rounding, sums that keep their total."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import InvalidInput
from portal.kernel.money import ZERO, Money, round_half_away, split, total

FEN = st.integers(-(10**17), 10**17)
WEIGHTS = st.dictionaries(st.text("abc", min_size=1), st.integers(0, 10**9), min_size=1).filter(
    lambda weights: any(weights.values())
)


@pytest.mark.parametrize(
    ("exact", "whole"),
    [(Fraction(1, 2), 1), (Fraction(-1, 2), -1), (Fraction(5, 2), 3), (Fraction(-5, 2), -3), (Fraction(49, 100), 0),
     (Fraction(-49, 100), 0), (Fraction(0), 0), (Fraction(7), 7)],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero(exact, whole):
    assert round_half_away(exact) == whole


@given(st.fractions(max_denominator=10**6))
def test_rounding_is_to_the_nearest_and_the_same_on_both_sides_of_zero(exact):
    assert abs(round_half_away(exact) - exact) <= Fraction(1, 2)
    assert round_half_away(-exact) == -round_half_away(exact)


@pytest.mark.parametrize("wrong", [1.0, "1", Decimal(1), True, None, Fraction(1)])
def test_only_whole_fen_make_money(wrong):
    with pytest.raises(TypeError):
        Money(wrong)


@pytest.mark.parametrize(
    ("text", "fen"),
    [("0", 0), ("13.18", 1318), ("1,318,000.5", 131_800_050), ("-0.01", -1), ("+7", 700), (" 12.30 ", 1230), (5, 500),
     (Decimal("2.50"), 250), ("-1,000", -100_000)],
)  # fmt: skip
def test_yuan_is_read_as_people_write_it(text, fen):
    assert Money.yuan(text) == Money(fen)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.234",
        "1e3",
        "NaN",
        "Infinity",
        "１２",
        "1,23",
        "1,2345",
        "--1",
        "0x10",
        "1_000",
        "1.",
        ".5",
        "一万",
        "1 000",
    ],
)
def test_what_is_no_amount_is_refused_by_name(text):
    with pytest.raises(InvalidInput) as refused:
        Money.yuan(text)
    assert "最多两位小数" in refused.value.sentence


def test_a_number_with_more_decimals_is_refused_not_rounded():
    with pytest.raises(InvalidInput):
        Money.yuan(Decimal("0.005"))


@given(FEN)
def test_an_amount_as_text_is_read_back_as_the_same(fen):
    assert Money.yuan(str(Money(fen))) == Money(fen)


@given(FEN, FEN)
def test_sums_are_those_of_whole_numbers(one, other):
    assert Money(one) + Money(other) == Money(one + other)
    assert Money(one) - Money(other) == Money(one - other)
    assert (Money(one) < Money(other)) == (one < other)
    assert total([Money(one), Money(other)]) == Money(one + other)


def test_money_adds_to_money_alone():
    with pytest.raises(TypeError):
        Money(1) + 1
    with pytest.raises(TypeError):
        sorted([Money(1), 2])
    assert not ZERO


@pytest.mark.parametrize(
    ("fen", "unit", "shown"),
    [(131_800_000_000, "亿元", "13.18"), (-50, "元", "-0.50"), (5_000_00, "万元", "0.50"), (49_99, "万元", "0.00"),
     (50_00, "万元", "0.01"), (-50_00, "万元", "-0.01")],
)  # fmt: skip
def test_units_are_shown_with_two_decimals(fen, unit, shown):
    assert str(Money(fen).in_unit(unit)) == shown or Money(fen).in_unit(unit) == Decimal(shown)


@given(FEN, WEIGHTS)
def test_a_split_keeps_its_sum_and_is_fair_to_a_fen(fen, weights):
    parts = split(Money(fen), weights)
    assert total(parts.values()) == Money(fen)
    whole = sum(weights.values())
    for key, part in parts.items():
        assert abs(part.fen - Fraction(fen * weights[key], whole)) < 1


@given(FEN, WEIGHTS)
def test_who_has_no_weight_gets_nothing(fen, weights):
    parts = split(Money(fen), weights)
    assert all(not parts[key] for key, weight in weights.items() if weight == 0)


def test_the_largest_remainders_come_first_and_ties_go_to_the_lower_key():
    assert split(Money(100), {"c": 1, "a": 1, "b": 1}) == {"c": Money(33), "a": Money(34), "b": Money(33)}
    assert split(Money(-100), {2: 1, 10: 1, 1: 1}) == {2: Money(-33), 10: Money(-33), 1: Money(-34)}
    assert split(Money(10), {"a": 1, "b": 5}) == {"a": Money(2), "b": Money(8)}


@pytest.mark.parametrize("weights", [{}, {"a": 0}, {"a": 2, "b": -1}])
def test_a_split_needs_weights(weights):
    with pytest.raises(ValueError, match="weights"):
        split(Money(1), weights)
