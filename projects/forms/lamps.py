"""Input of lamp rules."""

from __future__ import annotations

from django import forms

from portal.web.fields import DayField


class AdoptionForm(forms.Form):
    """From which day a profile holds, by which decision."""

    starts_on = DayField(label="启用日期", help_text="以前的亮灯按当时的规则，不改动。")
    basis = forms.CharField(label="依据", max_length=200, help_text="会议纪要、批示或文件的名称、文号。")
