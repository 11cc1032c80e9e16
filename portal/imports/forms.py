"""Fields of pages that are columns of sheets, and the upload of a workbook."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from portal.files.forms import UploadField
from portal.files.models import FileKind
from portal.imports.columns import Column, Kind
from portal.imports.contributions import SHEETS
from portal.imports.lifecycle import RunState
from portal.kernel.periods import SHANGHAI
from portal.web.fields import AMOUNT_BOX, NUMBER_BOX, read

INSTANT_FORMAT = "%Y-%m-%dT%H:%M"


class ColumnField(forms.Field):
    """A column as a field: its label, its words, its limits, and its own reader. Not for choices: forms have theirs."""

    def __init__(self, column: Column, **options: Any) -> None:
        self.column = column
        options.setdefault("label", column.label)
        options.setdefault("help_text", column.note)
        super().__init__(required=column.is_required, widget=_widget(column.kind), **options)

    def clean(self, value: Any) -> Any:
        return read(self.column.read, str(value or ""))

    def prepare_value(self, value: Any) -> Any:
        """A value that stands already, as people type it."""
        if isinstance(value, datetime):
            return value.astimezone(SHANGHAI).strftime(INSTANT_FORMAT)
        return value if value is None else str(value)


def _widget(kind: Kind) -> forms.Widget:
    match kind:
        case Kind.WHOLE:
            return forms.TextInput(attrs=NUMBER_BOX)
        case Kind.YUAN | Kind.AREA:
            return forms.TextInput(attrs=AMOUNT_BOX)
        case Kind.DAY:
            return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        case Kind.MOMENT:
            return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=INSTANT_FORMAT)
    return forms.TextInput()


class UploadForm(forms.Form):
    """The workbook to be taken in."""

    upload = UploadField(kind=FileKind.WORKBOOK, label="表格文件")


class RunFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    sheet = forms.ChoiceField(label="表格", required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *RunState.choices], required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "全部表格"), *((sheet.key, sheet.label) for sheet in SHEETS)]
        self.fields["sheet"].choices = choices  # type: ignore[attr-defined]
