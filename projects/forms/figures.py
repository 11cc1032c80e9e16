"""Input of reported figures: the fields are the columns of their sheet, the labels and the unit those of the kind."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.imports.forms import ColumnField
from projects.models import FigureKind
from projects.sheets import AS_OF, NOTE, SOURCE, denominator_of, fen, numerator_of


class _FigureForm(forms.Form):
    """What a report and its correction share. Money is typed in yuan and kept in fen."""

    def __init__(self, *args: Any, kind: FigureKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numerator"] = ColumnField(numerator_of(kind))
        if kind.denominator_label:
            self.fields["denominator"] = ColumnField(denominator_of(kind))
        self.order_fields(["numerator", "denominator"])

    def clean(self) -> dict[str, Any]:
        return {name: fen(value) for name, value in (super().clean() or {}).items()}


class FigureReportForm(_FigureForm):
    """One figure, as it stood at an instant."""

    as_of = ColumnField(AS_OF)
    source = ColumnField(SOURCE)
    note = ColumnField(NOTE, help_text="")


class FigureCorrectionForm(_FigureForm):
    """Other numbers for the same instant, with the reason."""

    source = ColumnField(SOURCE, help_text="")
    note = ColumnField(NOTE, help_text="")
    reason = forms.CharField(label="更正原因", max_length=200, help_text="原数、现数和原因都会保留并显示。")


class FigureFilterForm(forms.Form):
    """Filters of the reports of a village; they stay in the address."""

    kind = forms.ChoiceField(label="指标", required=False)
    shown = forms.ChoiceField(
        label="范围", choices=[("", "全部记录"), ("standing", "只看现行"), ("corrected", "只看已更正")], required=False
    )

    def __init__(self, *args: Any, kinds: list[FigureKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "全部指标"), *((kind.key, kind.label) for kind in kinds)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class FigureNoteForm(forms.Form):
    """Words beside a figure that the portal counts."""

    text = forms.CharField(label="说明", max_length=200, help_text="说明本周这个数怎么来、为什么变，不超过200字。")
