"""Shapes of input."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.files.forms import UploadField
from portal.files.models import FileKind
from portal.kernel import clock
from portal.reports import rules
from portal.reports.actions.words import LONGEST
from portal.reports.lifecycle import EditionState
from portal.reports.models import PlanKind, WordsKind
from portal.web.fields import WeekField, WholeNumberField

DAYS = [(1, "周一"), (2, "周二"), (3, "周三"), (4, "周四"), (5, "周五"), (6, "周六"), (7, "周日")]


class WeekForm(forms.Form):
    """Which week; whether there is such a week, and whether it is due, is not a matter of shape."""

    week = forms.CharField(label="所报周", max_length=8)


class EditionFilter(forms.Form):
    """Which editions to list."""

    state = forms.ChoiceField(
        label="状态", choices=[("", "全部"), *EditionState.choices, ("skipped", "停刊")], required=False
    )
    mark = forms.ChoiceField(
        label="类别", choices=[("", "全部"), ("joint", "合刊"), ("correction", "更正")], required=False
    )
    year = forms.RegexField(label="年份", regex=r"^\d{4}$", required=False, max_length=4)


class ReasonForm(forms.Form):
    """A step that needs its reason."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class ScanForm(forms.Form):
    """The sheet that was signed by hand."""

    upload = UploadField(kind=FileKind.DOCUMENT, label="签发原件扫描件")


class WordsForm(forms.Form):
    """Words of one kind. The texts of the three stand on pages of their own."""

    text = forms.CharField(required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = WordsKind(kind).label
        most = f"不超过{LONGEST[WordsKind(kind)]}字，不填为不加。"
        self.fields["text"].help_text = f"{most}只写文字，数字以冻结的数据为准，不在此处更改。"
        if kind == WordsKind.REQUEST:
            self.fields["consulted"] = forms.CharField(
                label="已征求意见单位",
                max_length=200,
                required=False,
                help_text="写明单位和意见，如“区财政局、国资公司，无异议”。未征求意见的事项不能提请。",
            )


class CutOffForm(forms.Form):
    """From which week on news closes when."""

    from_week = WeekField(label="自哪一周起", help_text="选该周内任意一天，按周一至周日计。")
    weekday = forms.TypedChoiceField(label="截数日", choices=DAYS, coerce=int, initial=7)
    at = forms.TimeField(label="截数时间", initial="18:00", help_text="按“18:00”的样式填写。")
    reason = forms.CharField(label="依据", max_length=200)


class PlanForm(forms.Form):
    """What becomes of a week."""

    week = WeekField(label="哪一周", help_text="选该周内任意一天，按周一至周日计；合刊选较早的一周。")
    kind = forms.ChoiceField(label="安排", choices=PlanKind.choices)
    reason = forms.CharField(label="原因", max_length=200, help_text="如“国庆假期”。")


class NumberPatternField(forms.CharField):
    """How issues are numbered, typed as one of them, ``2026年第1期``; cleaned to a pattern (``rules.number_text``)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> str:
        pattern = rules.number_pattern(super().clean(value))
        if pattern is None:
            raise forms.ValidationError("请写一个样例，先年份后期数，只用文字和括号，如“2026年第1期”。")
        return pattern

    def prepare_value(self, value: Any) -> Any:
        """A pattern that stands is shown as the first issue of this year."""
        is_pattern = isinstance(value, str) and "{number}" in value
        return rules.number_text(value, clock.today().year, 1) if is_pattern else value


class IssueForm(forms.Form):
    """How issues are numbered, and to whom they go."""

    number_pattern = NumberPatternField(
        label="期号样式", help_text="写一个样例，先年份后期数，如“2026年第1期”。以后的年份和期数由系统接着编。"
    )
    numbers_used = WholeNumberField(
        label="启用前当年已编期数", most=400, help_text="系统编号前，当年纸质专报已编到第几期。"
    )
    report_to = forms.CharField(label="报", max_length=200, required=False)
    send_to = forms.CharField(label="送", max_length=200, required=False)
    issue_to = forms.CharField(label="发", max_length=200, required=False)
    copies = WholeNumberField(label="共印份数", least=1, most=9999, required=False)
