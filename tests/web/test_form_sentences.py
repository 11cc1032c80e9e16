"""Forms speak as the office does: no 字段, no 变量, and what to do instead."""

import pytest
from django import forms

from portal.web.fields import WeekField, WholeNumberField


class Paper(forms.Form):
    title = forms.CharField(max_length=5)
    copies = WholeNumberField(least=1, most=300)
    week = WeekField()
    at = forms.TimeField()
    rows = WholeNumberField(least=1)
    floors = WholeNumberField()
    kind = forms.ChoiceField(choices=[("a", "甲")])
    signed_on = forms.DateField()
    share = forms.DecimalField(max_digits=5, decimal_places=2)


GOOD = {
    "title": "纪要",
    "copies": "3",
    "week": "2026-11-19",
    "at": "16:30",
    "rows": "1,200",
    "floors": "０",
    "kind": "a",
    "signed_on": "2026-11-22",
    "share": "12.50",
}


def test_the_good_one_is_taken():
    form = Paper(GOOD)
    assert form.is_valid()
    got = form.cleaned_data
    assert (got["copies"], got["rows"], got["floors"], str(got["week"])) == (3, 1200, 0, "2026-W47")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "请填写这一项。"),
        ("title", "会议纪要第九期", "最多5个字，现在是7个字。"),
        ("copies", "三", "请填写整数。"),
        ("copies", "301", "请填写1至300的整数。"),
        ("copies", "0", "请填写1至300的整数。"),
        ("copies", "1_0", "请填写整数。"),
        ("copies", "3.0", "请填写整数。"),
        ("rows", "0", "应不小于1。"),
        ("rows", "9" * 13, "数值过大，请核对位数和计量单位。"),
        ("floors", "1_000", "请填写整数，没有的填0。"),
        ("floors", "-1", "请填写整数，没有的填0。"),
        ("week", "2026-W47", "日期无法读取。请按“2026-11-22”的样式填写。"),
        ("week", "1999-11-19", "请核对年份，应在2000年至2099年之间。"),
        ("at", "25:00", "时间无法读取。请按“18:00”的样式填写。"),
        ("kind", "b", "没有找到这一项。请在列表中选择。"),
        ("signed_on", "2026-13-01", "日期无法读取。请按“2026-11-22”的样式填写。"),
        ("share", "一半", "请填写数字。"),
    ],
)
def test_what_cannot_be_taken_is_said_in_the_words_of_the_office(field, value, sentence):
    form = Paper({**GOOD, field: value})
    assert form.errors == {field: [sentence]}
