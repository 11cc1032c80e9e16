"""Numbers as a villager reads them: exact, with thousands apart, never rounded by being written down."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.kernel.money import Money

_MOST_DIGITS = 12


def exact(number: Fraction, *, least: int = 0) -> str:
    """A fraction whose decimals end, written out: ``118,264.9275``. Raises ValueError for one that does not end."""
    for digits in range(least, _MOST_DIGITS + 1):
        scaled = number * 10**digits
        if scaled.denominator == 1:
            return f"{Decimal(scaled.numerator).scaleb(-digits):,.{digits}f}"
    raise ValueError(f"{number} has no end as a decimal")


def yuan(amount: Money | Fraction) -> str:
    """``118,200.00元``; an exact sum keeps all its decimals."""
    number = Fraction(amount.fen, 100) if isinstance(amount, Money) else amount
    return f"{exact(number, least=2)}元"


def square_metres(area: Fraction) -> str:
    return f"{exact(area, least=2)}平方米"


def day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"
