"""The blocks of a section: text, tables, lamps, figures with their base, charts, countdowns."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from portal.kernel.missing import Missing
from portal.kernel.money import round_half_away

Number = int | Decimal

PALETTE = ["#1f4e79", "#d98e04", "#8c8c8c", "#b3261e", "#7fa7d6", "#3a7d44"]
"""Colours of series, apart in lightness too, because the paper is copied in black."""


class LampColour(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none"


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


def _number_text(value: Number) -> str:
    return str(value) if isinstance(value, int) else f"{value:f}"


def change_text(now: Number, was: Number, unit: str) -> str:
    """The change against last week as it stands in brackets: 持平, ＋12户 or －3户 (no arrows)."""
    if now == was:
        return "持平"
    size: Any = abs(now - was)
    return f"{'＋' if now > was else '－'}{_number_text(size)}{unit}"


@dataclass(frozen=True)
class Text:
    """A paragraph of running text; each line break starts a new paragraph."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading inside a section: level 1 黑体, level 2 楷体, level 3 仿宋."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            raise ValueError(f"heading level must be 1 to 3, not {self.level}")


@dataclass(frozen=True)
class Column:
    """A table column; `width` counts characters of the 28-character line and is scaled to the table's sum."""

    label: str
    width: int = 4
    align: Align = Align.LEFT

    def __post_init__(self) -> None:
        if self.width < 1:
            raise ValueError("a column is at least one character wide")
        object.__setattr__(self, "align", Align(self.align))


@dataclass(frozen=True)
class Table:
    """A table of printed words; a cell that is `None` prints 未报. `note` (口径, source) stands below."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of table “{self.title}” does not have {len(self.columns)} cells")


@dataclass(frozen=True)
class Lamp:
    """One traffic light: always a colour and a word; `reason` is empty when there is nothing to explain."""

    colour: LampColour
    word: str
    reason: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "colour", LampColour(self.colour))
        if not self.word:
            raise ValueError("a lamp needs its word: it is copied in black")


@dataclass(frozen=True)
class LampRow:
    """One village: its name and one lamp per dimension."""

    name: str
    cells: tuple[Lamp, ...]


@dataclass(frozen=True)
class LampTable:
    """Villages × dimensions (开工, 进度, 资金, …)."""

    title: str
    dimensions: tuple[str, ...]
    rows: tuple[LampRow, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.dimensions) for row in self.rows):
            raise ValueError(f"a row of “{self.title}” does not have {len(self.dimensions)} lamps")


@dataclass(frozen=True)
class Rate:
    """A share that keeps both of its numbers; `was` is last week's numerator over the same base."""

    label: str
    numerator: Number | None
    denominator: Number | None
    unit: str
    was: Number | None = None
    missing: str = Missing.NOT_REPORTED

    @property
    def percent_text(self) -> str | None:
        """`97.85%`, or `None` when it cannot be said (a part is missing, or the base is 0)."""
        if self.numerator is None or not self.denominator:
            return None
        hundredths = round_half_away(Fraction(self.numerator) / Fraction(self.denominator) * 10_000)
        return f"{Decimal(hundredths).scaleb(-2):f}%"

    @property
    def text(self) -> str:
        """`签约率97.85%（2139/2186户，比上周＋12户）`."""
        if self.numerator is None:
            base = "" if self.denominator is None else f"（基数{_number_text(self.denominator)}{self.unit}）"
            return f"{self.label}{self.missing}{base}"
        of = self.missing if self.denominator is None else _number_text(self.denominator)
        share = f"{_number_text(self.numerator)}/{of}{self.unit}"
        change = "" if self.was is None else f"，比上周{change_text(self.numerator, self.was, self.unit)}"
        return f"{self.label}{self.percent_text or ''}（{share}{change}）"


@dataclass(frozen=True)
class Count:
    """One number with its unit; `was` is last week's."""

    label: str
    value: Number | None
    unit: str
    was: Number | None = None
    missing: str = Missing.NOT_REPORTED

    @property
    def text(self) -> str:
        """`质询新增6件（比上周＋2件）`."""
        if self.value is None:
            return f"{self.label}{self.missing}"
        change = "" if self.was is None else f"（比上周{change_text(self.value, self.was, self.unit)}）"
        return f"{self.label}{_number_text(self.value)}{self.unit}{change}"


@dataclass(frozen=True)
class Chart:
    """One ECharts option, plain JSON, used on screen and on paper alike; series get `PALETTE` unless it names colours.

    `lines` is its height on paper in grid lines (28.95 pt each), title included; `summary` says in words what it shows.
    Tooltips and labels may use template strings, never functions.
    """

    title: str
    option: Mapping[str, Any]
    summary: str
    lines: int = 8

    def __post_init__(self) -> None:
        # A higher one, moved to the next page whole, would leave half a page empty.
        if not 4 <= self.lines <= 10:
            raise ValueError("a chart is 4 to 10 grid lines high")
        object.__setattr__(self, "option", json.loads(json.dumps({"color": PALETTE, **self.option}, allow_nan=False)))


@dataclass(frozen=True)
class Countdown:
    """Days from the cut-off to a promised day; negative `days` means that the day has passed."""

    label: str
    until: date
    days: int

    @property
    def text(self) -> str:
        """`2027年底回迁（2027年12月31日）：还有404天`."""
        left = f"还有{self.days}天" if self.days >= 0 else f"已过{-self.days}天"
        return f"{self.label}（{date_text(self.until)}）：{left}"


def date_text(day: date) -> str:
    """`2026年11月23日`, without padding, as papers print it."""
    return f"{day.year}年{day.month}月{day.day}日"


Block = Text | Heading | Table | LampTable | Rate | Count | Chart | Countdown
