"""What people add, a 合刊 and a 更正 on page one: where each stands, and that its lines were counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.reports import pdf, rules
from portal.reports.blocks import AddedWords, Issue, PageOne, Section, Text
from tests.reports import editions, paper
from tests.reports.test_page_one import plain

NOTE = "请各包抓领导阅示卡点事项，并督促主责单位按时限办结。"
WORDS = AddedWords(note=NOTE, explanation="签约按应签口径统计。\n资金数以国库支付系统为准。")
PITCH = 28.95
TYPE_AREA = 156 * paper.POINTS_OF_MM
PLAIN_ANNEX = (Section("x.y", "附表", (Text("正文。"),)),)


def printed(issue: Issue, **changes: object) -> paper.Paper:
    return paper.read(pdf.render(editions.honest(**{"sections": PLAIN_ANNEX, **changes}), issue))


def texts(read: paper.Paper, page: int = 1) -> list[str]:
    return [plain(line.text) for line in read.lines(page)]


def after_the_issuer(read: paper.Paper) -> list[paper.Line]:
    lines = read.lines(1)
    at = next(place for place, line in enumerate(lines) if plain(line.text).startswith(editions.ISSUER))
    return lines[at:]


def red_rule(read: paper.Paper) -> paper.Bar:
    (found,) = [bar for bar in read.bars[0] if bar.right - bar.left == pytest.approx(TYPE_AREA, abs=1)]
    return found


@pytest.mark.parametrize(
    "issue", [replace(editions.ISSUE, words=WORDS), editions.ISSUE, replace(editions.ISSUE, corrects_text="第45期")]
)
def test_nothing_touches_the_red_rule(issue: Issue) -> None:
    read = printed(issue)
    rule = red_rule(read)
    above, below = after_the_issuer(read)[:2]
    size = below.glyphs[0].size
    assert rule.bottom - rule.top == pytest.approx(2, abs=0.1)
    assert above.baseline + 0.14 * above.glyphs[0].size < rule.top - 3
    assert below.baseline - 0.86 * size > rule.bottom + 3


def test_an_advice_stands_between_rule_and_headline_in_another_face() -> None:
    read = printed(replace(editions.ISSUE, words=WORDS))
    _, advice, headline, first = after_the_issuer(read)[:4]
    assert plain(advice.text) == f"按：{NOTE}"
    assert "Kai" in advice.glyphs[5].face
    assert plain(headline.text) == editions.HEADLINE
    assert plain(first.text).startswith("一、总体")


def test_an_explanation_stands_behind_the_first_annex_and_not_on_page_one() -> None:
    read = printed(replace(editions.ISSUE, words=WORDS))
    assert "应签口径" not in read.text(1)
    found = texts(read, 2)
    assert found[:4] == ["附一附表", "正文。", "说明签约按应签口径统计。", "资金数以国库支付系统为准。"]


def test_a_request_of_people_takes_the_place_of_the_portal_s_and_says_who_was_heard() -> None:
    words = AddedWords(request="建议提前提款。", consulted="区财政局，无异议")
    text = plain(printed(replace(editions.ISSUE, words=words)).text(1))
    assert "四、提请研究建议提前提款（已征求意见：区财政局，无异议）。" in text
    assert "首次报数" not in text


def test_a_joint_issue_names_its_weeks_in_the_line_of_its_number() -> None:
    issue = replace(editions.ISSUE, number_text="2026年第40期")
    found = texts(printed(issue, covers="9月28日—10月11日", cut_off_text="数据截至10月11日18时"))
    assert "2026年第40期（9月28日—10月11日合刊，截至10月11日18时）" in found


def test_a_correction_names_what_it_corrects_under_its_headline() -> None:
    read = printed(replace(editions.ISSUE, corrects_text="2026年第45期"))
    _, headline, corrected, first = after_the_issuer(read)[:4]
    assert plain(headline.text) == editions.HEADLINE
    assert plain(corrected.text) == "（更正2026年第45期）"
    steps = (first.baseline - read.lines(1)[0].baseline) / PITCH
    assert steps == pytest.approx(8, abs=0.02)
    assert plain(read.titles()[0][1]) == editions.HEADLINE


REQUEST = "建议提前申请专项借款第5批提款（进度证明已齐）；如不批，二标段付款移至1月，工期顺延15天"
HEARD = "区财政局、区自然资源局、国资公司，均无异议"


@pytest.mark.parametrize("corrects", ["", "2026年第45期"])
@pytest.mark.parametrize(
    "words",
    [
        AddedWords(),
        AddedWords(note=NOTE, request=REQUEST, consulted="区财政局，无异议"),
        AddedWords(note="请" * 40, request=f"{REQUEST}。", consulted=HEARD),
    ],
)
@pytest.mark.parametrize("page_one", [editions.HONEST_PAGE_ONE, replace(editions.EXAMPLE_PAGE_ONE, stuck="未报。")])
def test_lines_are_counted_as_they_are_printed(page_one: PageOne, words: AddedWords, corrects: str) -> None:
    """Before words are taken their lines are counted: never fewer than the paper takes, and at most one too many."""
    counted = rules.page_one_lines(page_one, words, is_correction=bool(corrects))
    issue = Issue(number_text="2026年第46期", words=words, corrects_text=corrects)
    read = printed(issue, sections=(), page_one=page_one)
    taken = len(after_the_issuer(read)) - 2  # issuer and headline are of the head
    assert len(read.pages) == 1
    assert taken <= counted <= taken + 1
