"""Input of terms: a small table, one row per rate; rows of one item stand under its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from portal.web.fields import DayField, WholeNumberField
from projects.models import Village
from relocation.lifecycle import PolicyState
from relocation.models import LandType, Structure
from relocation.policy import CATEGORIES, CHOICES, PAYABLE

ROWS = 24
# How a row is reckoned, as people choose it: a kind of step and, where there are two of them, which.
WAYS = {
    "per_area": "按面积（元/平方米）",
    "per_head": "按人口（元/人）",
    "fixed": "每户定额（元）",
    "by_signed": "按签订日期分档（元）",
    "by_moved": "按搬迁日期分档（元）",
    "percent": "按比例（%）",
    "marginal": "按面积各档累计（元/平方米）",
    "whole": "按面积所在档（元/平方米）",
}
_STATUSES = [("", "—"), ("legal", "合法"), ("recognised", "历史遗留认定")]
_GROUPS = [
    ("", "各种方式"),
    *CHOICES.items(),
    ("cash voucher", "货币补偿或房票"),
    ("return rebuild", "回迁或重新建房"),
]


class PolicyFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    village = forms.ModelChoiceField(Village.objects.none(), label="点位", required=False, empty_label="全部点位")
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *PolicyState.choices], required=False)

    def __init__(self, *args: Any, villages: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


class PolicyHeadForm(forms.Form):
    """What a version is called, and how long results are shown by it."""

    title = forms.CharField(label="方案名称", max_length=120, help_text="与公告的文件名称一致，不加书名号。")
    document_no = forms.CharField(label="文号", max_length=60)
    result_notice_days = WholeNumberField(
        label="结果公示天数", least=1, most=90, help_text="本级规定，由方案写明，不是法定期限。"
    )


class NewPolicyForm(PolicyHeadForm):
    """The same, for a village and a kind of land."""

    village = forms.ModelChoiceField(Village.objects.none(), label="点位", empty_label="请选择")
    land_type = forms.ChoiceField(label="土地性质", choices=LandType.choices)
    field_order = ["village", "land_type"]

    def __init__(self, *args: Any, villages: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


class TermForm(forms.Form):
    """One row. ``mark`` is the last day of a tier, the upper end of a band, or what a percentage is of."""

    label = forms.CharField(label="项目", max_length=60)
    category = forms.ChoiceField(label="类别", choices=list(CATEGORIES.items()))
    way = forms.ChoiceField(label="计算方式", choices=list(WAYS.items()))
    structure = forms.ChoiceField(label="结构", choices=[("", "—"), *Structure.choices], required=False)
    legal_status = forms.ChoiceField(label="认定", choices=_STATUSES, required=False)
    rate = forms.CharField(label="标准", max_length=14)
    times = WholeNumberField(label="月数", least=1, most=120, required=False)
    mark = forms.CharField(label="档次或基数", max_length=120, required=False)
    floor = forms.CharField(label="下限（元）", max_length=14, required=False)
    cap = forms.CharField(label="上限（元）", max_length=14, required=False)
    group = forms.ChoiceField(label="适用", choices=_GROUPS, required=False)
    payable = forms.ChoiceField(label="支付", choices=list(PAYABLE.items()))
    clause = forms.CharField(label="条款", max_length=120)


def term_forms(posted: Any = None, first: list[dict[str, Any]] | None = None) -> Any:
    """All rows as one form; an empty row is left out."""
    made: Any = forms.formset_factory(TermForm, extra=0 if first else ROWS, max_num=ROWS, absolute_max=ROWS)
    if posted is not None:
        return made(posted, prefix="rows")
    blank: list[dict[str, Any]] = [{} for _ in range(ROWS - len(first or []))] if first else []
    return made(prefix="rows", initial=[*first, *blank] if first else None)


def terms_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What was typed, as the engine's data: rows with the same name are one item."""
    items: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        items.setdefault(row["label"].strip(), []).append(row)
    keys = {label: f"item{number}" for number, label in enumerate(items, 1)}
    return {"steps": [_step(keys, label, rows) for label, rows in items.items()]}


def _step(keys: Mapping[str, str], label: str, rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    first = rows[0]
    step: dict[str, Any] = {
        "key": keys[label],
        "label": label,
        "category": first["category"],
        "clause": first["clause"],
        "payable": first["payable"],
        "choices": first["group"].split(),
        **({"transitions": ["allowance"]} if first["category"] == "transition" else {}),
        **{name: first[name] for name in ("floor", "cap") if first[name]},
    }
    if (first["times"] or 1) > 1:
        step |= {"times": first["times"], "times_unit": "个月"}
    match first["way"]:
        case "per_area":
            rates = [{name: row[name] for name in ("structure", "legal_status", "rate")} for row in rows]
            return {**step, "kind": "per_area", "rates": rates}
        case "per_head":
            return {**step, "kind": "per_head", "rate": first["rate"]}
        case "fixed":
            return {**step, "kind": "fixed", "amount": first["rate"]}
        case "by_signed" | "by_moved" as way:
            tiers = [{"until": row["mark"], "amount": row["rate"]} for row in rows]
            return {**step, "kind": "by_date", "dated_by": way.removeprefix("by_"), "tiers": tiers}
        case "percent":
            named = [name.strip() for name in first["mark"].replace("，", "、").split("、") if name.strip()]
            of = [keys.get(name, name) for name in named]
            return {**step, "kind": "percent", "percent": first["rate"], "of": of}
    bands = [{"rate": row["rate"], **({"up_to": row["mark"]} if row["mark"] else {})} for row in rows]
    return {**step, "kind": "tiered", "mode": first["way"], "bands": bands}


def rows_of(terms: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The other way: what stands, as rows to change."""
    labels = {step["key"]: step["label"] for step in terms["steps"]}
    return [row for step in terms["steps"] for row in _rows(step, labels)]


def _rows(step: Mapping[str, Any], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    shared = {
        "label": step["label"],
        "category": step["category"],
        "clause": step["clause"],
        "payable": step["payable"],
        "group": " ".join(step.get("choices", [])),
        "floor": step.get("floor", ""),
        "cap": step.get("cap", ""),
        "times": step.get("times"),
    }
    match step["kind"]:
        case "per_area":
            return [{**shared, "way": "per_area", **rate} for rate in step["rates"]]
        case "per_head":
            return [{**shared, "way": "per_head", "rate": step["rate"]}]
        case "fixed":
            return [{**shared, "way": "fixed", "rate": step["amount"]}]
        case "by_date":
            way = f"by_{step['dated_by']}"
            return [{**shared, "way": way, "rate": tier["amount"], "mark": tier["until"]} for tier in step["tiers"]]
        case "percent":
            named = "、".join(labels[key] for key in step["of"])
            return [{**shared, "way": "percent", "rate": step["percent"], "mark": named}]
    return [
        {**shared, "way": step["mode"], "rate": band["rate"], "mark": band.get("up_to", "")} for band in step["bands"]
    ]


class AnnounceForm(forms.Form):
    """What the notice must say (《土地管理法实施条例》28)."""

    place = forms.CharField(label="张贴地点", max_length=200, help_text="乡镇（街道）、村、村民小组各处。")
    published_on = DayField(label="发布日期")
    registration = forms.CharField(label="补偿登记的方式和期限", max_length=200)
    objections_to = forms.CharField(label="异议反馈渠道", max_length=200)


class AdoptForm(forms.Form):
    reason = forms.CharField(label="审定依据", max_length=200, help_text="会议名称、纪要文号或者批准文件。")


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤回原因", max_length=200)


class PreviewForm(forms.Form):
    """One household and what it would choose; nothing is kept."""

    household = forms.CharField(label="户号", max_length=20)
    choice = forms.ChoiceField(label="安置方式", choices=list(CHOICES.items()))
    transition = forms.ChoiceField(
        label="过渡方式", choices=[("allowance", "临时安置费"), ("home", "周转用房"), ("none", "不适用")]
    )
    sign_on = DayField(label="拟签订日期")
    move_by = DayField(label="搬迁期限")
