"""Input of the calendar, the rules and the calculator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from portal.clocks.lifecycle import ClockState
from portal.clocks.models import Bound, DayKind, RuleConfidence, YearStanding
from portal.clocks.models.rule import UNIT_CHOICES
from portal.clocks.rules import CalendarDraft, DayEntry, RuleDraft, Term, Unit, YearEntry
from portal.web.fields import DayField, WholeNumberField

MOST_LINES = 60
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:至|到|~|—|-)\s*(\d{4}-\d{2}-\d{2}))?(?:\s+(.{1,60}))?", re.ASCII)
DAYS_HELP = "一行一天，或“2027-02-05至2027-02-11 春节”这样的一段，后面可写名称。"


class DaysField(forms.CharField):
    """Days as people copy them out of a notice: a day or a stretch of days per line, with its name."""

    def __init__(self, **options: Any) -> None:
        box = forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})
        super().__init__(max_length=4000, required=False, widget=box, **options)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return [entry for line in lines for entry in self._read(line)]

    def _read(self, line: str) -> list[tuple[date, str]]:
        if not (match := _LINE.fullmatch(line)):
            raise forms.ValidationError(f"“{line[:30]}”无法读取。请按“2027-02-05 春节”的样式，一行填一天。")
        try:
            first = date.fromisoformat(match[1])
            last = date.fromisoformat(match[2] or match[1])
        except ValueError:
            raise forms.ValidationError(f"“{line[:30]}”中没有这一天。请核对日期。") from None
        if not 0 <= (last - first).days < MOST_LINES:
            raise forms.ValidationError(f"“{line[:30]}”的起止有误：应由早到晚，不超过{MOST_LINES}天。")
        return [(date.fromordinal(day), match[3] or "") for day in range(first.toordinal(), last.toordinal() + 1)]


class CalendarForm(forms.Form):
    """Days of one notice, by kind, and how far a year is to be relied upon."""

    year = WholeNumberField(label="年份", least=1, required=False, help_text="只在改变年份状态时填写，如2027。")
    standing = forms.ChoiceField(
        label="年份状态", choices=[("", "不改变"), *YearStanding.choices], required=False,
        help_text="通知未公布的标“暂定”，按周末推算并提示；通知公布并录入后改为“已按通知录入”。",
    )  # fmt: skip
    holiday = DaysField(label="法定节假日", help_text=DAYS_HELP)
    rest = DaysField(label="调休休息")
    make_up = DaysField(label="调休上班")
    regional = DaysField(label="宁夏自治区假日", help_text="开斋节、古尔邦节等，以自治区人民政府办公厅通知为准。")
    regional_make_up = DaysField(label="宁夏调休上班")
    plain = DaysField(label="取消登记，按国家日历", help_text="登记有误的，在此列出日期。")
    regional_plain = DaysField(label="取消宁夏假日登记")
    document = forms.CharField(
        label="文件名称、文号",
        max_length=200,
        required=False,
        help_text="登记日期，或者把年份标为“已按通知录入”的，须填写。",
    )
    reason = forms.CharField(label="调整原因", max_length=200)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("standing")) != (given.get("year") is not None):
            self.add_error("standing", "改变年份状态的，请同时填写年份和状态。")
        return given

    def draft(self) -> CalendarDraft:
        """What was entered, as the action takes it."""
        given = self.cleaned_data
        days = tuple(DayEntry(day, kind, note) for kind in DayKind.values for day, note in given[kind])
        years = (YearEntry(given["year"], given["standing"]),) if given["standing"] else ()
        return CalendarDraft(days, years, given["document"])


class RuleForm(forms.Form):
    """A version of a rule."""

    code = forms.RegexField(
        r"^[A-Za-z0-9-]{1,40}$", label="代号", error_messages={"invalid": "代号由字母、数字和“-”组成，不超过40个。"}
    )
    name = forms.CharField(label="名称", max_length=60)
    clause = forms.CharField(
        label="依据条款",
        max_length=200,
        help_text="法律法规写全称和条号；本级规定在后面注明（本级）。没有依据的不能发布。",
    )
    amount = WholeNumberField(label="期限", least=1)
    unit = forms.ChoiceField(label="单位", choices=UNIT_CHOICES)
    starts_with = forms.CharField(label="自何时起算", max_length=120, help_text="起算当日不计入，从次日起计算。")
    bound = forms.ChoiceField(label="性质", choices=Bound.choices)
    rolls = forms.BooleanField(label="最后一日为休假日的顺延", required=False, help_text="《民法典》第二百零三条。")
    applies_regional = forms.BooleanField(label="宁夏自治区假日不计入工作日", required=False)
    extension_amount = WholeNumberField(
        label="每次可延长", required=False, help_text="单位与期限相同，不能延长的留空。"
    )
    extension_times = WholeNumberField(label="可延长次数", required=False)
    confidence = forms.ChoiceField(label="可信度", choices=RuleConfidence.choices)
    note = forms.CharField(label="说明", max_length=200, required=False)
    is_in_use = forms.BooleanField(label="启用", required=False, help_text="不启用的，不再起算新的期限。")
    takes_running = forms.BooleanField(
        label="正在计算的期限一并改按本版", required=False, help_text="不勾选的，已起算的期限按原版算完。"
    )
    reason = forms.CharField(label="发布原因", max_length=200)

    def draft(self) -> RuleDraft:
        """What was entered, as the action takes it."""
        given = {**self.cleaned_data, "extension_times": self.cleaned_data["extension_times"] or 0}
        return RuleDraft(**{name: given[name] for name in RuleDraft.__dataclass_fields__})


class NewVersionForm(RuleForm):
    """Another version of a rule that stands: its code stays."""

    code = None  # type: ignore[assignment]

    def __init__(self, *args: Any, code: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.standing_code = code

    def draft(self) -> RuleDraft:
        self.cleaned_data["code"] = self.standing_code
        return super().draft()


class ReckonForm(forms.Form):
    """The calculator: from a day, so many days."""

    start = DayField(label="起算日", help_text="当日不计入。")
    amount = WholeNumberField(label="期限", least=1)
    unit = forms.ChoiceField(
        label="单位", choices=[(value, word) for value, word in UNIT_CHOICES if value != Unit.HOUR]
    )
    rolls = forms.BooleanField(label="最后一日为休假日的顺延", required=False, initial=True)

    @property
    def term(self) -> Term:
        given = self.cleaned_data
        return Term(given["amount"], Unit(given["unit"]), given["rolls"])


class ClockFilterForm(forms.Form):
    """Filters of the clocks; they stay in the address."""

    state = forms.ChoiceField(label="状态", choices=[("", "未办结的"), *ClockState.choices], required=False)
    village = forms.TypedChoiceField(label="点位", coerce=int, empty_value=None, required=False)
    rule = forms.ChoiceField(label="期限规则", required=False)

    def __init__(self, *args: Any, villages: Mapping[int, str], rules: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["village"].choices = [("", "全部点位"), *villages.items()]  # type: ignore[attr-defined]
        self.fields["rule"].choices = [("", "全部规则"), *rules]  # type: ignore[attr-defined]
