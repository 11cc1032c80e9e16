"""Input of 口径: what a number counts, and how it differs from the command centre's."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.web.fields import DayField
from projects.models import Basis, FigureKind


class _BasisForm(forms.Form):
    definition = forms.CharField(label="计什么", max_length=300, help_text="计入和不计入的范围。")
    since_on = DayField(label="自何时起", required=False)
    document = forms.CharField(label="依据文件", max_length=200, help_text="文件、报表制度或刊物的名称、文号、日期。")
    difference = forms.CharField(
        label="与指挥部口径的差异",
        max_length=300,
        required=False,
        help_text="写一次，凡两种口径的数并列处都会显示。指挥部口径本身不填。",
    )


class FigureBasisForm(_BasisForm):
    """A 口径 of a figure that is reported every week, or of another subject."""

    kind = forms.ModelChoiceField(FigureKind.objects.none(), label="指标", required=False, empty_label="其他事项")
    subject = forms.CharField(
        label="事项名称", max_length=40, required=False, help_text="不是报数指标的，填写事项名称。"
    )
    basis = forms.ChoiceField(label="口径", choices=[("", "请选择"), *Basis.choices])
    field_order = ["kind", "subject", "basis"]

    def __init__(self, *args: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (kind := given.get("kind")) and given.get("subject") not in ("", None, kind.label):
            self.add_error("subject", f"已选指标“{kind.label}”，请清空这一项；登记其他事项的，指标请选“其他事项”。")
        elif kind:
            given["subject"] = kind.label
        elif not given.get("subject"):
            self.add_error("subject", "请选择指标，或填写事项名称。")
        return given


class FigureBasisCorrectionForm(_BasisForm):
    """Other words for a 口径, with the reason."""

    reason = forms.CharField(label="更正原因", max_length=200, help_text="原定义、现定义和原因都会保留。")
