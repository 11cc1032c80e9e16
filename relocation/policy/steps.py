"""Terms: a closed set of steps, each with unit, rate, clause and when it is payable; judged when they are drafted.

As data (what the table holds)::

    {"steps": [{"key": "home", "label": "房屋补偿", "category": "home", "kind": "per_area", "clause": "方案第六条",
                "payable": "before_moving", "rates": [{"structure": "brick_concrete", "legal_status": "legal",
                "rate": "1200.00"}]}, …]}

Amounts and rates are yuan as text with at most two decimals, areas square metres, percentages text (``"15"``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from portal.kernel.money import Money

PAYABLE = {"before_moving": "搬迁前支付", "after_vacating": "腾空验收后支付"}
CATEGORIES = {
    "home": "房屋补偿",
    "moving": "搬迁费",
    "transition": "临时安置费",
    "business": "停产停业损失",
    "subsidy": "补助",
    "reward": "奖励",
}
CHOICES = {"return": "回迁安置", "cash": "货币补偿", "voucher": "房票", "rebuild": "重新安排宅基地建房"}
TRANSITIONS = {"home": "周转用房", "allowance": "临时安置费", "none": "不适用"}
KINDS = {
    "per_area": "按面积",
    "per_head": "按人口",
    "fixed": "每户定额",
    "by_date": "按日期分档",
    "percent": "按比例",
    "tiered": "按面积的各段",
}
STRUCTURES = ("brick_concrete", "brick_timber", "earth_timber", "light_steel")
DATED_BY = {"signed": "签订协议", "moved": "约定搬迁"}
UNPAID = {"illegal": "违法建筑", "expired": "超过批准期限的临时建筑"}
UNPAID_CLAUSE = "《国有土地上房屋征收与补偿条例》第二十四条第二款"
MOST_STEPS = 60


class BadTerms(ValueError):
    """What was drafted is no set of terms; ``sentences`` say which step and why."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("；".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, kw_only=True)
class Step:
    """What every kind has. Empty ``choices`` and ``transitions``: for everybody; ``times`` such as months."""

    key: str
    label: str
    category: str
    clause: str
    payable: str
    choices: frozenset[str] = frozenset()
    transitions: frozenset[str] = frozenset()
    times: int = 1
    times_unit: str = ""
    floor: Money | None = None
    cap: Money | None = None


@dataclass(frozen=True, kw_only=True)
class PerArea(Step):
    """Yuan per square metre by (structure, legal status)."""

    rates: Mapping[tuple[str, str], Money]


@dataclass(frozen=True, kw_only=True)
class PerHead(Step):
    """Yuan per counted person."""

    rate: Money


@dataclass(frozen=True, kw_only=True)
class Fixed(Step):
    """So much for a household."""

    amount: Money


@dataclass(frozen=True, kw_only=True)
class ByDate(Step):
    """A reward that falls with the day: the first tier whose last day has not passed; after the last one nothing."""

    dated_by: str
    tiers: tuple[tuple[date, Money], ...]


@dataclass(frozen=True, kw_only=True)
class Percent(Step):
    """So much of a hundred of what other steps gave; never of another percentage."""

    of: tuple[str, ...]
    percent: Fraction


@dataclass(frozen=True, kw_only=True)
class Tiered(Step):
    """Yuan per square metre of the whole paid area, by its size. ``is_marginal``: each part at its own rate, else all
    at the rate of the band it falls in. The last band has no upper end (None).
    """

    is_marginal: bool
    bands: tuple[tuple[Fraction | None, Money], ...]


@dataclass(frozen=True)
class Terms:
    """Steps in the order in which they are listed; the order changes no sum."""

    steps: tuple[Step, ...]


STEP_KINDS: Mapping[str, type[Step]] = {
    "per_area": PerArea,
    "per_head": PerHead,
    "fixed": Fixed,
    "by_date": ByDate,
    "percent": Percent,
    "tiered": Tiered,
}
