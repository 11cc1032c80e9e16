"""Fields of forms: days, instants, whole numbers and yuan, as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms

from portal.kernel.errors import InvalidInput
from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
LARGEST_COUNT = 10**12
LARGEST_YUAN = 10**13
_WHOLE = re.compile(r"\d{1,3}(,\d{3})+|\d+", re.ASCII)
# A Chinese keyboard types these; they mean the same.
_TYPED_WIDE = str.maketrans("０１２３４５６７８９，．－＋", "0123456789,.-+")
_NUMBER_BOX = {"inputmode": "numeric", "autocomplete": "off"}
UNREADABLE_DAY = "日期无法读取。请按“2026-11-22”的样式填写。"
UNREADABLE_INSTANT = "时间无法读取。请按“2026-11-22 18:00”的样式填写。"
OUT_OF_YEARS = "请核对年份，应在2000年至2099年之间。"


class DayField(forms.DateField):
    """A day of this century: other years are slips of the pen."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)
        self.error_messages["invalid"] = UNREADABLE_DAY

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(OUT_OF_YEARS)
        return day


class InstantField(forms.DateTimeField):
    """An instant in Yinchuan, to the minute."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        super().__init__(**options)
        self.error_messages["invalid"] = UNREADABLE_INSTANT

    def clean(self, value: Any) -> Any:
        try:
            instant = super().clean(value)
        except OverflowError:  # the first and the last day that can be written have no other time zone
            raise forms.ValidationError(OUT_OF_YEARS) from None
        if isinstance(instant, datetime) and not FIRST_DAY.year <= instant.year <= LAST_DAY.year:
            raise forms.ValidationError(OUT_OF_YEARS)
        return instant.astimezone(SHANGHAI) if instant is not None else None


class WholeNumberField(forms.CharField):
    """A count: 0 or more, thousands parted or not."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs=_NUMBER_BOX), **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).translate(_TYPED_WIDE).replace(" ", "")
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            raise forms.ValidationError("请填写整数，没有的填0。")
        number = int(text.replace(",", ""))
        if number > LARGEST_COUNT:
            raise forms.ValidationError("数值过大，请核对位数和计量单位。")
        return number


class YuanField(forms.CharField):
    """An amount in yuan with at most two decimals; whole fen afterwards."""

    def __init__(self, **options: Any) -> None:
        box = forms.TextInput(attrs={**_NUMBER_BOX, "inputmode": "decimal"})
        super().__init__(max_length=40, widget=box, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).translate(_TYPED_WIDE).replace(" ", "")
        if not text:
            return None
        try:
            amount = Money.yuan(text)
        except InvalidInput as refusal:
            raise forms.ValidationError(refusal.sentence) from None
        if amount.fen < 0:
            raise forms.ValidationError("金额不能为负数。")
        if amount.fen > LARGEST_YUAN * 100:
            raise forms.ValidationError("金额过大，请核对是否以元为单位。")
        return amount.fen

    def prepare_value(self, value: Any) -> Any:
        """Fen that stand already are shown as the yuan that people type."""
        return str(Money(value)) if isinstance(value, int) else value
