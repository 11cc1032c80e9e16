"""A column is declared once: its field on a page and its cell in a sheet take and refuse the same in the same words."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django import forms

from portal.imports.columns import Column, Kind
from portal.imports.forms import ColumnField
from portal.kernel.errors import InvalidInput
from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI


def not_on_sundays(day: date) -> None:
    if day.isoweekday() == 7:
        raise InvalidInput("星期日不办理，请另选一天。")


TEXT = Column("text", "文字", longest=5)
FREE = Column("free", "文字", is_required=False)
WHOLE = Column("whole", "户数", Kind.WHOLE)
YUAN = Column("yuan", "金额", Kind.YUAN)
DAY = Column("day", "日期", Kind.DAY, rule=not_on_sundays)
MOMENT = Column("moment", "时间", Kind.MOMENT)
EVENING = Column("evening", "时间", Kind.MOMENT, day_alone=time(18))
NOON = datetime(2026, 11, 22, 12, 5, tzinfo=SHANGHAI)

GOOD = [
    (TEXT, " 一二三 ", "一二三"),
    (FREE, "  ", ""),
    (Column("none", "户数", Kind.WHOLE, is_required=False), "", None),
    (WHOLE, "1,234", 1234),
    (WHOLE, "１２３４", 1234),
    (WHOLE, "1 234", 1234),
    (YUAN, "1,234.50", Money(123450)),
    (YUAN, "１２．５", Money(1250)),
    (DAY, "2026-11-23", date(2026, 11, 23)),
    (DAY, "2026年11月23日", date(2026, 11, 23)),
    (DAY, "２０２６/１１/２３", date(2026, 11, 23)),
    (MOMENT, "2026-11-22T12:05", NOON),
    (MOMENT, "2026.11.22 12：05:00", NOON),
    (EVENING, "2026-11-22", NOON.replace(hour=18, minute=0)),
]
BAD = [
    (TEXT, "", "请填写这一项。"),
    (TEXT, "一二三四五六", "最多5个字，现在是6个字。"),
    (TEXT, "a\u202eb", "含有无法识别的字符"),
    (WHOLE, "1_000", "请填写整数"),
    (WHOLE, "1.5", "请填写整数"),
    (WHOLE, "-3", "请填写整数"),
    (WHOLE, "1,23", "请填写整数"),
    (WHOLE, "十", "请填写整数"),
    (WHOLE, "٣", "请填写整数"),
    (WHOLE, "9" * 13, "数值过大"),
    (WHOLE, "9" * 41, "最多40个字，现在是41个字。"),
    (YUAN, "1_000", "金额“1_000”无法读取"),
    (YUAN, "1e3", "无法读取"),
    (YUAN, "1.234", "无法读取"),
    (YUAN, "-1", "金额不能为负数"),
    (YUAN, "99999999999999.99", "金额过大"),
    (DAY, "2026-02-30", "没有这一天"),
    (DAY, "2026-11/22", "日期无法读取"),
    (DAY, "46348", "日期无法读取"),
    (DAY, "1026-11-22", "请核对年份"),
    (DAY, "2026-11-22", "星期日不办理"),
    (MOMENT, "2026-11-22", "时间无法读取"),
    (MOMENT, "2026-11-22 25:00", "时间无法读取"),
    (EVENING, "2026-11-22 下午", "时间无法读取"),
]


def on_a_page(column: Column, typed: str) -> forms.Form:
    page = type("Page", (forms.Form,), {"asked": ColumnField(column)})
    return page({"asked": typed})


@pytest.mark.parametrize(("column", "typed", "value"), GOOD)
def test_both_take_the_same(column, typed, value):
    page = on_a_page(column, typed)
    assert page.is_valid()
    assert column.read(typed) == page.cleaned_data["asked"] == value


@pytest.mark.parametrize(("column", "typed", "sentence"), BAD)
def test_both_refuse_the_same_in_the_same_words(column, typed, sentence):
    with pytest.raises(InvalidInput, match=sentence) as refused:
        column.read(typed)
    assert on_a_page(column, typed).errors == {"asked": [refused.value.sentence]}


def test_a_choice_is_what_its_words_stand_for():
    column = Column("kind", "指标", Kind.CHOICE)
    assert column.read(" 签约 ", {"签约": 7}) == 7
    with pytest.raises(InvalidInput, match="没有“腾空”这一项，或者您的账号不能选择"):
        column.read("腾空", {"签约": 7})


def test_a_value_that_stands_is_shown_as_it_is_typed():
    assert ColumnField(YUAN).prepare_value(Money(123450)) == "1234.50"
    assert ColumnField(MOMENT).prepare_value(NOON) == "2026-11-22T12:05"
    assert ColumnField(WHOLE).prepare_value(None) is None
