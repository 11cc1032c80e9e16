"""The words of page one: numbers with their base and their change, marks on what is invented, no praise."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from portal.kernel.money import Money
from portal.reports.blocks import Lamp, LampColour
from projects.rules import words
from projects.rules.words import Shown

YI = 10**10  # fen in 亿元


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("落后序时12个百分点", "落后序时12※个百分点"),
        ("开工超过2个月未入库", "开工超过2※个月未入库"),
        ("原定2026年10月15日开工，逾期第2个月", "原定2026年10月15日※开工，逾期第2※个月"),
        ("原定2026年10月开工", "原定2026年10月※开工"),
        ("原定2026年底封顶", "原定2026年底※封顶"),
        ("完成97.85%", "完成97.85%※"),
        ("未报，暂不亮灯", "未报，暂不亮灯"),
    ],
)
def test_each_invented_figure_has_one_mark(said: str, marked: str) -> None:
    assert words.marked(said, is_invented=True) == marked
    assert words.marked(said, is_invented=False) == said


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (Shown(2139, "户", was=2127), "2139户（＋12户）"),
        (Shown(2139, "户", is_invented=True, was=2127), "2139户※（＋12户※）"),
        (Shown(2139, "户", was=2140), "2139户（－1户）"),
        (Shown(2139, "户", was=2139), "2139户（持平）"),
        (Shown(2139, "户"), "2139户"),
        (Shown(2139, "户", was=1, as_of=date(2026, 11, 8)), "2139户（截至11月8日）"),
        (Shown(0, "户", was=0), "0户（持平）"),
    ],
)
def test_a_change_stands_in_brackets_and_an_old_figure_says_its_day(shown: Shown, said: str) -> None:
    assert shown.with_change == said


@pytest.mark.parametrize(
    ("share", "was", "said"),
    [
        (Fraction(63, 100), Fraction(59, 100), "二次结构完成63%（＋4个百分点）"),
        (Fraction(63, 100), Fraction(64, 100), "二次结构完成63%（－1个百分点）"),
        (Fraction(63, 100), Fraction(63, 100), "二次结构完成63%（持平）"),
        (Fraction(1, 3), None, "二次结构完成33.33%"),
    ],
)
def test_a_difference_of_percentages_is_said_in_points(share: Fraction, was: Fraction | None, said: str) -> None:
    assert words.building_words("二次结构", share, was, is_invented=False) == said


@pytest.mark.parametrize(
    ("balance", "need", "as_of", "said"),
    [
        (2 * YI, YI, date(2026, 11, 22), "资金可保至1月"),
        (YI, YI, date(2026, 11, 22), "资金可保至12月"),
        (YI, YI, date(2026, 12, 20), "资金可保至1月"),
        (YI - 1, YI, date(2026, 11, 22), "可用资金不足1个月用款"),
        (14 * YI, YI, date(2026, 11, 22), "资金可保至2028年1月"),
        (YI, 0, date(2026, 11, 22), ""),
    ],
)
def test_the_last_month_that_is_paid_for_in_full(balance: int, need: int, as_of: date, said: str) -> None:
    assert words.cover_words(balance, need, as_of, is_invented=False) == said


def test_none_is_said_only_of_what_was_reported() -> None:
    none, two = Shown(0, "起"), Shown(2, "批", is_invented=True)
    assert words.safety_words(none, Shown(0, "批")) == "无安全事故、集体访"
    assert words.safety_words(none, two) == "集体访2批※；无安全事故"
    assert words.safety_words(none, None) == "无安全事故"
    assert words.safety_words(None, None) == ""


def test_money_is_in_hundred_millions_with_two_decimals() -> None:
    total, paid = Money(1318 * YI // 100), Money(8_670_000_0000)
    assert (
        words.funding_words(total, None, paid, is_invented=True) == "资金（亿元）：总投资13.18，支付8.67※；到位未报。"
    )
    assert words.funding_words(None, None, None, is_invented=False) == "资金（亿元）：总投资未报；到位、支付未报。"


def test_a_day_of_the_same_year_is_written_without_it() -> None:
    assert words.in_year("2026年12月5日", 2026) == "12月5日"
    assert words.in_year("2026年底", 2026) == "2026年底"
    assert words.in_year("2027年3月", 2026) == "2027年3月"


def test_a_lamp_has_colour_and_word() -> None:
    assert words.lamp_words(Lamp(LampColour.YELLOW, "黄灯")) == "●黄灯"
    assert words.lamp_words(Lamp(LampColour.NONE, "未报")) == "未报"


@pytest.mark.parametrize(
    ("reported", "had_any", "said"),
    [
        (0, False, "请各专班、各点位11月25日18时前完成首次报数，由办公室汇总后补报一期。"),
        (0, True, "无；12个未报数点位11月25日18时前补报。"),
        (8, True, "无；4个未报数点位11月25日18时前补报。"),
        (12, True, "无。"),
    ],
)
def test_the_office_asks_for_what_is_missing(reported: int, had_any: bool, said: str) -> None:
    assert words.request_words(reported, 12, date(2026, 11, 22), had_any=had_any) == said


def test_a_countdown_that_has_passed_says_so() -> None:
    assert words.countdown_words("回迁", "2027年底", 404) == "示范点距2027年底回迁404天"
    assert words.countdown_words("回迁", "2027年底", -3) == "示范点原定2027年底回迁，已过3天"


@pytest.mark.parametrize(
    ("days", "first_days", "said"),
    [
        (1132, 401, "示范点距2029年底回迁1132天（原定2027年底，还有401天）"),
        (700, -31, "示范点距2029年底回迁700天（原定2027年底，已过31天）"),
        (731, 0, "示范点距2029年底回迁731天（原定2027年底，今天）"),
        (-3, -734, "示范点调整为2029年底回迁，已过3天（原定2027年底，已过734天）"),
    ],
)
def test_a_promise_that_was_changed_keeps_the_days_of_the_first(days: int, first_days: int, said: str) -> None:
    first = words.first_promise_words("2027年底", first_days)
    assert words.countdown_words("回迁", "2029年底", days, first) == said


def test_a_promise_that_was_changed_is_said_with_both_days() -> None:
    assert words.promised_words("2025年底") == "原定2025年底"
    assert words.promised_words("2026年6月", "2025年底") == "原定2025年底、调整为2026年6月"
    assert words.change_words("2029年底", "纪要8号") == "调整为2029年底（依据纪要8号）"


def test_a_change_of_the_lamp_rule_is_said_with_its_day() -> None:
    said = words.rule_change_words(date(2026, 11, 25), "武汉市", "银川市（2025年3月）")
    assert said == "自11月25日起改按武汉市规则亮灯（此前按银川市（2025年3月））。"


def test_the_base_of_relocation_keeps_its_own_count() -> None:
    said = words.relocation_base_words(4, "10", "2186户", "7699人")
    assert said == "征拆：4片区10村2186户7699人；已签户数未报。"
