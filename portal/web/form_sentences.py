"""What Django's own form fields say of a value that they cannot take, in the words of the office.

Its own Chinese speaks of 变量 and 字段, which are words of programs. A field that names its sentence keeps it.
"""

from __future__ import annotations

from django import forms
from django.core import validators

PLEASE_FILL_IN = "请填写这一项。"
PLEASE_CHOOSE = "没有找到这一项。请在列表中选择。"
FIELD_SENTENCES: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": PLEASE_FILL_IN},
    forms.IntegerField: {"invalid": "请填写整数。"},
    forms.DecimalField: {"invalid": "请填写数字。"},
    forms.DateField: {"invalid": "日期无法读取。请按“2026-11-22”的样式填写。"},
    forms.TimeField: {"invalid": "时间无法读取。请按“18:00”的样式填写。"},
    forms.ChoiceField: {"invalid_choice": PLEASE_CHOOSE},
    forms.ModelChoiceField: {"invalid_choice": PLEASE_CHOOSE},
}
LIMIT_SENTENCES: dict[type[validators.BaseValidator], str] = {
    validators.MaxLengthValidator: "最多%(limit_value)d个字，现在是%(show_value)d个字。",
    validators.MinLengthValidator: "至少%(limit_value)d个字，现在是%(show_value)d个字。",
    validators.MaxValueValidator: "应不大于%(limit_value)s。",
    validators.MinValueValidator: "应不小于%(limit_value)s。",
}


def install() -> None:
    """Put the sentences in the place of Django's. Once, when Django starts."""
    for field, sentences in FIELD_SENTENCES.items():
        field.default_error_messages = {**field.default_error_messages, **sentences}
    for validator, sentence in LIMIT_SENTENCES.items():
        validator.message = sentence
