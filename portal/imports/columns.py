"""A column is declared once: what the form of a page and the checker of a sheet ask of a value is the same function."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from portal.kernel.errors import InvalidInput
from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI
from portal.web.hostile import is_hostile

FIRST_YEAR, LAST_YEAR = 2000, 2099
LONGEST = 200
LARGEST = 10**13
_WHOLE = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?", re.ASCII)
_ID = re.compile(r"[0-9A-Za-z-]+")
# A Chinese keyboard types these; they mean the same.
_TYPED_WIDE = str.maketrans("０１２３４５６７８９，．－＋", "0123456789,.-+")


class Kind(Enum):
    TEXT = "文字"
    INTEGER = "整数"
    YUAN = "金额（元）"
    DECIMAL = "数字，最多两位小数"
    DAY = "日期，如2026-11-22"
    MOMENT = "时间，如2026-11-22 18:00"
    CHOICE = "从列表中选择"
    ID = "号码，按文字填写"


@dataclass(frozen=True)
class Column:
    """One column: what it holds, its limits, the sentence that explains it, and a rule of its own on the read value.

    Values are ``str`` (text, choice, id), ``int``, ``Money``, ``Decimal``, ``date`` or an instant in Yinchuan; None
    for a cell that may stay empty and does. A rule raises InvalidInput.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    is_required: bool = True
    longest: int = LONGEST
    least: int | None = None
    most: int = LARGEST
    note: str = ""
    choices: Callable[[Any], Sequence[str]] | None = None  # of an actor
    rule: Callable[[Any], None] | None = None

    def read(self, text: str, choices: Sequence[str] = ()) -> Any:
        """The value of what was typed. Raises InvalidInput with the sentence."""
        typed = text.strip()
        if is_hostile(typed):
            raise InvalidInput("含有无法识别的字符，请删除后重新填写。")
        if not typed:
            if self.is_required:
                raise InvalidInput("请填写这一项。")
            return None
        if len(typed) > self.longest:
            raise InvalidInput(f"最多{self.longest}个字，现在是{len(typed)}个字。")
        value = _READERS[self.kind](typed)
        if self.kind is Kind.CHOICE and typed not in choices:
            raise InvalidInput(f"没有“{typed[:20]}”这一项。请在列表中选择。")
        self._require_bounds(value)
        if self.rule:
            self.rule(value)
        return value

    def _require_bounds(self, value: Any) -> None:
        amount = value.fen / Decimal(100) if isinstance(value, Money) else value
        if not isinstance(amount, int | Decimal):
            return
        if self.least is not None and amount < self.least:
            raise InvalidInput(f"应不小于{self.least}。")
        if amount > self.most:
            raise InvalidInput("数值过大，请核对位数和计量单位。")


def _text(typed: str) -> str:
    return typed


def _integer(typed: str) -> int:
    number = _plain(typed)
    if not _WHOLE.fullmatch(number):
        raise InvalidInput("请填写整数。")
    return int(number.replace(",", ""))


def _decimal(typed: str) -> Decimal:
    number = _plain(typed)
    if not _DECIMAL.fullmatch(number):
        raise InvalidInput("请填写数字，最多两位小数。")
    return Decimal(number.replace(",", ""))


def _yuan(typed: str) -> Money:
    return Money.yuan(_plain(typed))


def _day(typed: str) -> date:
    if not (found := _DAY.fullmatch(typed)):
        raise InvalidInput("日期无法读取。请按“2026-11-22”的样式填写。")
    return _real_day(found)


def _moment(typed: str) -> datetime:
    day, _, clock = typed.replace("T", " ").partition(" ")
    found, at = _DAY.fullmatch(day), _CLOCK.fullmatch(clock.strip() or "18:00")
    if not found or not at or int(at[1]) > 23 or int(at[2]) > 59:
        raise InvalidInput("时间无法读取。请按“2026-11-22 18:00”的样式填写。")
    return datetime.combine(_real_day(found), time(int(at[1]), int(at[2])), SHANGHAI)


def _real_day(found: re.Match[str]) -> date:
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        raise InvalidInput("没有这一天，请核对日期。") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInput("请核对年份，应在2000年至2099年之间。")
    return day


def _id(typed: str) -> str:
    if not _ID.fullmatch(typed):
        raise InvalidInput("号码只含数字、字母和短横线，请按文字填写。")
    return typed


def _plain(typed: str) -> str:
    return typed.translate(_TYPED_WIDE).replace(" ", "")


_READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.YUAN: _yuan,
    Kind.DECIMAL: _decimal,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.CHOICE: _text,
    Kind.ID: _id,
}
