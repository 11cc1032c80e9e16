"""What each key of ``facts.yaml`` means for people: subject, label, unit, origin, confidence, data-quality note."""

from __future__ import annotations

from dataclasses import dataclass

PLANNED_SITES = 11
"""讲话中的“其它11处”; the file names three of them."""


@dataclass(frozen=True)
class Origin:
    """Where a statement was published."""

    source: str
    address: str


SPEECH = Origin("指挥部讲话（2025年8月）", "www.wentop.com 2025-08-07")
AREAS_PRESS = Origin(
    "宁夏新闻网（2026年1月21日）",
    "big5.news.cn/gate/big5/www.nx.news.cn/20260121/2e3b5ec3cc19484fbd94f3d8dfadb9a4/c.html",
)
CEREMONY_PRESS = Origin("央广网（2025年9月17日）转载", "www.dingguanyong.com/product/2889.html")
TAQIAO_PRESS = Origin(
    "塔桥村改造报道（2026年1月13日）转载", "huizutianjing.com/richangshenghuo/2026/01/13/taqiaocungaizaodewenduyuzhixu"
)
DAILY_PRESS = Origin("宁夏日报（2025年1月9日）", "szb.nxrb.cn/nxrb/pc/con/202501/09/content_145494.html")
DERIVED = Origin("由公开数据推算", "")

LEFT_OUT = (
    "district.",  # names and codes of the place: settings
    "lead_project.name_in_speech",  # blacked out in the published text
    "calibration_neighbour.",  # another district's project: never printed as ours
)

TAQIAO = "塔桥大庄点"
_TAQIAO_NOTE = "报道对象为大新镇塔桥村，与塔桥大庄点的对应关系待核实。"
_AREAS_NOTE = "讲话称其它11处，报道称4片区10村，两种口径不同，不能相加。"


@dataclass(frozen=True)
class Spec:
    """One key. ``kind``: text, number, day, or a milestone that is promised or reached (then ``key`` is its kind)."""

    path: str
    subject: str
    key: str
    label: str
    kind: str
    origin: Origin
    confidence: str
    unit: str = ""
    note: str = ""
    may_be_unknown: bool = False


def _lead(name: str, key: str, label: str, kind: str = "text", *, unit: str = "", note: str = "") -> Spec:
    return Spec(f"lead_project.{name}", "lead", key, label, kind, SPEECH, "A", unit, note)


def _unknown(name: str, label: str) -> Spec:
    return Spec(f"lead_project.{name}", "lead", name, label, "text", SPEECH, "A", may_be_unknown=True)


def _programme(name: str, key: str, label: str, kind: str, confidence: str, *, unit: str = "", note: str = "") -> Spec:
    origin = AREAS_PRESS if confidence == "B" else DERIVED if confidence == "INF" else CEREMONY_PRESS
    return Spec(f"programme_2025.{name}", "", key, label, kind, origin, confidence, unit, note)


def _taqiao(name: str, label: str, kind: str = "number", *, unit: str = "", note: str = _TAQIAO_NOTE) -> Spec:
    return Spec(f"taqiao.{name}", TAQIAO, name, label, kind, TAQIAO_PRESS, "C", unit, note)


def _district(name: str, label: str, kind: str, *, unit: str = "", confidence: str = "B") -> Spec:
    origin = DAILY_PRESS if "2025" in name else AREAS_PRESS
    return Spec(f"district_context.{name}", "", name, label, kind, origin, confidence, unit)


SPECS: tuple[Spec, ...] = (
    Spec("lead_project.name_press", "lead", "name_press", "报道中的名称", "text", CEREMONY_PRESS, "C"),
    _lead("start", "launch", "启动", "reached"),
    _lead("prep_days", "prep_days", "前期工作用时", "number", unit="天", note="意愿征集、搬迁协议签订、土地清理收储。"),
    _lead("construction_start", "construction_start", "开工", "reached", note="当日为周六，系中秋调休工作日。"),
    Spec(
        "lead_project.start_derived.exclusive",
        "lead",
        "start_exclusive",
        "启动日期推算（当日不计）",
        "day",
        DERIVED,
        "INF",
        note="由开工日倒推168天，与“2024年3月”相符。",
    ),
    Spec(
        "lead_project.start_derived.inclusive",
        "lead",
        "start_inclusive",
        "启动日期推算（当日计入）",
        "day",
        DERIVED,
        "INF",
    ),
    _lead("topping_out_target", "topping_out", "封顶", "promised"),
    _lead("return_target", "return", "回迁", "promised"),
    _lead(
        "total_investment_yuan", "total_investment", "总投资", "number", unit="元", note="资金池和上限，仅指示范点。"
    ),
    _lead("plan_investment_2025_yuan", "plan_investment_2025", "2025年计划投资", "number", unit="元"),
    _lead("lenders_named", "lenders", "贷款银行"),
    _lead("funding_instruments_named", "funding_instruments", "资金渠道", note="各渠道金额未公开。"),
    _lead("mode", "mode", "运作模式"),
    _lead("building_height_hint", "building_height", "建筑高度"),
    _lead("households_hint", "households_hint", "涉及户数（讲话表述）"),
    _lead("current_procurement", "current_procurement", "正在采购"),
    _lead("next_packages", "next_packages", "下步招标"),
    _lead("compensation_choices", "compensation_choices", "补偿安置方式"),
    _lead("quality_event", "quality_event", "质量质询"),
    _unknown("households", "户数"),
    _unknown("buildings", "楼栋数"),
    _unknown("units", "套数"),
    _unknown("builder", "施工单位"),
    _unknown("supervisor_firm", "监理单位"),
    _unknown("funding_split", "各渠道资金构成"),
    Spec(
        "planned_sites_named_in_speech",
        "",
        "planned_sites",
        "讲话点名的规划点位",
        "text",
        SPEECH,
        "A",
        note="讲话称其它11处，公开名称3处，其余8处名称未公开；讲话写作民乐堡，报道写作民乐村。",
    ),
    _programme("villages", "programme_villages", "纳入改造的村", "number", "B", unit="个", note=_AREAS_NOTE),
    _programme("areas", "programme_areas", "片区", "text", "B", note=_AREAS_NOTE),
    _programme("land_mu", "programme_land", "占地", "number", "C", unit="亩"),
    _programme("households", "programme_households", "户数", "number", "C", unit="户", note="4片区10村口径。"),
    _programme("persons", "programme_persons", "人数", "number", "C", unit="人", note="4片区10村口径。"),
    _programme(
        "groundbreaking",
        "programme_groundbreaking",
        "集中开工仪式",
        "day",
        "C",
        note="早于塔桥村阶段目标日，各节点独立登记，不互相推算。",
    ),
    _programme(
        "urban_renewal_projects_applied_2025",
        "urban_renewal_projects",
        "2025年申报城市更新项目",
        "number",
        "C",
        unit="个",
        note="转载文中的总投资额不完整，不采用。",
    ),
    _programme("derived.land_ha", "programme_land_ha", "占地（公顷）", "number", "INF", unit="公顷"),
    _programme("derived.m2", "programme_land_m2", "占地（平方米）", "number", "INF", unit="平方米"),
    _programme("derived.persons_per_household", "persons_per_household", "户均人数", "number", "INF", unit="人"),
    _programme("derived.mu_per_household", "mu_per_household", "户均占地", "number", "INF", unit="亩"),
    _taqiao(
        "launch",
        "启动",
        "reached",
        note="早于讲话发表之日，而讲话把该点位列入“其它11处”；两种说法并存，待核实。",
    ),
    _taqiao("days_to_stage_goal", "阶段目标用时", unit="天"),
    _taqiao("signing_rate_pct", "签约率", unit="%", note=f"只有百分比，不能还原户数。{_TAQIAO_NOTE}"),
    _taqiao("demolition_rate_pct", "拆除率", unit="%", note=f"只有百分比，不能还原户数。{_TAQIAO_NOTE}"),
    _taqiao("concerns_resolved", "解决群众关切", unit="件"),
    _taqiao("families_photographed", "拍摄全家福", unit="户"),
    _taqiao("poor_households_helped", "帮扶困难户", unit="户"),
    _taqiao("archive_issues_found_and_fixed", "档案问题整改", unit="处"),
    _taqiao("archive_lookup_speedup_pct", "档案查阅提速", unit="%"),
    _taqiao("state_2026_01", "2026年1月形象进度", "text"),
    _district("urbanisation_pct", "城镇化率", "number", unit="%"),
    _district("buildings_in_built_area", "建成区建筑", "text"),
    _district("city_checkup_km2", "城市体检面积", "number", unit="平方公里"),
    _district("checkup_indicators", "城市体检指标", "text"),
    _district("fixed_asset_investment_target_2025", "2025年固定资产投资目标（亿元）", "text"),
    _district("capital_projects_first_batch_2025", "2025年首批重点项目", "number", unit="个"),
    _district("q1_starts_planned_2025", "2025年一季度计划开工", "number", unit="个"),
)
