"""Input of agreements and notices."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.accounts.models import User
from portal.files.forms import UploadField
from portal.files.models import FileKind
from portal.web.fields import DayField
from projects.models import Village
from relocation.lifecycle import AgreementState
from relocation.models import Agreement, Choice, NoticeKind, Transition


class AgreementFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    village = forms.ModelChoiceField(Village.objects.none(), label="点位", required=False, empty_label="全部点位")
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *AgreementState.choices], required=False)
    choice = forms.ChoiceField(label="安置方式", choices=[("", "全部方式"), *Choice.choices], required=False)
    keeper = forms.ModelChoiceField(User.objects.none(), label="包户干部", required=False, empty_label="全部")
    household = forms.CharField(label="户号", max_length=20, required=False)

    def __init__(self, *args: Any, villages: Any, keepers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]
        self.fields["keeper"].queryset = keepers  # type: ignore[attr-defined]


class DraftForm(forms.Form):
    """What both sides agree on besides the sum."""

    choice = forms.ChoiceField(label="安置方式", choices=Choice.choices)
    exchange_home = forms.CharField(
        label="产权调换房屋的地点和面积", max_length=200, required=False, help_text="选择回迁安置或者重新建房的填写。"
    )
    transition = forms.ChoiceField(label="过渡方式", choices=Transition.choices)
    transition_term = forms.CharField(label="过渡期限", max_length=60, required=False, help_text="如“24个月”。")
    sign_by = DayField(label="签订期限", help_text="奖励按这一天计算；实际签订时档次不同的，须重新起草。")
    move_by = DayField(label="搬迁期限")
    payment_term = forms.CharField(label="支付期限", max_length=120, help_text="如“签订后30日内”。")
    signatory_name = forms.CharField(label="签订人", max_length=40)
    payee_name = forms.CharField(label="收款人", max_length=40)
    payee_bank = forms.CharField(label="开户银行", max_length=80)
    payee_account = forms.CharField(
        label="收款账号", max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


class SignForm(forms.Form):
    signed_on = DayField(label="签订日期")


class HomeForm(forms.Form):
    home = forms.CharField(label="周转用房", max_length=120, help_text="地点、房号、面积。")
    provided_on = DayField(label="交付日期")


class VacateForm(forms.Form):
    vacated_on = DayField(label="腾空验收日期")


class SettleForm(forms.Form):
    settled_on = DayField(label="结算日期")


class TogetherForm(forms.Form):
    """Several agreements of one village."""

    agreements = forms.ModelMultipleChoiceField(
        Agreement.objects.none(),
        label="协议",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择协议。", "invalid_choice": "所选协议已有变化，请重新选择。"},
    )

    def __init__(self, *args: Any, agreements: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["agreements"]
        field.queryset = agreements
        field.label_from_instance = _label


def _label(agreement: Any) -> str:
    return f"{agreement.household}　{agreement.get_choice_display()}　{agreement.total.in_unit('元'):,.2f}元"


class ResultsForm(TogetherForm):
    place = forms.CharField(label="张贴地点", max_length=200)
    published_on = DayField(label="发布日期")
    objections_to = forms.CharField(label="异议反馈渠道", max_length=200)
    field_order = ["place", "published_on", "objections_to", "agreements"]


class NoticeFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    village = forms.ModelChoiceField(Village.objects.none(), label="点位", required=False, empty_label="全部点位")
    kind = forms.ChoiceField(label="类别", choices=[("", "全部类别"), *NoticeKind.choices], required=False)

    def __init__(self, *args: Any, villages: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


class ObjectionForm(forms.Form):
    received_on = DayField(label="收到日期")
    matter = forms.CharField(label="意见", max_length=200, help_text="写事由，不写姓名、证件号码和电话。")


class ReplyForm(forms.Form):
    reply = forms.CharField(label="答复", max_length=200)
    replied_on = DayField(label="答复日期")


class PostingForm(forms.Form):
    upload = UploadField(kind=FileKind.PHOTO, label="张贴照片")
