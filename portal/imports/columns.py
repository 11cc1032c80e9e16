"""A column is declared once: the field of a page and the checker of a sheet ask the same of what was typed.

``Column.read`` is that one question. ``portal.imports.forms.ColumnField`` asks it for a form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import Enum
from typing import Any

from portal.kernel.errors import InvalidInput
from portal.web import typed
from portal.web.form_sentences import PLEASE_FILL_IN
from portal.web.hostile import is_hostile

LONGEST = 200


class Kind(Enum):
    """What a column holds; the value is how the blank sheet explains it."""

    TEXT = "文字"
    WHOLE = "整数，没有的填0"
    YUAN = "金额，以元为单位，最多两位小数"
    AREA = "面积，以平方米为单位，最多两位小数"
    DAY = "日期，如2026-11-22"
    MOMENT = "时间，如2026-11-22 18:00"
    CHOICE = "从列表中选择"


@dataclass(frozen=True)
class Column:
    """One column: what it holds, its limits, the words that explain it, and a rule of its own on the read value.

    The value is ``str``, ``int``, ``Money``, ``Decimal`` (square metres), ``date``, an instant in Yinchuan, or whatever
    the choice stands for; for a cell that may stay empty and does, empty text or None. A rule raises InvalidInput.

    ``choices`` gives what an actor may choose, by the words for it. Where cells before it in the row decide what this
    one holds, ``of_row`` gives the column that it then is; None when they cannot be read themselves. ``day_alone`` is
    the hour of a day that is written without one.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    is_required: bool = True
    longest: int = LONGEST
    note: str = ""
    width: int = 12
    day_alone: time | None = None
    choices: Callable[[Any], Mapping[str, Any]] | None = None
    rule: Callable[[Any], None] | None = None
    of_row: Callable[[Mapping[str, Any]], Column | None] | None = None

    @property
    def words(self) -> str:
        """What to fill in, for people; of a column that other cells decide over, its note says it."""
        return self.note if self.of_row else f"{self.kind.value}。{self.note}"

    @property
    def most_letters(self) -> int:
        is_number = self.kind in (Kind.WHOLE, Kind.YUAN, Kind.AREA)
        return min(self.longest, typed.LONGEST) if is_number else self.longest

    def read(self, text: str, choices: Mapping[str, Any] | None = None) -> Any:
        """The value of what was typed. Raises InvalidInput with the sentence."""
        given = text.strip()
        if not given:
            if self.is_required:
                raise InvalidInput(PLEASE_FILL_IN)
            return "" if self.kind is Kind.TEXT else None
        if is_hostile(given):
            raise InvalidInput("含有无法识别的字符，请删除后重新填写。")
        if len(given) > self.most_letters:
            raise InvalidInput(f"最多{self.most_letters}个字，现在是{len(given)}个字。")
        value = self._value(given, choices or {})
        if self.rule:
            self.rule(value)
        return value

    def _value(self, given: str, choices: Mapping[str, Any]) -> Any:
        match self.kind:
            case Kind.WHOLE:
                return typed.whole(given)
            case Kind.YUAN:
                return typed.yuan(given)
            case Kind.AREA:
                return typed.area(given)
            case Kind.DAY:
                return typed.day(given)
            case Kind.MOMENT:
                return typed.instant(given, day_alone=self.day_alone)
            case Kind.CHOICE:
                return _chosen(given, choices)
        return given


def _chosen(given: str, choices: Mapping[str, Any]) -> Any:
    # What is not there and what he may not choose are the same to whoever asks.
    if given not in choices:
        raise InvalidInput(f"没有“{given[:20]}”这一项，或者您的账号不能选择。请在列表中选择。")
    return choices[given]
