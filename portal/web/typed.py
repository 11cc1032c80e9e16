"""What people type, read: one reader for each kind of value, whether it stands in a form or in a cell of a workbook.

Each raises InvalidInput with the sentence. Text that is empty is the caller's matter.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

from portal.kernel.errors import InvalidInput
from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI

FIRST_YEAR, LAST_YEAR = 2000, 2099
LARGEST_COUNT = 10**12
LARGEST_YUAN = 10**13
LARGEST_AREA = 10**8
LONGEST = 40  # of a number as people type it: forms and sheets look at no longer one
UNREADABLE_DAY = "日期无法读取。请按“2026-11-22”的样式填写。"
UNREADABLE_INSTANT = "时间无法读取。请按“2026-11-22 18:00”的样式填写。"
OUT_OF_YEARS = f"请核对年份，应在{FIRST_YEAR}年至{LAST_YEAR}年之间。"
_WHOLE = re.compile(r"\d{1,3}(,\d{3})+|\d+", re.ASCII)
_AREA = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.0+)?)?", re.ASCII)
# A Chinese keyboard types these; they mean the same.
_TYPED_WIDE = str.maketrans("０１２３４５６７８９，．－＋／：　", "0123456789,.-+/: ")


def whole(text: str, *, least: int = 0, most: int = LARGEST_COUNT) -> int:
    """A count between the two, thousands parted or not."""
    number = _narrow(text).replace(" ", "")
    if not _WHOLE.fullmatch(number):
        raise InvalidInput("请填写整数。" if least else "请填写整数，没有的填0。")
    count = int(number.replace(",", ""))
    if least <= count <= most:
        return count
    if most < LARGEST_COUNT:
        raise InvalidInput(f"请填写{least}至{most}的整数。")
    raise InvalidInput("数值过大，请核对位数和计量单位。" if count > most else f"应不小于{least}。")


def yuan(text: str) -> Money:
    """An amount in yuan, 0 or more, with at most two decimals."""
    amount = Money.yuan(_narrow(text).replace(" ", ""))
    if amount.fen < 0:
        raise InvalidInput("金额不能为负数。")
    if amount.fen > LARGEST_YUAN * 100:
        raise InvalidInput("金额过大，请核对是否以元为单位。")
    return amount


def area(text: str) -> Decimal:
    """Square metres, more than 0, with at most two decimals."""
    number = _narrow(text).replace(" ", "").replace(",", "")
    if not _AREA.fullmatch(number):
        raise InvalidInput("面积无法读取。请填写平方米数，最多两位小数。")
    found = Decimal(number)
    if not 0 < found <= LARGEST_AREA:
        raise InvalidInput("面积应大于0。" if found <= 0 else "面积过大，请核对是否以平方米为单位。")
    return found


def day(text: str) -> date:
    """A day of this century: other years are slips of the pen."""
    return _real_day(_narrow(text), UNREADABLE_DAY)


def instant(text: str, *, day_alone: time | None = None) -> datetime:
    """An instant in Yinchuan, to the minute; a day without an hour is one only where ``day_alone`` says of which."""
    typed = _narrow(text)
    day_text, _, clock_text = typed.replace("T", " ").partition(" ")
    on = _real_day(day_text, UNREADABLE_INSTANT)
    if not clock_text.strip() and day_alone is not None:
        return datetime.combine(on, day_alone, SHANGHAI)
    if not (at := _CLOCK.fullmatch(clock_text.strip())):
        raise InvalidInput(UNREADABLE_INSTANT)
    return datetime.combine(on, time(int(at[1]), int(at[2])), SHANGHAI)


def _narrow(text: str) -> str:
    return text.translate(_TYPED_WIDE).strip()


def _real_day(text: str, unreadable: str) -> date:
    if not (found := _DAY.fullmatch(text)):
        raise InvalidInput(unreadable)
    year, month, on = (int(part) for part in found.groups() if part is not None)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput(OUT_OF_YEARS)
    try:
        return date(year, month, on)
    except ValueError:
        raise InvalidInput(unreadable.replace("。", "：没有这一天。", 1)) from None
