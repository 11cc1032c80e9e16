"""Rules of reported figures."""

from __future__ import annotations

from fractions import Fraction


def exceeds_whole(numerator: int, denominator: int | None, *, is_part: bool) -> bool:
    """Whether a part was reported larger than its whole: 已签 above 应签 is a slip of the pen, not progress."""
    return is_part and denominator is not None and numerator > denominator


def share(numerator: int | None, denominator: int | None) -> Fraction | None:
    """The exact share, or None when it cannot be said: a part is missing or the base is 0."""
    if numerator is None or not denominator:
        return None
    return Fraction(numerator, denominator)
