"""The edition that the cases print: twelve villages with lamps, figures, tables and a chart each, from a fixed seed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from portal.reports import blocks

SEED = 20271231
DIMENSIONS = ("开工", "进度", "资金", "质量", "信访")
ROWS_OF_A_VILLAGE = 19
REASONS = ("产权有争议", "停产停业损失未定", "家庭内部意见不一致", "外出未联系上", "等待评估复核", "过渡安置未落实")
STEPS = ("入户摸底", "测绘", "评估", "签约", "腾空", "拆除")


def names(villages: int) -> list[str]:
    """The villages of an edition, each name once."""
    return [f"规划点位{number:02d}" for number in range(1, villages + 1)]


def edition(villages: int, district: int = 1) -> blocks.EditionDocument:
    """One district's weekly edition; the same arguments give an equal edition."""
    chance = Random(f"{SEED}-{district}")  # noqa: S311  (data of a measurement)
    sites = names(villages)
    return blocks.EditionDocument(
        issuer="兴庆区城中村改造项目指挥部办公室",
        cut_off_text="数据截至11月22日18时",
        dated_on=date(2026, 11, 23),
        is_demonstration=True,
        page_one=_page_one(chance),
        sections=(_lamps(sites, chance), *(_village(name, chance) for name in sites)),
    )


def issue(district: int = 1) -> blocks.Issue:
    """What signing gave to it."""
    return blocks.Issue(
        f"2026年第{district}期",
        date(2026, 11, 23),
        distribution=blocks.Distribution("区委书记、区长。", "各包抓领导。", "各工作专班、各乡镇街道。", 35),
        data_hash="3f9a61c07be2d854",
    )


def _page_one(chance: Random) -> blocks.PageOne:
    signed = chance.randrange(2000, 2186)
    return blocks.PageOne(
        headline="本周进展、卡点和提请研究事项",
        overall="示范点距2027年底回迁404天，落后序时12※个百分点，●黄灯；资金可保至1月※。",
        progress=(
            "示范点：二次结构完成63%※（＋4※个百分点）。",
            f"征拆：应签2186户，已签{signed}户※。",
            "资金（亿元）：总投资13.18，到位9.42※，支付8.67※。",
        ),
        stuck=(blocks.StuckPoint("电梯到货晚12天※", "×××公司", "×××", "12月5日※"),),
        request="建议提前申请专项借款第5批※提款；如不批，二标段※付款移至1月※。",
    )


def _lamps(sites: list[str], chance: Random) -> blocks.Section:
    lamps = (
        blocks.Lamp(blocks.LampColour.GREEN, "绿灯"),
        blocks.Lamp(blocks.LampColour.YELLOW, "黄灯", "落后序时12※个百分点，主责单位已约谈"),
        blocks.Lamp(blocks.LampColour.RED, "红灯", "12月资金缺3200万元※，申请已报区财政局"),
    )
    rows = tuple(
        blocks.LampRow(name, tuple(chance.choices(lamps, weights=(8, 2, 1), k=len(DIMENSIONS)))) for name in sites
    )
    return blocks.Section("bench.lamps", "点位亮灯", (blocks.LampTable("各点位亮灯情况", DIMENSIONS, rows),))


def _village(name: str, chance: Random) -> blocks.Section:
    due, signed = chance.randrange(120, 400), chance.randrange(60, 120)
    parts = (
        blocks.Text(
            f"{name}本周新签{chance.randrange(20)}户※，未签{due - signed}户※按原因逐户列入台账，由包户干部跟进；"
            "测绘、评估已全部完成，争议较大的由区自规局会同街道复核，复核结果张榜公布，公示期满无异议的转入签约。"
        ),
        blocks.Rate("签约率※", signed, due, "户", was=signed - 3),
        _chart(due, signed),
        _table(name, chance),
    )
    return blocks.Section(f"bench.{name}", name, parts)


def _chart(due: int, signed: int) -> blocks.Chart:
    option = {
        "grid": {"left": 60, "right": 20, "top": 30, "bottom": 30},
        "legend": {"top": 0},
        "xAxis": {"type": "category", "data": [f"第{week}期" for week in range(42, 47)]},
        "yAxis": {"type": "value", "name": "户"},
        "series": [
            {"name": "应签", "type": "line", "data": [due] * 5, "symbol": "none"},
            {"name": "已签", "type": "bar", "data": [signed - back for back in (22, 15, 9, 3, 0)]},
        ],
    }
    return blocks.Chart("近五期签约户数※", option, f"应签{due}户，已签{signed}户。", 7)


def _table(name: str, chance: Random) -> blocks.Table:
    columns = (
        blocks.Column("户号", 4),
        blocks.Column("环节", 4, blocks.Align.CENTRE),
        blocks.Column("面积（平方米）", 6, blocks.Align.RIGHT),
        blocks.Column("原因", 9),
        blocks.Column("办结时限", 5, blocks.Align.RIGHT),
    )
    rows = tuple(
        (
            f"{number:04d}",
            chance.choice(STEPS),
            f"{chance.randrange(6_000, 36_000) / 100:.2f}",
            chance.choice(REASONS),
            f"{date(2026, 11, 24) + timedelta(days=chance.randrange(60)):%m月%d日}",
        )
        for number in range(1, ROWS_OF_A_VILLAGE + 1)
    )
    return blocks.Table(f"{name}未签户台账※", columns, rows, "户号为台账顺序号，不含个人信息。")
