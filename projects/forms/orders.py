"""Input of 督办: proposing one matter, and the words, days and proof of each later step."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.accounts.forms import PersonChoice
from portal.accounts.models import Organisation, User
from portal.files.forms import UploadField
from portal.files.models import FileKind
from portal.web.fields import DayField, WholeNumberField
from projects.forms.grants import in_office
from projects.lifecycle import OrderState
from projects.models import OrderKind, OrderSource, Series, Village
from projects.rules import Light

UNSEEN = "没有找到这一项。请在列表中选择。"
CHOSEN = {"invalid_choice": UNSEEN}
OPEN, OVER = "open", "over"


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OrderFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    village = forms.ModelChoiceField(Village.objects.none(), label="点位", required=False, empty_label="全部点位")
    kind = forms.ChoiceField(label="文种", choices=[("", "全部文种"), *OrderKind.choices], required=False)
    state = forms.ChoiceField(
        label="状态",
        choices=[("", "全部状态"), (OPEN, "未办结"), (OVER, "已超期"), *OrderState.choices],
        required=False,
    )
    light = forms.ChoiceField(
        label="灯色",
        choices=[("", "全部灯色"), *((light.value, light.word) for light in Light if light is not Light.NONE)],
        required=False,
    )
    source = forms.ChoiceField(label="来源", choices=[("", "全部来源"), *OrderSource.choices], required=False)
    q = forms.CharField(label="事项、单位", max_length=40, required=False)

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


class OrderForm(forms.Form):
    """One matter. What a 提请单 needs besides stands at the end."""

    kind = forms.ChoiceField(label="文种", choices=OrderKind.choices, help_text="对领导同志只用提请单。")
    village = forms.ModelChoiceField(Village.objects.none(), label="点位", empty_label="请选择", error_messages=CHOSEN)
    matter = forms.CharField(label="事项", max_length=60, help_text="一单一事，不超过60字。")
    demand = forms.CharField(label="办理要求", max_length=500, widget=_long(4), help_text="做到什么程度算办结。")
    source = forms.ChoiceField(label="来源", choices=[("", "请选择"), *OrderSource.choices])
    source_text = forms.CharField(
        label="来源文件", max_length=200, required=False, help_text="会议纪要、批示、工单的名称、文号或编号。"
    )
    owner = forms.ModelChoiceField(
        Organisation.objects.none(), label="责任单位", empty_label="请选择", error_messages=CHOSEN
    )
    person = PersonChoice(
        User.objects.none(), label="责任人", required=False, empty_label="暂不明确", error_messages=CHOSEN
    )
    due_on = DayField(label="时限", required=False, help_text="提醒函、督办单须填写。")
    consulted = forms.CharField(
        label="已征求意见",
        max_length=300,
        required=False,
        widget=_long(2),
        help_text="提请单填写：问过哪些单位、意见如何。",
    )
    otherwise = forms.CharField(
        label="如不批准的影响", max_length=300, required=False, widget=_long(2), help_text="提请单填写。"
    )

    def __init__(self, *args: Any, villages: Any, is_everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        village: Any = self.fields["village"]
        village.queryset = villages.order_by("ordinal", "pk")
        if is_everywhere:
            village.required, village.empty_label = False, "全局（不属于单个点位）"
        # Whoever may propose sees every unit and every colleague's name here, and no other column of his.
        self.fields["owner"].queryset = Organisation.objects.order_by("kind", "name")  # type: ignore[attr-defined]
        self.fields["person"].queryset = in_office()  # type: ignore[attr-defined]


class IssueForm(forms.Form):
    due_on = DayField(label="时限", required=False, help_text="需要时改定；不改的按拟办时限签发。")


class WordsForm(forms.Form):
    """What is said at a step."""

    words = forms.CharField(label="说明", max_length=500, widget=_long(4))

    def __init__(self, *args: Any, label: str = "说明", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class ReopenForm(WordsForm):
    due_on = DayField(label="新的时限", required=False)


class ReportForm(WordsForm):
    """The proof is a paper, a photo or both."""

    scan = UploadField(label="文件", kind=FileKind.DOCUMENT, required=False)
    photo = UploadField(label="照片", kind=FileKind.PHOTO, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["uploads"] = [given.pop(name) for name in ("scan", "photo") if given.get(name)]
        given.pop("scan", None)
        given.pop("photo", None)
        return given


class NumberPatternForm(forms.Form):
    series = forms.ChoiceField(label="文种", choices=Series.choices)
    sample = forms.CharField(label="文号样式", max_length=30, help_text="写一个例子，如“兴城改督〔2026〕1号”。")
    used = WholeNumberField(label="今年已用号数", help_text="启用前在纸上编到几号，没有的填0。", most=9999)
    basis = forms.CharField(label="依据", max_length=200, help_text="发文字号的规定或通知。")
