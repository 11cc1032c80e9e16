"""Input of 补录: the paper once, and many rows of one sort under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.web.fields import DayField, WholeNumberField, YuanField
from projects.lifecycle import BackfillState
from projects.models import BackfillSort, Confidence, FigureKind, MilestoneKind, Precision, Village

ROWS = 10


class BackfillFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    sort = forms.ChoiceField(label="类别", choices=[("", "全部类别"), *BackfillSort.choices], required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *BackfillState.choices], required=False)


class BackfillWindowForm(forms.Form):
    went_live_on = DayField(label="正式启用日", help_text="早于这一天的数据可以补录。")
    closes_on = DayField(label="补录截止日", help_text="过了这一天不再补录。")
    basis = forms.CharField(label="依据", max_length=200, help_text="会议纪要、批示或文件的名称、文号。")


class BackfillForm(forms.Form):
    """What all rows of one request share."""

    village = forms.ModelChoiceField(Village.objects.none(), label="点位", empty_label="请选择")
    document = forms.CharField(label="依据文件", max_length=200, help_text="名称、文号，本单各行都以它为据。")
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


class _RowForm(forms.Form):
    """One row; a row in which nothing was typed is left out."""

    effective_on = DayField(label="日期")
    source = forms.CharField(label="来源（证明材料）", max_length=200)
    note = forms.CharField(label="说明", max_length=200, required=False)


class FigureRowForm(_RowForm):
    key = forms.ChoiceField(label="指标")
    numerator = forms.CharField(label="分子", max_length=40)
    denominator = forms.CharField(label="分母", max_length=40, required=False)
    field_order = ["key", "effective_on", "numerator", "denominator"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds: Mapping[str, FigureKind] = {kind.key: kind for kind in FigureKind.objects.order_by("ordinal", "pk")}
        choices = [("", "请选择"), *((key, f"{kind.label}（{kind.unit}）") for key, kind in self.kinds.items())]
        self.fields["key"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Both numbers in the unit of the kind: amounts are typed in yuan and kept in fen."""
        given = super().clean() or {}
        kind = self.kinds.get(given.get("key", ""))
        if kind is None:
            return given
        reader = (YuanField if kind.is_money else WholeNumberField)(required=False)
        for name in ("numerator", "denominator"):
            try:
                given[name] = reader.clean(given.get(name) or "")
            except ValidationError as refusal:
                self.add_error(name, refusal)
        return given


class MilestoneRowForm(_RowForm):
    key = forms.ChoiceField(label="节点", choices=[("", "请选择"), *MilestoneKind.choices])
    precision = forms.ChoiceField(label="精确到", choices=Precision.choices, required=False)
    field_order = ["key", "effective_on", "precision"]

    def clean_precision(self) -> str:
        return self.cleaned_data["precision"] or Precision.DAY


class PublicRowForm(_RowForm):
    key = forms.CharField(label="事项名称", max_length=60)
    value = forms.CharField(label="内容", max_length=200)
    confidence = forms.ChoiceField(label="可信度", choices=[("", "请选择"), *Confidence.choices])
    field_order = ["key", "value", "effective_on", "confidence"]


ROW_FORMS: Mapping[BackfillSort, type[_RowForm]] = {
    BackfillSort.FIGURE: FigureRowForm,
    BackfillSort.MILESTONE: MilestoneRowForm,
    BackfillSort.PUBLIC: PublicRowForm,
}


def rows_form(sort: BackfillSort, posted: Any = None) -> Any:
    """The rows of a request as one form: ten at a time."""
    made: Any = forms.formset_factory(ROW_FORMS[sort], extra=ROWS, max_num=ROWS, absolute_max=ROWS, validate_max=True)
    return made(posted, prefix="rows") if posted is not None else made(prefix="rows")


class DeclineForm(forms.Form):
    """What is to be put right before a request is asked again."""

    reason = forms.CharField(label="退回原因", max_length=200, help_text="请写明需要补充什么。")
