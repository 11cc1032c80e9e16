"""Terms and inputs of the tests, all invented (示例)."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from fractions import Fraction
from typing import Any

from relocation.policy import BuildingInput, Inputs

LAST_EARLY_DAY, LAST_REWARD_DAY = date(2027, 3, 31), date(2027, 6, 30)

TERMS: dict[str, Any] = {
    "steps": [
        {
            "key": "home", "label": "房屋补偿", "category": "home", "kind": "per_area",
            "clause": "示例方案第六条", "payable": "before_moving",
            "rates": [
                {"structure": "brick_concrete", "legal_status": "legal", "rate": "1200.05"},
                {"structure": "brick_concrete", "legal_status": "recognised", "rate": "900"},
                {"structure": "brick_timber", "legal_status": "legal", "rate": "1000"},
            ],
        },
        {
            "key": "moving", "label": "搬迁费", "category": "moving", "kind": "fixed",
            "clause": "示例方案第八条", "payable": "before_moving", "amount": "2000",
        },
        {
            "key": "first_months", "label": "首期临时安置费", "category": "transition", "kind": "per_head",
            "clause": "示例方案第九条", "payable": "before_moving", "transitions": ["allowance"],
            "rate": "600", "times": 6, "times_unit": "个月",
        },
        {
            "key": "cash", "label": "货币补偿奖励", "category": "reward", "kind": "percent",
            "clause": "示例方案第十条", "payable": "after_vacating", "choices": ["cash", "voucher"],
            "of": ["home"], "percent": "15", "cap": "100000",
        },
        {
            "key": "early", "label": "按期签约奖励", "category": "reward", "kind": "by_date",
            "clause": "示例方案第十一条", "payable": "after_vacating", "dated_by": "signed",
            "tiers": [
                {"until": LAST_EARLY_DAY.isoformat(), "amount": "30000"},
                {"until": LAST_REWARD_DAY.isoformat(), "amount": "10000"},
            ],
        },
    ]
}  # fmt: skip


def terms(**changed: Any) -> dict[str, Any]:
    """The terms with steps changed by their key; a step set to None is left out."""
    made = deepcopy(TERMS)
    made["steps"] = [
        {**step, **changed.get(step["key"], {})} for step in made["steps"] if changed.get(step["key"], {}) is not None
    ]
    return made


def building(
    area: str = "98.55", *, structure: str = "brick_concrete", status: str = "legal", label: str = "主房"
) -> BuildingInput:
    return BuildingInput(label, structure, status, Fraction(area), "砖混，合法")


def inputs(*buildings: BuildingInput, heads: int = 4, choice: str = "return", transition: str = "allowance") -> Inputs:
    return Inputs(buildings or (building(),), heads, choice, transition, date(2027, 5, 31))
