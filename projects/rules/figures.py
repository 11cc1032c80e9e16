"""Rules of reported figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

# Figures are due every week; what is older than a month is reported afterwards.
LATE_AFTER = timedelta(days=31)
# A sum so many times larger or smaller than the last one is 万元 typed as 元, more often than news.
OTHER_SCALE = 100


def exceeds_whole(numerator: int, denominator: int | None, *, is_part: bool) -> bool:
    """Whether a part was reported larger than its whole: 已签 above 应签 is a slip of the pen, not progress."""
    return is_part and denominator is not None and numerator > denominator


def is_share_of_nothing(denominator: int | None, *, is_part: bool) -> bool:
    """Whether the whole is 0: a part of nothing says nothing."""
    return is_part and denominator == 0


def fallen_by(numerator: int, before: int | None, *, is_cumulative: bool) -> int:
    """By how much a number that may only rise has fallen since it was counted before; 0 when it has not."""
    if not is_cumulative or before is None:
        return 0
    return max(before - numerator, 0)


def is_of_another_scale(number: int, before: int | None) -> bool:
    """Whether a sum and the one before it differ by two orders of magnitude; nothing says nothing."""
    if not number or not before:
        return False
    return number >= before * OTHER_SCALE or number * OTHER_SCALE <= before


def is_late(as_of: datetime, recorded_at: datetime) -> bool:
    """Whether a figure was counted so long before it is reported that the reason has to be told."""
    return recorded_at - as_of > LATE_AFTER


def share(numerator: int | None, denominator: int | None) -> Fraction | None:
    """The exact share, or None when it cannot be said: a part is missing or the base is 0."""
    if numerator is None or not denominator:
        return None
    return Fraction(numerator, denominator)
