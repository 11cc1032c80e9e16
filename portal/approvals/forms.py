"""Input about approvals: its shape, never policy."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.approvals.actions.flows import MOST_VOTES
from portal.approvals.lifecycle import ApprovalState, Choice
from portal.approvals.models import FlowVersion
from portal.web.fields import DayField, WholeNumberField


class VoteForm(forms.Form):
    """Agree or send back; what the page showed goes with it."""

    choice = forms.ChoiceField(label="意见", choices=Choice.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="说明", max_length=400, required=False, help_text="退回的须写明请对方补充什么，例如“请补充会议纪要”。"
    )
    seen_digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seen_stage = WholeNumberField(most=100, widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤回原因", max_length=400)


class ApprovalFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    view = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *ApprovalState.choices], required=False)
    q = forms.CharField(label="事项", max_length=40, required=False)


class FlowForm(forms.Form):
    """How many people each stage needs, and why that changes."""

    def __init__(self, *args: Any, version: FlowVersion, least: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in version.stages:
            fewest = least.get(stage["key"], 1)
            self.fields[stage["key"]] = WholeNumberField(
                label=f"{stage['label']}（人）",
                initial=stage["votes"],
                least=fewest,
                most=MOST_VOTES,
                help_text=f"{fewest}至{MOST_VOTES}人，须为不同的同志。",
            )
        self.fields["reason"] = forms.CharField(label="调整原因", max_length=200)


class OverrideForm(forms.Form):
    """An exception from one gate: for what, on which paper, why, until when."""

    gate = forms.CharField(max_length=60, widget=forms.HiddenInput)
    subject = forms.CharField(max_length=100, widget=forms.HiddenInput)
    title = forms.CharField(label="办理事项", max_length=120, help_text="要办的是什么事，例如“终止××同志的授权”。")
    document = forms.CharField(label="依据文件名称或文号", max_length=120)
    reason = forms.CharField(label="理由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    last_on = DayField(label="有效期至（含当日）")
