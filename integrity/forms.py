"""Input about the trail and about findings: its shape, never policy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps

from integrity.lifecycle import FINDING, FindingState
from integrity.selectors.entries import Wanted
from integrity.selectors.findings import flag_choices
from integrity.selectors.words import RESULTS, VIA
from portal.kernel.actions import ACTIONS
from portal.kernel.permissions import Actor
from portal.kernel.records import Record
from portal.web.fields import DayField, WholeNumberField
from projects.selectors.names import names_seen_by


class TrailFilterForm(forms.Form):
    """Filters of 留痕记录; they stay in the address."""

    kind = forms.ChoiceField(label="对象", required=False)
    number = WholeNumberField(label="对象编号", least=1, required=False)
    person = forms.CharField(label="经办人", max_length=40, required=False)
    power = forms.ChoiceField(label="操作", required=False)
    village = forms.ChoiceField(label="点位", required=False)
    since = DayField(label="自", required=False)
    until = DayField(label="至（含当日）", required=False)
    via = forms.ChoiceField(label="途径", choices=[("", "全部途径"), *VIA.items()], required=False)
    result = forms.ChoiceField(label="结果", choices=[("", "全部结果"), *RESULTS.items()], required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", "全部对象", {model._meta.label_lower: model._meta.verbose_name for model in _records()})
        self._offer("power", "全部操作", {label: label for label in sorted({action.label for action in ACTIONS})})
        self._offer("village", "全部点位", names_seen_by(actor))

    def _offer(self, name: str, everything: str, choices: Any) -> None:
        field: Any = self.fields[name]
        field.choices = [("", everything), *choices.items()]

    def wanted(self) -> Wanted:
        """What is asked for; nothing in particular where the address cannot be read."""
        if not self.is_valid():
            return Wanted()
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        if "village" in given:
            given["village"] = int(given["village"])
        return Wanted(**given)


def _records() -> list[Any]:
    found = [model for model in apps.get_models() if issubclass(model, Record)]
    return sorted(found, key=lambda model: str(model._meta.verbose_name))


class FindingFilterForm(forms.Form):
    """Filters of 疑点台账; they stay in the address."""

    flag = forms.ChoiceField(label="规则", required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *FindingState.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["flag"]
        field.choices = [("", "全部规则"), *flag_choices().items()]


class DisposalForm(forms.Form):
    """The next step, with what it rests on."""

    verb = forms.ChoiceField(label="办理", choices=[(verb, verb) for verb in FINDING.verbs])
    reason = forms.CharField(
        label="依据和情况",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="查了什么、依据哪份材料；不写姓名和证件、账号、电话号码。",
    )

    def offer(self, verbs: dict[str, str]) -> None:
        """Show the steps that can be taken now."""
        field: Any = self.fields["verb"]
        field.choices = [("", "请选择"), *verbs.items()]
