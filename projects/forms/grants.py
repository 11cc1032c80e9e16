"""Input for grants and hand-overs."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.accounts.forms import PersonChoice
from portal.accounts.models import User
from portal.accounts.selectors import takers_for
from portal.web.fields import DayField
from projects.lifecycle import GrantState
from projects.models import Role, Village
from projects.selectors.open_items import OpenItem

UNSEEN = "没有找到这一项。请在列表中选择。"
EXPIRED = "expired"


class GrantProposalForm(forms.Form):
    """Who gets which role where, from when until when, on what paper."""

    user = PersonChoice(
        User.objects.none(), label="人员", empty_label="请选择", error_messages={"invalid_choice": UNSEEN}
    )
    role = forms.ModelChoiceField(
        Role.objects.none(), label="角色", empty_label="请选择", error_messages={"invalid_choice": UNSEEN}
    )
    village = forms.ModelChoiceField(
        Village.objects.none(), label="点位", empty_label="请选择", error_messages={"invalid_choice": UNSEEN}
    )
    starts_on = DayField(label="起始日期")
    expires_on = DayField(label="截止日期（当日不含）", required=False, help_text="第三方机构和审计须填写。")
    document = forms.CharField(
        label="依据文件", max_length=120, required=False, help_text="文件名称或文号。第三方机构和审计须填写。"
    )
    task = forms.CharField(label="承担任务", max_length=120, required=False, help_text="第三方机构须填写。")

    def __init__(self, *args: Any, villages: Any, is_everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever may propose sees every colleague's name and unit here, and no other column of his.
        self.fields["user"].queryset = in_office()  # type: ignore[attr-defined]
        self.fields["role"].queryset = Role.objects.order_by("ordinal", "pk")  # type: ignore[attr-defined]
        village: Any = self.fields["village"]
        village.queryset = villages.order_by("ordinal", "pk")
        if is_everywhere:
            village.required, village.empty_label = False, "全部点位"
            village.help_text = "第三方机构须选定一个点位。"


class ReasonForm(forms.Form):
    """The reason for sending back or ending."""

    reason = forms.CharField(label="原因", max_length=200, error_messages={"required": "请写明原因。"})


class GrantFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    state = forms.ChoiceField(
        label="状态", choices=[("", "全部状态"), *GrantState.choices, (EXPIRED, "已到期")], required=False
    )
    q = forms.CharField(label="姓名、单位或角色", max_length=40, required=False)


class HandOverForm(forms.Form):
    """A taker for each open item, and the paper of the hand-over."""

    document = forms.CharField(label="交接单名称或文号", max_length=120)

    def __init__(self, *args: Any, items: list[OpenItem], leaver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = [item for item in items if item.needs_taker]
        takers = takers_for(leaver)
        for item in self.items:
            self.fields[item.key] = PersonChoice(
                takers,
                label=f"{item.kind_label}：{item.label}",
                empty_label="请选择接办人",
                error_messages={"required": "请选择接办人。", "invalid_choice": UNSEEN},
            )

    def takers(self) -> dict[str, Any]:
        return {item.key: self.cleaned_data[item.key] for item in self.items}


def in_office() -> Any:
    """Everybody whose account is in use, with his unit."""
    return User.objects.filter(is_active=True).select_related("organisation").order_by("name", "pk")
