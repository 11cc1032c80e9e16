"""Forms speak as the office does: no 字段, no 变量, and what to do instead."""

import pytest
from django import forms


class Paper(forms.Form):
    title = forms.CharField(max_length=5)
    copies = forms.IntegerField(min_value=1, max_value=300)
    kind = forms.ChoiceField(choices=[("a", "甲")])
    signed_on = forms.DateField()
    share = forms.DecimalField(max_digits=5, decimal_places=2)


GOOD = {"title": "纪要", "copies": "3", "kind": "a", "signed_on": "2026-11-22", "share": "12.50"}


def test_the_good_one_is_taken():
    assert Paper(GOOD).is_valid()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "请填写这一项。"),
        ("title", "会议纪要第九期", "最多5个字，现在是7个字。"),
        ("copies", "三", "请填写整数。"),
        ("copies", "301", "应不大于300。"),
        ("copies", "0", "应不小于1。"),
        ("kind", "b", "没有找到这一项。请在列表中选择。"),
        ("signed_on", "2026-13-01", "日期无法读取。请按“2026-11-22”的样式填写。"),
        ("share", "一半", "请填写数字。"),
    ],
)
def test_what_cannot_be_taken_is_said_in_the_words_of_the_office(field, value, sentence):
    form = Paper({**GOOD, field: value})
    assert form.errors == {field: [sentence]}
