"""Input of milestones: what is promised, and, apart from it, what was reached."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from django import forms

from portal.web.fields import DayField
from projects.models import MilestoneKind, Precision

EXACTNESS = "只知道月份或年底的，选“月”或“年底”，页面不会显示到日。"


class MilestoneForm(forms.Form):
    """A promised day and the decision it rests on."""

    kind = forms.ChoiceField(label="节点", choices=MilestoneKind.choices)
    promised_on = DayField(label="承诺日期（不晚于）")
    precision = forms.ChoiceField(label="精确到", choices=Precision.choices, help_text=EXACTNESS)
    basis = forms.CharField(
        label="依据",
        max_length=200,
        min_length=4,
        help_text="会议纪要、批示或文件的名称、文号。",
        error_messages={"min_length": "请写明会议纪要、批示或文件的名称、文号，不少于4个字。"},
    )
    reason = forms.CharField(
        label="调整原因",
        max_length=200,
        min_length=4,
        required=False,
        help_text="该节点已有承诺日期的，须写明为什么调整。",
        error_messages={"min_length": "请写明调整原因，不少于4个字。"},
    )

    def clean(self) -> dict[str, Any]:
        """The day kept is the last one that the words allow."""
        given = super().clean() or {}
        day, precision = given.get("promised_on"), given.get("precision")
        if day and precision == Precision.MONTH:
            given["promised_on"] = date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
        elif day and precision == Precision.YEAR_END:
            given["promised_on"] = date(day.year, 12, 31)
        return given


class _ReachedForm(forms.Form):
    reached_on = DayField(label="完成日期")
    precision = forms.ChoiceField(label="精确到", choices=Precision.choices, help_text=EXACTNESS)
    source = forms.CharField(label="证明材料", max_length=200, help_text="验收单、许可证、备案表等的名称、文号。")
    note = forms.CharField(label="备注", max_length=200, required=False)


class MilestoneReachedForm(_ReachedForm):
    """That a milestone was reached."""

    kind = forms.ChoiceField(label="节点", choices=MilestoneKind.choices)
    field_order = ["kind"]


class ReachedCorrectionForm(_ReachedForm):
    """Another day for a milestone that was reached, with the reason."""

    reason = forms.CharField(label="更正原因", max_length=200, help_text="原记录、现记录和原因都会保留并显示。")
