"""Editions that the tests of paper print: the two targets of the office's page one, and a long one of 12 villages."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from portal.reports.blocks import (
    AddedWords,
    Align,
    Chart,
    Column,
    Count,
    Countdown,
    Distribution,
    EditionDocument,
    Heading,
    Issue,
    Lamp,
    LampColour,
    LampRow,
    LampTable,
    PageOne,
    Rate,
    Section,
    Stamp,
    StuckPoint,
    Table,
    Text,
)

ISSUER = "兴庆区城中村改造项目指挥部办公室"
HEADLINE = "本周进展、卡点和提请研究事项"
VILLAGES = ("北塔村三四六队", "塔桥村", "民乐堡", "罗家庄", *(f"规划点位{number}" for number in range(5, 13)))
DIMENSIONS = ("开工", "进度", "资金", "质量", "信访")

EXAMPLE_PAGE_ONE = PageOne(
    headline=HEADLINE,
    overall="示范点距2027年底回迁404天，落后序时12※个百分点，●黄灯；资金可保至1月※；无安全事故、集体访※。",
    progress_note="（括号内为比上周）",
    progress=(
        "示范点：二次结构完成63%※（＋4※个百分点）。",
        "征拆：应签2186户，已签2139户※（＋12户※）。",
        "资金（亿元）：总投资13.18，到位9.42※，支付8.67※。",
        "质量：质询新增6件※，办结9件※，超期1件※。",
    ),
    stuck=(
        StuckPoint("电梯到货晚12天※", "×××公司", "×××", "12月5日※"),
        StuckPoint("停产停业损失未定17户※", "×××街道", "×××", "11月30日※"),
        StuckPoint("12月资金缺3200万元※", "区财政局", "×××", "待研究"),
    ),
    request="针对第3项，建议提前申请专项借款第5批※提款（进度证明已齐，财政、国资无异议※）；如不批，二标段※付款移至1月※，"
    "工期顺延15天※。",
    decided="上周议定4项※",
    decisions="办结3项※；图审1项※延至27日※。",
)

HONEST_PAGE_ONE = PageOne(
    headline=HEADLINE,
    overall="示范点距2027年底回迁404天；原定2025年底封顶，完成情况未报，暂不亮灯；本周各点位均未报数。",
    progress=(
        "示范点：2024年9月14日开工；形象进度未报。",
        "征拆：4片区10村2186户7699人；已签户数未报。",
        "资金（亿元）：总投资13.18；到位、支付未报。",
        "质量：质询件数未报。",
    ),
    stuck="未报。",
    request="请各专班、各点位11月25日18时前完成首次报数，由办公室汇总后补报一期。",
)


def lamp(colour: LampColour, reason: str = "") -> Lamp:
    words = {
        LampColour.GREEN: "绿灯",
        LampColour.YELLOW: "黄灯",
        LampColour.RED: "红灯",
        LampColour.NONE: "未报",
    }
    return Lamp(colour, words[colour], reason)


def lamp_section(*, reported: bool) -> Section:
    rows = []
    for index, village in enumerate(VILLAGES):
        cells = [lamp(LampColour.NONE)] * len(DIMENSIONS)
        if reported:
            cells = [lamp(LampColour.GREEN)] * len(DIMENSIONS)
            if index == 0:
                cells[1] = lamp(LampColour.YELLOW, "落后序时12※个百分点")
            if index == 2:
                cells[2] = lamp(LampColour.RED, "12月资金缺3200万元※，申请已报区财政局")
        rows.append(LampRow(village, tuple(cells)))
    note = "依据：银川市红黄绿灯规则（2025年3月）；进度与序时进度相差10至30个百分点为黄灯，超过30为红灯。"
    return Section("projects.lamps", "点位亮灯", (LampTable("各点位亮灯情况", DIMENSIONS, tuple(rows), note),))


def milestone_section() -> Section:
    rows = (
        ("北塔村三四六队", "开工", "2024年9月14日", "2024年9月14日", "完成"),
        ("北塔村三四六队", "主体封顶", "2025年12月31日", None, "未报"),
        ("北塔村三四六队", "回迁", "2027年12月31日", "—", "未到期"),
    )
    columns = (
        Column("点位", 7),
        Column("节点", 5),
        Column("计划", 7, Align.RIGHT),
        Column("实际", 7, Align.RIGHT),
        Column("状态", 4, Align.CENTRE),
    )
    return Section(
        "projects.milestones",
        "节点与倒计时",
        (
            Countdown("2027年底回迁", date(2027, 12, 31), 404),
            Table("示范点节点", columns, rows, "来源：2025年8月讲话。"),
        ),
    )


def signing_chart(*, lines: int = 9) -> Chart:
    option = {
        "grid": {"left": 60, "right": 20, "top": 30, "bottom": 30},
        "legend": {"top": 0},
        "tooltip": {},
        "xAxis": {"type": "category", "data": ["第42期", "第43期", "第44期", "第45期", "第46期"]},
        "yAxis": {"type": "value", "min": 2000, "name": "户"},
        "series": [
            {"name": "应签", "type": "line", "data": [2186] * 5, "symbol": "none", "lineStyle": {"type": "dashed"}},
            {
                "name": "已签",
                "type": "bar",
                "data": [2080, 2099, 2110, 2127, 2139],
                "label": {"show": True, "position": "top"},
            },
        ],
    }
    return Chart("近五期签约户数※", option, "应签2186户，第42至46期已签2080、2099、2110、2127、2139户。", lines)


def relocation_section() -> Section:
    return Section(
        "relocation.progress",
        "征拆安置",
        (
            Text("本周新签12户※，集中在停产停业损失认定完成的商铺户；未签47户※，按原因逐户列入台账，由包户干部跟进。"),
            Rate("签约率※", 2139, 2186, "户", was=2127),
            Count("腾空※", None, "户"),
            Count("到位资金※", Decimal("9.42"), "亿元", was=Decimal("9.10")),
            signing_chart(),
            Heading("（一）未签原因", 2),
            Text("产权有争议19户※，停产停业损失未定17户※，家庭内部意见不一致8户※，外出未联系上3户※。"),
        ),
    )


ISSUE = Issue(
    number_text="2026年第46期※",
    dated_on=date(2026, 11, 23),
    signed_by="×××",
    distribution=Distribution("区委书记、区长。", "各包抓领导。", "各工作专班、各乡镇街道。", 35),
    data_hash="3f9a61c07be2d854" + "0" * 48,
)


FULL_ISSUE = replace(
    ISSUE,
    words=AddedWords(
        "请各包抓领导阅示卡点事项，并督促主责单位按时限办结。",
        "本期签约户数按应签2186户口径统计。",
        "建议提前申请专项借款第5批※提款。",
        "区财政局、国资公司",
    ),
    corrects_text="2026年第45期",
    stamps=(Stamp("校验码", "9c1d4b7a50e2f683", ("本期编制前，操作留痕共15230条，其校验码为：", "9c1d4b7a50e2f683")),),
)
"""An issue that leaves out no field."""


def example(**changes) -> EditionDocument:
    """The first target: invented figures, marked ※."""
    values = {
        "issuer": ISSUER,
        "cut_off_text": "数据截至11月22日18时",
        "dated_on": date(2026, 11, 23),
        "is_demonstration": True,
        "page_one": EXAMPLE_PAGE_ONE,
        "sections": (lamp_section(reported=True), milestone_section(), relocation_section()),
    }
    return EditionDocument(**{**values, **changes})


def honest(**changes) -> EditionDocument:
    """The second target: a real installation before anyone has reported, public facts only."""
    values = {
        "issuer": ISSUER,
        "cut_off_text": "数据截至11月22日18时",
        "dated_on": date(2026, 11, 23),
        "page_one": HONEST_PAGE_ONE,
        "sections": (lamp_section(reported=False), milestone_section()),
    }
    return EditionDocument(**{**values, **changes})


LONG = "因停产停业损失补偿标准未定、房屋权属资料不全和家庭内部意见不一致，本周签约进度低于计划，街道已逐户约谈"


def _full_village(number: int, village: str) -> Section:
    """A village that has everything to tell, at length."""
    rows = tuple(
        (f"{row}", f"{LONG[: 12 + 5 * (row % 7)]}", "×××街道", f"12月{row + 1}日※") for row in range(1, 4 + number % 9)
    )
    columns = (Column("序号", 2, Align.CENTRE), Column("问题", 14), Column("主责单位", 6), Column("时限", 6))
    parts = (
        Text(f"{village}{LONG}，{LONG}。"),
        Rate("签约率※", 120 + number, 200 + number, "户", was=118 + number),
        signing_chart(lines=4 + number % 7),
        Heading("（一）问题清单", 2),
        Table(f"{village}问题清单", columns, rows, "时限以督办单为准。"),
        Text(f"{LONG}，请有关单位按时限办结。" * (number % 3)),
    )
    return Section(f"x.{number}", f"{village}情况", parts)


def _sources() -> Section:
    columns = (Column("点位", 7), Column("报数（分子／分母）", 13), Column("截至", 6), Column("来源", 8))
    rows = tuple(
        (village, f"签约{90 + row}／{200 + row}户※；腾空{60 + row}／{90 + row}户※", "11月22日17时", "征拆专班周报※")
        for village in VILLAGES
        for row in range(5)
    )
    return Section("x.sources", "数据来源", (Table("报数一览", columns, rows, "口径以指标说明为准。"),))


def twelve_full() -> EditionDocument:
    """Twelve villages of which each has lamps to explain, a chart, a list of problems and long sentences."""
    lamps = lamp_section(reported=True).blocks[0]
    reason = "落后序时12※个百分点，主责单位已约谈施工单位，承诺12月20日前补齐"
    rows = tuple(
        replace(row, cells=(*row.cells[:1], lamp(LampColour.YELLOW, reason), *row.cells[2:])) for row in lamps.rows
    )
    opening = Section("projects.lamps", "总体进展", (replace(lamps, rows=rows),))
    villages = (_full_village(number, village) for number, village in enumerate(VILLAGES))
    return example(sections=(opening, milestone_section(), *villages, _sources()))
