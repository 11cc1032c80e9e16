"""Input of public facts: what was published, by whom, how far to be trusted."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.web.fields import DayField
from projects.models import Confidence, PublicPrecision


class _PublicFigureForm(forms.Form):
    value = forms.CharField(label="内容", max_length=200, help_text="照录原文的说法。")
    number = forms.DecimalField(
        label="数值",
        max_digits=20,
        decimal_places=4,
        min_value=0,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="原文有数字的填写，金额以元为单位。",
    )
    unit = forms.CharField(label="计量单位", max_length=10, required=False)
    as_of = DayField(label="截至日期", required=False)
    precision = forms.ChoiceField(label="精确程度", choices=PublicPrecision.choices)
    confidence = forms.ChoiceField(label="可信度", choices=[("", "请选择"), *Confidence.choices])
    source = forms.CharField(label="出处", max_length=200, help_text="刊物、网站或文件的名称和日期。")
    address = forms.CharField(label="出处地址", max_length=300, required=False, help_text="网址，没有的留空。")
    note = forms.CharField(label="数据质量说明", max_length=300, required=False, help_text="与其他说法不一致的，写明。")


class PublicFigureForm(_PublicFigureForm):
    """A statement under its name; the same name from another source stands beside it."""

    label = forms.CharField(label="事项名称", max_length=60, help_text="同一事项请用同一名称，不同出处可以并存。")
    field_order = ["label"]


class PublicFigureCorrectionForm(_PublicFigureForm):
    """The same statement with other words, with the reason."""

    reason = forms.CharField(label="更正原因", max_length=200, help_text="原记录、现记录和原因都会保留并显示。")

    @staticmethod
    def of(figure: Any) -> dict[str, Any]:
        """What stands now, as the first values of the form."""
        names = PublicFigureCorrectionForm.base_fields.keys() - {"reason"}
        return {name: getattr(figure, name) for name in names}
