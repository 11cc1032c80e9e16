"""Input of reported figures: the labels and the unit are those of the kind."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.web.fields import InstantField, WholeNumberField, YuanField
from projects.models import FigureKind


class _FigureForm(forms.Form):
    """What a report and its correction share."""

    def __init__(self, *args: Any, kind: FigureKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = YuanField if kind.is_money else WholeNumberField
        self.fields["numerator"] = field(label=f"{kind.numerator_label}（{kind.unit}）")
        if kind.denominator_label:
            self.fields["denominator"] = field(label=f"{kind.denominator_label}（{kind.unit}）")
        self.order_fields(["numerator", "denominator"])


class FigureReportForm(_FigureForm):
    """One figure, as it stood at an instant."""

    as_of = InstantField(label="数据截至", help_text="数据所反映的时间，不是填报时间。")
    source = forms.CharField(label="数据来源", max_length=200, help_text="报表、台账或文件名称。")
    note = forms.CharField(label="说明", max_length=200, required=False)


class FigureCorrectionForm(_FigureForm):
    """Other numbers for the same instant, with the reason."""

    source = forms.CharField(label="数据来源", max_length=200)
    note = forms.CharField(label="说明", max_length=200, required=False)
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
