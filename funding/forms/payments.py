"""Input along the chain of a payment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from funding.forms.contracts import AccountField
from funding.ledger.purpose import Use
from funding.lifecycle import PaymentState
from funding.models import PaymentSort
from portal.files.forms import UploadField
from portal.files.models import FileKind
from portal.kernel.money import Money
from portal.web.fields import DayField, YuanField
from projects.models import Village

LATE = "late"
BUILDING = [(use, use.label) for use in (Use.HOUSING, Use.INFRASTRUCTURE, Use.PRELIMINARY, Use.PUBLIC_WORKS)]
Choices = Sequence[tuple[int, str]]


class PickField(forms.TypedMultipleChoiceField):
    """Some of the rows that the page shows, all of them at first."""

    def __init__(self, *, label: str, choices: Choices) -> None:
        super().__init__(
            label=label,
            choices=choices,
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            initial=[key for key, _ in choices],
            error_messages={"required": "请在列表中选择。", "invalid_choice": "没有找到这一项。请在列表中选择。"},
        )


class StagesForm(forms.Form):
    """Stages of agreements to be paid, in one application."""

    purpose = forms.CharField(label="事由", max_length=120, help_text="如“首批搬迁补偿款”。")
    document = forms.CharField(label="依据材料", max_length=120, help_text="如花名册、公示结果的名称、文号。")

    def __init__(self, *args: Any, stages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commitments"] = PickField(label="应付款", choices=stages)


class AmountForm(forms.Form):
    """One amount, what for, on which paper."""

    use = forms.ChoiceField(label="资金用途", choices=Use.choices)
    amount = YuanField(label="金额（元）")
    purpose = forms.CharField(label="事由", max_length=120)
    document = forms.CharField(label="依据材料", max_length=120)

    def clean_amount(self) -> Money:
        return Money(self.cleaned_data["amount"])


class ContractPaymentForm(AmountForm):
    """Progress of a contract, with the certificate of the 总监理工程师; or its wages."""

    use = forms.ChoiceField(label="资金用途", choices=BUILDING)
    certified_on = DayField(label="总监理工程师签字日期", required=False, help_text="未签字的不能提交。")

    def __init__(self, *args: Any, sort: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].help_text = "如“第9期进度款”“11月人工费用”。"
        if sort == PaymentSort.WAGES:
            del self.fields["certified_on"]


class OtherPaymentForm(AmountForm):
    """What neither an agreement nor a contract pays."""

    payee_name = forms.CharField(label="收款单位", max_length=80)
    bank = forms.CharField(label="开户银行", max_length=60)
    account = AccountField(label="收款账号")


class RegisterForm(forms.Form):
    """What the bank paid, and its slip."""

    paid_on = DayField(label="支付日期", help_text="以银行回单为准。")
    slip_number = forms.CharField(label="回单编号", max_length=60)
    slip = UploadField(kind=FileKind.DOCUMENT, label="银行回单")

    def __init__(self, *args: Any, payments: Choices, sources: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"] = forms.TypedChoiceField(
            label="资金来源",
            choices=[("", "按到账先后从可用来源支付"), *sources],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.fields["payments"] = PickField(label="已支付的用款", choices=payments)


class VerifyForm(forms.Form):
    """What somebody found who looked what the money was used for."""

    finding = forms.CharField(
        label="核查情况", max_length=200, help_text="写明核查了什么（如到账短信、收据、现场进度）、结果如何。"
    )

    def __init__(self, *args: Any, payments: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payments"] = PickField(label="核查的用款", choices=payments)


class ReasonForm(forms.Form):
    """Why it goes back, or is taken back."""

    reason = forms.CharField(label="原因", max_length=200, error_messages={"required": "请写明原因。"})


class PaymentFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    village = forms.ModelChoiceField(Village.objects.none(), label="点位", empty_label="全部点位", required=False)
    sort = forms.ChoiceField(label="类别", choices=[("", "全部类别"), *PaymentSort.choices], required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部状态"), *PaymentState.choices, (LATE, "环节超期")], required=False
    )
    q = forms.CharField(label="协议、合同或回单", max_length=40, required=False)

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages.order_by("ordinal", "pk")  # type: ignore[attr-defined]
