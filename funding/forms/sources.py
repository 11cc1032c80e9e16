"""Input of sources: what they are, what they may be used for, and money that arrives."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from funding.ledger import PayeeClass, Rule, SourceKind, Use
from portal.kernel.money import Money
from portal.web.fields import DayField, YuanField
from projects.models import Village

RULE_FIELDS = ("uses", "payee_classes", "villages", "from_on", "until_on", "ceiling", "clause", "basis")


class SourceFilterForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=[("", "全部类别"), *SourceKind.choices], required=False)


class RuleForm(forms.Form):
    """One version of what a source may be used for."""

    uses = forms.MultipleChoiceField(label="可用于", choices=Use.choices, widget=forms.CheckboxSelectMultiple)
    payee_classes = forms.MultipleChoiceField(
        label="可付给", choices=PayeeClass.choices, widget=forms.CheckboxSelectMultiple
    )
    villages = forms.ModelMultipleChoiceField(
        Village.objects.none(),
        label="限用点位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选为不限点位。",
    )
    from_on = DayField(label="生效日期")
    until_on = DayField(label="使用期限", required=False, help_text="自这一天起不能再列支；没有期限的不填。")
    ceiling = YuanField(label="额度（元）", help_text="合同金额或下达金额，到账合计不能超过。")
    clause = forms.CharField(label="约定用途的条款", max_length=60, help_text="如：借款合同第4条。")
    basis = forms.CharField(label="依据文件", max_length=120, help_text="合同、下达文件的名称、文号。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["villages"].queryset = Village.objects.order_by("ordinal")  # type: ignore[attr-defined]


class SourceForm(RuleForm):
    """A source with its first version."""

    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=SourceKind.choices)
    village = forms.ModelChoiceField(
        Village.objects.none(),
        label="专用点位",
        required=False,
        empty_label="不专用于某一点位",
        help_text="专用的，到账和支付计入该项目的总投资上限。",
    )
    giver = forms.CharField(label="资金提供方", max_length=60)
    document = forms.CharField(label="合同或下达文件", max_length=120)
    bank = forms.CharField(label="专户开户行", max_length=60)
    account_tail = forms.RegexField(
        "^[0-9]{4}$", label="专户账号后四位", error_messages={"invalid": "请只填后四位数字。"}
    )
    field_order = ["name", "kind", "village", "giver", "document", "bank", "account_tail", *RULE_FIELDS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = Village.objects.order_by("ordinal")  # type: ignore[attr-defined]


class ReceiptForm(forms.Form):
    """``key`` is made with the form: sent twice, it is one receipt."""

    amount = YuanField(label="到账金额（元）")
    received_on = DayField(label="到账日期")
    evidence = forms.CharField(label="凭证", max_length=200, help_text="银行回单、到账通知的编号。")
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def rule_of(given: dict[str, Any]) -> Rule:
    """Take the fields of a rule out of what was given."""
    said = {name: given.pop(name) for name in RULE_FIELDS}
    return Rule(
        uses=[Use(each) for each in said["uses"]],
        payee_classes=[PayeeClass(each) for each in said["payee_classes"]],
        villages=[village.pk for village in said["villages"]] or None,
        from_on=said["from_on"],
        until_on=said["until_on"],
        ceiling=Money(said["ceiling"]),
        clause=said["clause"],
        basis=said["basis"],
    )
