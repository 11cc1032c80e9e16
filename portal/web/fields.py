"""Fields of forms: days, weeks, whole numbers and yuan, as people type them and as ``portal.web.typed`` reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, TypeVar

from django import forms

from portal.kernel.errors import InvalidInput
from portal.kernel.money import Money
from portal.kernel.periods import Week
from portal.web import typed

NUMBER_BOX = {"inputmode": "numeric", "autocomplete": "off"}
AMOUNT_BOX = {**NUMBER_BOX, "inputmode": "decimal"}
Value = TypeVar("Value")


class DayField(forms.DateField):
    """A day of this century."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        return read(typed.day, str(value))


class WeekField(DayField):
    """A week, given as any day of it: people know dates, not the numbers of weeks."""

    def clean(self, value: Any) -> Any:
        on = super().clean(value)
        return None if on is None else Week.of(on)


class WholeNumberField(forms.CharField):
    """A count between ``least`` and ``most``, thousands parted or not: stricter than Django's, which takes 1_000."""

    def __init__(self, *, least: int = 0, most: int = typed.LARGEST_COUNT, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs=NUMBER_BOX))
        super().__init__(max_length=typed.LONGEST, **options)
        self.reader = partial(typed.whole, least=least, most=most)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return read(self.reader, text) if text else None


class YuanField(forms.CharField):
    """An amount in yuan with at most two decimals; whole fen afterwards."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=typed.LONGEST, widget=forms.TextInput(attrs=AMOUNT_BOX), **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return read(typed.yuan, text).fen if text else None

    def prepare_value(self, value: Any) -> Any:
        """Fen that stand already are shown as the yuan that people type."""
        return str(Money(value)) if isinstance(value, int) else value


def read(reader: Callable[[str], Value], text: str) -> Value:
    """The value as the reader of this kind takes it, its sentence as Django's forms take one."""
    try:
        return reader(text)
    except InvalidInput as refusal:
        raise forms.ValidationError(refusal.sentence) from None
