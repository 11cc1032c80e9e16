"""What is invented of each site: who answers for it, where it lies, what was promised and reached.

Days are counted from the as-of date, so that a lamp stays red or yellow whenever the world is made. Sites 11 and 12
stay as empty as the public facts leave them: a real list has gaps, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DayOf = Callable[[date], date]

APPOINTED_DAYS_AGO = 240
BASIS = "指挥部责任分工方案（演示）"
GROUPING_BASIS = "指挥部片区划分（演示）"

# site → (乡镇街道, account of the 包抓领导)
HELD_BY: dict[int, tuple[str, str]] = {
    1: ("演示街道", "site_leader"),
    2: ("中山南街", "site_leader"),
    3: ("大新镇", "site_leader2"),
    4: ("演示镇", "site_leader2"),
    5: ("演示镇", "site_leader"),
    6: ("演示街道", "site_leader2"),
    7: ("大新镇", "site_leader"),
    8: ("演示镇", "site_leader2"),
    9: ("演示街道", "site_leader"),
    10: ("大新镇", ""),
}
TASK_FORCES = {
    "relocation": "征拆专班",
    "funding": "资金专班",
    "construction": "建设专班",
    "quality": "质量安全专班",
}
# Sites where all four task forces work; at the others with a leader only relocation and construction do.
FULLY_STAFFED = (1, 2, 3, 4)
FIRST_TASKS = ("relocation", "construction")

AREAS = {2: "民乐村(瓷砖市场)", 4: "北部", 5: "北部", 6: "中部", 7: "南部", 9: "南部"}


PROMISE_BASIS = "指挥部会议纪要（演示）"
PROMISED_DAYS_BEFORE = 60


@dataclass(frozen=True)
class Held:
    """Who answers for a site at one level: a unit, a person or both."""

    site: int
    level: str
    unit: str = ""
    person: str = ""
    matter: str = "overall"


def held() -> Iterator[Held]:
    """All four levels where there is a leader; at site 10 only two are settled yet."""
    for site, (township, leader) in HELD_BY.items():
        yield Held(site, "command", unit="指挥部办公室")
        if leader:
            yield Held(site, "leader", person=leader)
            for matter in TASK_FORCES if site in FULLY_STAFFED else FIRST_TASKS:
                yield Held(site, "task_force", unit=TASK_FORCES[matter], matter=matter)
        yield Held(site, "township", unit=township)


@dataclass(frozen=True)
class Promised:
    """A day that was promised."""

    site: int
    kind: str
    on: DayOf
    precision: str = "day"


@dataclass(frozen=True)
class Reached:
    """A day on which something was reached, reported the day after."""

    site: int
    kind: str
    on: DayOf
    source: str


@dataclass(frozen=True)
class Running:
    """A deadline that runs since so many days before the as-of date."""

    site: int
    rule: str
    label: str
    days_ago: int


LONGEST_RUNNING = timedelta(days=70)
RUNNING = (
    Running(3, "X2", "住户书面反映安置面积", 20),
    Running(2, "X4", "住户反映过渡费发放", 41),
    Running(8, "E1", "规划点位8补偿方案", 12),
    Running(9, "L1", "规划点位9预公告", 5),
)


def ago(days: int) -> DayOf:
    """So many days before the as-of date."""
    return lambda as_of: as_of - timedelta(days=days)


def ahead(days: int) -> DayOf:
    """So many days after the as-of date."""
    return lambda as_of: as_of + timedelta(days=days)


def middle_of_last_month(as_of: date) -> date:
    """A start promised for then is late for the second month running, so its lamp is yellow and not yet red."""
    return (as_of.replace(day=1) - timedelta(days=1)).replace(day=15)


def six_weeks_after_the_start(as_of: date) -> date:
    """Of the lead project, whose start is a public fact: the same day whatever the as-of date."""
    return date(2024, 10, 31)


SITE_RECORD = "现场核查记录（演示）"
START_ORDER = "开工令（演示）"

PROMISED = (
    Promised(2, "construction_start", ago(60)),
    Promised(2, "statistics_entry", ahead(12)),
    Promised(2, "signing_complete", ahead(35)),
    Promised(3, "construction_start", ago(110)),
    Promised(3, "statistics_entry", ahead(6)),
    Promised(4, "signing_complete", ahead(28)),
    Promised(4, "construction_start", ahead(60), "month"),
    Promised(5, "construction_start", middle_of_last_month),
    Promised(6, "construction_start", ago(15)),
    Promised(6, "statistics_entry", ahead(25)),
    Promised(7, "construction_start", ahead(120), "month"),
    Promised(10, "launch", ahead(45), "month"),
)
REACHED = (
    Reached(1, "statistics_entry", six_weeks_after_the_start, "统计入库回执（演示）"),
    Reached(1, "topping_out", ago(190), "封顶验收记录（演示）"),
    Reached(2, "launch", ago(230), SITE_RECORD),
    Reached(2, "construction_permit", ago(52), "施工许可证（演示）"),
    Reached(2, "construction_start", ago(48), START_ORDER),
    Reached(3, "demolition_complete", ago(150), SITE_RECORD),
    Reached(3, "construction_start", ago(100), START_ORDER),
    Reached(4, "launch", ago(120), SITE_RECORD),
    Reached(5, "launch", ago(90), SITE_RECORD),
    Reached(6, "launch", ago(150), SITE_RECORD),
    Reached(6, "construction_start", ago(20), START_ORDER),
    Reached(7, "launch", ago(60), SITE_RECORD),
    Reached(8, "launch", ago(80), SITE_RECORD),
    Reached(9, "launch", ago(40), SITE_RECORD),
)
