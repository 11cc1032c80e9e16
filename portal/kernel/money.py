"""Exact money: whole fen inside, yuan for people (decision 15).

No float ever touches an amount. One rounding function, half away from zero. A sum that is split keeps its total.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering
from typing import TypeVar

from portal.kernel.errors import InvalidInput

FEN_PER_YUAN = 100
_YUAN_TEXT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?")
Key = TypeVar("Key", bound="str | int")


def round_half_away(amount: Fraction) -> int:
    """The one rounding of the portal: to the nearest whole number, halves away from zero."""
    whole = (abs(amount) * 2 + 1) // 2
    return -whole if amount < 0 else whole


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in fen. ``str`` gives yuan with two decimals."""

    fen: int

    def __post_init__(self) -> None:
        if isinstance(self.fen, bool) or not isinstance(self.fen, int):
            raise TypeError(f"Money takes whole fen, got {self.fen!r}")

    @classmethod
    def yuan(cls, amount: int | str | Decimal) -> Money:
        """Read yuan as people write them, at most two decimals. Raises InvalidInput naming what is wrong."""
        text = str(amount).strip()
        if not text.isascii() or not _YUAN_TEXT.fullmatch(text):
            raise InvalidInput(f"金额“{text[:40]}”无法读取。请填写以元为单位的数字，最多两位小数。")
        return cls(int(Fraction(text.replace(",", "")) * FEN_PER_YUAN))

    @classmethod
    def of(cls, exact_yuan: Fraction) -> Money:
        """Round an exact sum of yuan once, for one line of a calculation."""
        return cls(round_half_away(exact_yuan * FEN_PER_YUAN))

    def __str__(self) -> str:
        sign = "-" if self.fen < 0 else ""
        yuan, fen = divmod(abs(self.fen), FEN_PER_YUAN)
        return f"{sign}{yuan}.{fen:02d}"

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __bool__(self) -> bool:
        return self.fen != 0

    def __lt__(self, other: Money) -> bool:
        return self.fen < other.fen if isinstance(other, Money) else NotImplemented

    def in_unit(self, unit: str) -> Decimal:
        """The amount in 元, 万元 or 亿元, two decimals, for display only."""
        fen_per_unit = {"元": 1, "万元": 10**4, "亿元": 10**8}[unit] * FEN_PER_YUAN
        return Decimal(round_half_away(Fraction(self.fen * 100, fen_per_unit))) / 100


ZERO = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    return Money(sum(amount.fen for amount in amounts))


def split(amount: Money, weights: Mapping[Key, int]) -> dict[Key, Money]:
    """Share an amount by weights with the largest remainder; ties go to the lower key. The parts add up exactly."""
    if not weights or any(weight < 0 for weight in weights.values()) or not sum(weights.values()):
        raise ValueError("split needs weights that are not negative and not all zero")
    whole = sum(weights.values())
    parts = {key: divmod(abs(amount.fen) * weight, whole) for key, weight in weights.items()}
    short = abs(amount.fen) - sum(part for part, _ in parts.values())
    first = sorted(parts, key=lambda key: (-parts[key][1], key))[:short]
    sign = -1 if amount.fen < 0 else 1
    return {key: Money(sign * (part + (key in first))) for key, (part, _) in parts.items()}
