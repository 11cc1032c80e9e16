"""序时进度, differences in 百分点, and days as papers write them."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.kernel.money import round_half_away


def scheduled_share(day: date, pace: Sequence[int] = ()) -> Fraction:
    """序时进度 of the annual plan on a day: the share of the months that are over, or a given curve.

    ``pace`` holds twelve cumulated percentages (an S-curve with a winter break); without it time runs evenly, month/12.
    A month counts on its last day: nobody is held on the 3rd to what is due on the 30th.
    """
    is_month_over = day.day == calendar.monthrange(day.year, day.month)[1]
    months = day.month if is_month_over else day.month - 1
    if not pace:
        return Fraction(months, 12)
    return Fraction(pace[months - 1], 100) if months else Fraction(0)


def points_behind(done: Fraction, scheduled: Fraction) -> Fraction:
    """How far behind in 百分点: a difference of percentages, never a ratio. Negative when ahead."""
    return (scheduled - done) * 100


def points_text(points: Fraction) -> str:
    """``12``, ``4.17``: at most two decimals, without the word."""
    value = Decimal(round_half_away(abs(points) * 100)) / 100
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent_text(share: Fraction) -> str:
    """``63%``, ``97.85%``."""
    return f"{points_text(share * 100)}%"


def days_between(day: date, until: date) -> int:
    """Days from ``day`` to a promised day; negative when it has passed."""
    return (until - day).days


def day_words(day: date, precision: str) -> str:
    """A day no more exact than it is known: 2027年底, 2024年3月, 2024年9月14日."""
    if precision == "year_end":
        return f"{day.year}年底"
    if precision == "month":
        return f"{day.year}年{day.month}月"
    return f"{day.year}年{day.month}月{day.day}日"
