"""Input for grants and hand-overs."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.accounts.models import User
from projects.lifecycle import GrantState
from projects.models import Role, Village
from projects.selectors.open_items import OpenItem

DATE_INPUT = forms.DateInput(attrs={"type": "date"})


class GrantProposalForm(forms.Form):
    """Who gets which role where, from when until when, on what paper."""

    user = forms.ModelChoiceField(User.objects.none(), label="人员")
    role = forms.ModelChoiceField(Role.objects.none(), label="角色")
    village = forms.ModelChoiceField(
        Village.objects.none(),
        label="点位",
        required=False,
        empty_label="全部点位",
        help_text="第三方机构须选定一个点位。",
    )
    starts_on = forms.DateField(label="起始日期", widget=DATE_INPUT)
    expires_on = forms.DateField(label="截止日期（当日不含）", widget=DATE_INPUT, required=False)
    document = forms.CharField(label="依据文件", max_length=120, required=False)
    task = forms.CharField(label="承担任务", max_length=120, required=False)

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever may propose sees every colleague's name here, and no other column of his.
        self.fields["user"].queryset = User.objects.filter(is_active=True).order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["role"].queryset = Role.objects.order_by("ordinal", "pk")  # type: ignore[attr-defined]
        self.fields["village"].queryset = villages.order_by("ordinal", "pk")  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """The reason for sending back or ending."""

    reason = forms.CharField(label="原因", max_length=200)


class GrantFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *GrantState.choices], required=False)
    q = forms.CharField(label="姓名", max_length=40, required=False)


class HandOverForm(forms.Form):
    """A taker for each open item, and the paper of the hand-over."""

    document = forms.CharField(label="交接单名称或文号", max_length=120)

    def __init__(self, *args: Any, items: list[OpenItem], takers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            if item.needs_taker:
                self.fields[item.key] = forms.ModelChoiceField(
                    takers, label=f"{item.kind_label}：{item.label}", required=False, empty_label="请选择接办人"
                )

    def takers(self) -> dict[str, Any]:
        return {item.key: self.cleaned_data.get(item.key) for item in self.items}
