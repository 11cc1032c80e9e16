"""Input about villages: filters, names, areas, who answers."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.accounts.forms import PersonChoice
from portal.accounts.models import Organisation, User
from portal.kernel.permissions import Actor
from portal.web.fields import DayField
from projects.models import Area, Level, Matter, VillageKind

LAMPS = [("", "全部"), ("red", "红灯"), ("yellow", "黄灯"), ("green", "绿灯"), ("none", "不亮灯")]
UNSEEN = "没有找到所选内容，或者您的账号没有查看权限。请在列表中选择。"
BASIS = "会议纪要、批示或文件的名称、文号。"


class VillageFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    q = forms.CharField(label="点位名称", max_length=40, required=False)
    kind = forms.ChoiceField(label="类别", choices=[("", "全部类别"), *VillageKind.choices], required=False)
    lamp = forms.ChoiceField(label="亮灯", choices=LAMPS, required=False)
    area = forms.ModelChoiceField(Area.objects.none(), label="片区", empty_label="全部片区", required=False)

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class VillageNameForm(forms.Form):
    """The name of a site; one that stands is changed with the paper that changed it."""

    name = forms.CharField(label="点位名称", max_length=20, help_text="与批准文件一致的名称，不超过20个字。")
    basis = forms.CharField(label="依据", max_length=200, help_text="批准更名的文件名称、文号。")

    def __init__(self, *args: Any, standing: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"name": standing}, **kwargs})
        if not standing:
            del self.fields["basis"]


class RegroupForm(forms.Form):
    """Another area from a day on."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label="片区", empty_label="请选择", error_messages={"invalid_choice": UNSEEN}
    )
    since = DayField(label="起始日期", help_text="从这一天起归属新片区，以前的归属保留。")
    basis = forms.CharField(label="依据", max_length=200, help_text=BASIS)

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class ResponsibilityForm(forms.Form):
    """Who answers at which level from a day on; the units and people are those that whoever enters it may see."""

    level = forms.ChoiceField(label="层级", choices=Level.choices)
    matter = forms.ChoiceField(label="领域", choices=Matter.choices, help_text="工作专班按领域分工，其他层级选“综合”。")
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="责任单位",
        required=False,
        empty_label="不明确到单位",
        error_messages={"invalid_choice": UNSEEN},
    )
    person = PersonChoice(
        User.objects.none(),
        label="责任人",
        required=False,
        empty_label="不明确到人",
        error_messages={"invalid_choice": UNSEEN},
    )
    since = DayField(label="起始日期", help_text="原责任到前一天为止，以前的记录保留。")
    basis = forms.CharField(label="依据", max_length=200, help_text=BASIS)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Organisation.objects.visible_to(actor).filter(is_active=True).exclude(kind="residents")
        self.fields["organisation"].queryset = units.order_by("name", "pk")  # type: ignore[attr-defined]
        people = User.objects.visible_to(actor).filter(is_active=True).exclude(organisation__kind="residents")
        people = people.select_related("organisation").order_by("name", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
