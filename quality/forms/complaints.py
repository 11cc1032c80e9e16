"""Input of those through whose hands a doubt goes."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.accounts.models import Organisation, OrganisationKind
from portal.web.fields import DayField
from projects.models import Village
from quality.forms.report import PlaceForm, phone_field, photos_field, read_phone
from quality.lifecycle import ComplaintState
from quality.models import Category, Channel, Severity
from quality.selectors.standing import STANDINGS

_WORDS = forms.Textarea(attrs={"rows": 3})


class ComplaintFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    village = forms.ModelChoiceField(Village.objects.none(), label="点位", required=False, empty_label="全部点位")
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *ComplaintState.choices], required=False)
    standing = forms.ChoiceField(label="时限", choices=[("", "全部"), *STANDINGS], required=False)
    severity = forms.ChoiceField(label="严重程度", choices=[("", "全部"), *Severity.choices], required=False)
    category = forms.ChoiceField(label="类别", choices=[("", "全部类别"), *Category.choices], required=False)
    channel = forms.ChoiceField(label="来源", choices=[("", "全部来源"), *Channel.choices], required=False)

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


class EnterForm(PlaceForm):
    """What the hotline or the petition office sent; of a petition only its number and state are kept."""

    village = forms.ModelChoiceField(Village.objects.none(), label="点位", empty_label="请选择")
    channel = forms.ChoiceField(
        label="来源", choices=[(each.value, each.label) for each in (Channel.HOTLINE, Channel.PETITION)]
    )
    outside_number = forms.CharField(label="工单或信访事项编号", max_length=40)
    outside_state = forms.CharField(label="对方系统中的状态", max_length=40, required=False)
    reported_on = DayField(label="收到日期")
    what = forms.CharField(
        label="反映内容",
        max_length=500,
        required=False,
        widget=_WORDS,
        help_text="信访事项不填：内容只在信访信息系统中登记，这里只记编号和状态。",
    )
    phone = phone_field()
    photos = photos_field()
    field_order = ["village", "channel", "outside_number", "outside_state", "reported_on", "what"]

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"])


class AssignForm(forms.Form):
    contractor = forms.ModelChoiceField(Organisation.objects.none(), label="整改单位", empty_label="请选择")
    severity = forms.ChoiceField(
        label="严重程度",
        choices=Severity.choices,
        help_text="“严重”“涉及安全”的，销号前暂停支付该单位工程款（人工费用除外）。",
    )
    category = forms.ChoiceField(label="问题类别", choices=[("", "请选择"), *Category.choices])
    words = forms.CharField(label="派单要求", max_length=300, required=False, widget=_WORDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        builders = Organisation.objects.filter(kind=OrganisationKind.BUILDER, is_active=True).order_by("name")
        self.fields["contractor"].queryset = builders  # type: ignore[attr-defined]


class RefuteForm(forms.Form):
    reason = forms.CharField(
        label="核实情况和理由",
        max_length=500,
        widget=_WORDS,
        help_text="反映人会看到这段话，请写清何时、何人、如何核实。",
    )


class MeasureForm(forms.Form):
    what = forms.CharField(label="临时安全措施", max_length=300, widget=_WORDS, help_text="例如：围挡、停用、支护。")
    taken_on = DayField(label="采取日期")
    photos = photos_field()


class RectifyForm(forms.Form):
    cause = forms.CharField(label="问题原因", max_length=500, widget=_WORDS)
    method = forms.CharField(label="整改措施", max_length=500, widget=_WORDS)
    done_on = DayField(label="完成日期")
    before_photos = photos_field("整改前照片")
    after_photos = photos_field("整改后照片")


class ReinspectForm(forms.Form):
    has_passed = forms.TypedChoiceField(
        label="复查结论",
        choices=[("yes", "通过，请反映人确认"), ("no", "不通过，退回继续整改")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="复查意见", max_length=500, widget=_WORDS)
    done_on = DayField(label="复查日期")
    photos = photos_field()


class AnswerForm(forms.Form):
    is_mended = forms.TypedChoiceField(
        label="反映人的意见",
        choices=[("yes", "已修好，同意销号"), ("no", "没有修好")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="回访情况",
        max_length=300,
        widget=_WORDS,
        help_text="何时、以何种方式回访，反映人怎样说。不写姓名、电话。",
    )


class GiveUpForm(forms.Form):
    reason = forms.CharField(
        label="不再整改的原因和依据", max_length=500, widget=_WORDS, help_text="单独统计为“未整改了结”，反映人会看到。"
    )


class ResumeForm(forms.Form):
    words = forms.CharField(
        label="五方会商意见", max_length=500, widget=_WORDS, help_text="参加单位、日期、结论和整改要求。"
    )


class FollowForm(forms.Form):
    outside_state = forms.CharField(label="对方系统中的状态", max_length=40)


class EndBoardForm(forms.Form):
    reason = forms.CharField(label="停用原因", max_length=200, widget=forms.TextInput())
