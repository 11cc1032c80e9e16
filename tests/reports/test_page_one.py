"""Page 1 against the two examples of the office, line by line; the honest one comes from the real seed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest

from portal.kernel.periods import SHANGHAI, Week
from portal.reports import pdf
from portal.reports.blocks import StuckPoint
from portal.reports.contributions import Scope
from projects.actions import adopt_lamp_profile, set_milestone
from projects.selectors.lamp_profiles import lamp_profile
from tests import world
from tests.clock import stand_at
from tests.reports import editions, paper
from tests.reports.conftest import FIRST_WEEK, composed

ROOM = 15
SUNDAY = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)

# As the office wrote it; the breaks inside 四 are left to the printer, who sets figures half a character wide.
EXAMPLE = """
一、总体　示范点距2027年底回迁404天，落后序时12※个
百分点，●黄灯；资金可保至1月※；无安全事故、集体访※。
二、四项进展（括号内为比上周）
1.示范点：二次结构完成63%※（＋4※个百分点）。
2.征拆：应签2186户，已签2139户※（＋12户※）。
3.资金（亿元）：总投资13.18，到位9.42※，支付8.67※。
4.质量：质询新增6件※，办结9件※，超期1件※。
三、三个卡点　　　　　　主责　　　包抓　　时限
1.电梯到货晚12天※　　　×××公司　×××　12月5日※
2.停产停业损失未定17户※　×××街道　×××　11月30日※
3.12月资金缺3200万元※　　区财政局　×××　待研究
"""
REQUEST = """
四、提请研究　针对第3项，建议提前申请专项借款第5批
※提款（进度证明已齐，财政、国资无异议※）；如不批，二标
段※付款移至1月※，工期顺延15天※。
"""
DECIDED = "五、上周议定4项※　办结3项※；图审1项※延至27日※。"
HONEST = """
一、总体　示范点距2027年底回迁404天；原定2025年底封
顶，完成情况未报，暂不亮灯；本周各点位均未报数。
二、四项进展
1.示范点：2024年9月14日开工；形象进度未报。
2.征拆：4片区10村2186户7699人；已签户数未报。
3.资金（亿元）：总投资13.18；到位、支付未报。
4.质量：质询件数未报。
三、三个卡点　未报。
四、提请研究　请各专班、各点位11月25日18时前完成首次
报数，由办公室汇总后补报一期。
"""


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def lines_of(text: str) -> list[str]:
    return [plain(line) for line in text.strip().splitlines()]


def under_the_head(read: paper.Paper) -> list[str]:
    texts = [plain(line.text) for line in read.lines(1)]
    return texts[texts.index(editions.HEADLINE) + 1 :]


@pytest.fixture(scope="module")
def example() -> paper.Paper:
    return paper.read(pdf.render(editions.example()))


@pytest.fixture
def honest(installation: datetime) -> paper.Paper:
    return paper.read(pdf.render(composed().document))


def test_the_example_is_printed_as_the_office_wrote_it(example: paper.Paper) -> None:
    lines = under_the_head(example)
    wanted = lines_of(EXAMPLE)
    assert lines[: len(wanted)] == wanted
    assert "".join(lines[len(wanted) : -1]) == plain(REQUEST)
    assert lines[-1] == plain(DECIDED)


def test_the_example_fills_its_room_to_the_last_line(example: paper.Paper) -> None:
    assert len(under_the_head(example)) == ROOM


def test_a_real_installation_says_what_the_office_wrote_before_anyone_reported(honest: paper.Paper) -> None:
    assert under_the_head(honest) == lines_of(HONEST)


@pytest.fixture
def moved(installation: datetime) -> paper.Paper:
    """The same Monday; on the Sunday before, the promises of the lead project were put off."""
    stand_at(SUNDAY)
    lead = world.village(1)
    for kind, day in (("return", date(2029, 12, 31)), ("topping_out", date(2026, 12, 31))):
        set_milestone(
            world.WHY,
            lead,
            kind=kind,
            promised_on=day,
            precision="year_end",
            basis="指挥部会议纪要〔2026〕3号",
            reason="上级批准延期",
        )
    stand_at(installation)
    return paper.read(pdf.render(composed().document))


def test_the_first_promise_stays_on_the_paper_when_it_is_changed(moved: paper.Paper) -> None:
    lines = under_the_head(moved)
    assert len(lines) <= ROOM
    assert "示范点距2029年底回迁1135天（原定2027年底，还有404天）" in "".join(lines)
    assert "原定2025年底、调整为2026年底封顶" in "".join(lines)
    behind = plain(moved.text(2) + moved.text(3) + moved.text(4))
    assert "调整为2029年底（依据指挥部会议纪要〔2026〕3号）" in behind
    assert behind.count("2027年底") >= 2


def test_the_week_in_which_another_lamp_rule_begins_says_so(installation: datetime) -> None:
    wuhan = lamp_profile("wuhan")
    adopt_lamp_profile(world.WHY, wuhan, starts_on=date(2026, 11, 25), basis="指挥部会议纪要〔2026〕9号")
    said = "自11月25日起改按武汉市规则亮灯（此前按银川市（2025年3月））。"
    told = {}
    for number in (47, 48, 49):
        week = Week(2026, number)
        stand_at(week.cut_off() + timedelta(hours=15))
        told[number] = said in plain(str(composed(week).document))
    assert told == {47: False, 48: True, 49: False}


def test_the_head_takes_seven_lines(honest: paper.Paper) -> None:
    head = [plain(line.text) for line in honest.lines(1)][:5]
    assert head == [
        "内部资料注意保存",
        "周调度专报",
        "2026年第期（数据截至11月22日18时）",
        "兴庆区城中村改造项目指挥部办公室2026年11月23日",
        editions.HEADLINE,
    ]
    body = next(line for line in honest.lines(1) if "总体" in line.text)
    first = honest.lines(1)[0]
    assert body.baseline - first.baseline == pytest.approx(7 * 28.95, abs=0.3)


def test_the_lamp_table_opens_page_two(honest: paper.Paper) -> None:
    first, second = honest.lines(2)[:2]
    assert plain(first.text) == "附一总体进展"
    assert plain(second.text) == "各点位亮灯表"


def test_the_name_is_large_and_centred(example: paper.Paper) -> None:
    name = next(line for line in example.lines(1) if plain(line.text) == "周调度专报")
    middle = (name.glyphs[0].left + name.glyphs[-1].right) / 2
    type_area = (28 + 156 / 2) * paper.POINTS_OF_MM
    assert name.glyphs[0].size == pytest.approx(38, abs=0.1)
    assert middle == pytest.approx(type_area, abs=4)


@pytest.mark.parametrize(
    "wanted", [r"[0-9a-f]{12,}", r"https?:", r"www\.", "@", "校验", "二维码", "WeasyPrint", "Django"]
)
def test_nothing_of_the_machine_stands_on_page_one(example: paper.Paper, wanted: str) -> None:
    assert not re.search(wanted, example.text(1), re.IGNORECASE)


def test_no_praise_is_produced(honest: paper.Paper) -> None:
    assert not re.search("显著|扎实|有力|总体平稳|再创|圆满", honest.text())


LONG = "停产停业损失补偿标准未定涉及商铺较多需区级统一口径后再行认定"


def stuck(count: int, words: str = LONG) -> tuple[StuckPoint, ...]:
    return tuple(StuckPoint(f"{words}{number}", "×××街道", "×××", "11月30日") for number in range(count))


def with_stuck(points: tuple[StuckPoint, ...]) -> paper.Paper:
    example = editions.EXAMPLE_PAGE_ONE
    page = type(example)(
        headline=example.headline,
        overall=example.overall,
        progress=example.progress,
        stuck=points,
        request=example.request,
        decisions=example.decisions,
    )
    return paper.read(pdf.render(editions.example(page_one=page)))


def test_what_does_not_fit_goes_to_page_two_weakest_first() -> None:
    read = with_stuck(stuck(3))
    first, second = plain("".join(line.text for line in read.lines(1))), plain(read.text(2) + read.text(3))
    assert len(under_the_head(read)) <= ROOM
    assert "五、上周议定" in first
    assert "1.停产" in first
    assert "3.停产" not in first
    assert "卡点（接第1页）" in second
    assert "3.停产" in second


def test_letters_do_not_shrink_on_a_full_page(example: paper.Paper) -> None:
    read = with_stuck(stuck(3))
    sizes = {round(glyph.size, 2) for line in read.lines(1)[5:] for glyph in line.glyphs}
    assert sizes == {15.75}


def test_a_fourth_stuck_point_is_on_page_two() -> None:
    read = with_stuck(stuck(4, "短"))
    assert "4.短" not in plain("".join(line.text for line in read.lines(1)))
    assert "4.短3" in plain(read.text())


def test_a_request_of_any_length_leaves_the_head_and_the_judgement_on_page_one() -> None:
    example = editions.EXAMPLE_PAGE_ONE
    page = type(example)(example.headline, example.overall, example.progress, example.stuck, "请研究" * 900)
    read = paper.read(pdf.render(editions.example(page_one=page)))
    assert under_the_head(read)[:2] == lines_of(EXAMPLE)[:2]


def test_the_countdown_is_counted_from_the_cut_off() -> None:
    scope = Scope((), FIRST_WEEK, FIRST_WEEK.cut_off(), FIRST_WEEK.cut_off())
    assert scope.countdown("回迁", date(2027, 12, 31)).days == 404
