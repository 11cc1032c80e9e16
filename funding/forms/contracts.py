"""Input about contracts."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.accounts.models import Organisation
from portal.kernel.money import Money
from portal.web.fields import DayField, YuanField
from projects.models import Village

UNSEEN = "没有找到这一项。请在列表中选择。"
CONTRACTORS = ("builder", "supervision", "third_party", "owner")
NUMBERS = {"inputmode": "numeric", "autocomplete": "off"}


class AccountField(forms.CharField):
    """A bank account as people type it: with blanks between its digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs=NUMBERS), **options)


class AccountsForm(forms.Form):
    """Where a contractor's money may go."""

    bank = forms.CharField(label="开户银行", max_length=60, required=False)
    account = AccountField(label="收款账号", required=False, help_text="不更改的留空。")
    wage_bank = forms.CharField(label="农民工工资专用账户开户银行", max_length=60, required=False)
    wage_account = AccountField(label="农民工工资专用账户账号", required=False, help_text="人工费用只付到这一账户。")
    reason = forms.CharField(label="更改原因和依据", max_length=200)


class ContractForm(forms.Form):
    """A contract that was signed."""

    village = forms.ModelChoiceField(
        Village.objects.none(), label="点位", empty_label="请选择", error_messages={"invalid_choice": UNSEEN}
    )
    contractor = forms.ModelChoiceField(
        Organisation.objects.none(), label="承包单位", empty_label="请选择", error_messages={"invalid_choice": UNSEEN}
    )
    name = forms.CharField(label="合同名称", max_length=80)
    number = forms.CharField(label="合同编号", max_length=40)
    amount = YuanField(label="合同金额（元）")
    signed_on = DayField(label="签订日期")
    document = forms.CharField(label="依据文件", max_length=120, help_text="如中标通知书的名称、文号。")
    bank = forms.CharField(label="开户银行", max_length=60)
    account = AccountField(label="收款账号")
    wage_bank = forms.CharField(label="农民工工资专用账户开户银行", max_length=60, required=False)
    wage_account = AccountField(
        label="农民工工资专用账户账号", required=False, help_text="施工合同填写，人工费用只付到这一账户。"
    )

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages.order_by("ordinal", "pk")  # type: ignore[attr-defined]
        units = Organisation.objects.filter(kind__in=CONTRACTORS, is_active=True).order_by("name")
        self.fields["contractor"].queryset = units  # type: ignore[attr-defined]

    def clean_amount(self) -> Money:
        return Money(self.cleaned_data["amount"])


class ContractFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    village = forms.ModelChoiceField(Village.objects.none(), label="点位", empty_label="全部点位", required=False)
    q = forms.CharField(label="合同或单位", max_length=40, required=False)

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages.order_by("ordinal", "pk")  # type: ignore[attr-defined]
