"""Strict shapes of the API's input: DRF drops what it does not know and takes ``1_000`` for a number; these do not.

A value of the wrong type cannot be read (400); one of the right type that does not do is refused with its field (422).
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from rest_framework import serializers

from portal.kernel.errors import Unreadable

BIGINT_MAX = 2**63 - 1
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
NOT_AN_OBJECT = "未办成：提交的内容应为一个JSON对象。"
_MISSING = {"required": "请填写。", "null": "请填写。", "blank": "请填写。"}


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses unknown and read-only keys with 400 instead of dropping them in silence."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is None and not self.allow_null:
            raise Unreadable(NOT_AN_OBJECT)
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise Unreadable(NOT_AN_OBJECT)
        writable = {name for name, field in self.fields.items() if not field.read_only}
        if strangers := sorted(set(data) - writable):
            raise Unreadable(f"未办成：不能填写这些项目：{'、'.join(strangers)[:200]}。")
        return super().to_internal_value(data)


def _wrong_type(field: serializers.Field[Any, Any, Any, Any], wanted: str) -> Unreadable:
    return Unreadable(f"未办成：“{field.field_name}”应为{wanted}。")


class WholeNumber(serializers.IntegerField):
    """A JSON integer that a bigint holds: no text, no fraction, no truth value."""

    default_error_messages = {
        **_MISSING,
        "max_value": "应不大于{max_value}。",
        "min_value": "应不小于{min_value}。",
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", -BIGINT_MAX)
        options.setdefault("max_value", BIGINT_MAX)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            raise _wrong_type(self, "整数")
        return data


class PlainText(serializers.CharField):
    """A JSON string."""

    default_error_messages = {**_MISSING, "max_length": "不超过{max_length}字。"}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise _wrong_type(self, "文字")
        return super().to_internal_value(data)


class Instant(serializers.DateTimeField):
    """An instant with its offset: ``2026-11-22T18:00:00+08:00``."""

    default_error_messages = {**_MISSING, "invalid": "没有这一时刻。"}

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str) or not _INSTANT.fullmatch(value):
            raise _wrong_type(self, "“2026-11-22T18:00:00+08:00”样式的时刻")
        instant: datetime = super().to_internal_value(value)
        return instant


class Day(serializers.DateField):
    """A day: ``2026-11-22``."""

    default_error_messages = {**_MISSING, "invalid": "没有这一天。"}

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise _wrong_type(self, "“2026-11-22”样式的日期")
        day: date = super().to_internal_value(value)
        return day


class Seen(serializers.SlugRelatedField[Any]):
    """A row named by one of its columns; only rows that the person sees, so missing and foreign are the same."""

    default_error_messages = {**_MISSING, "does_not_exist": "没有这一项，或者您的账号没有查看权限。"}

    def __init__(self, model: Any, *, by: str, **options: Any) -> None:
        self.model = model
        super().__init__(slug_field=by, queryset=model.objects.all(), **options)

    def get_queryset(self) -> Any:
        return self.model.objects.visible_to(self.context["request"].actor)

    def to_internal_value(self, data: Any) -> Any:
        wanted = self.model._meta.get_field(self.slug_field)
        is_number = wanted.get_internal_type().endswith("IntegerField") or wanted.primary_key
        if isinstance(data, bool) or not isinstance(data, int if is_number else str):
            raise _wrong_type(self, "整数" if is_number else "文字")
        return super().to_internal_value(data)
