"""The grid of GB/T 9704: 22 lines of 28 characters, 28.95 pt apart, and nothing that pushes text off it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from portal.reports import pdf
from portal.reports.blocks import (
    Align,
    Block,
    Chart,
    Column,
    Heading,
    Issue,
    Lamp,
    LampColour,
    LampRow,
    LampTable,
    Section,
    Table,
    Text,
)
from tests.reports import editions, paper

PITCH = 28.95
CHARACTER = 15.75
LEFT_OF_RIGHT_PAGE = 28 * paper.POINTS_OF_MM
TYPE_AREA = 156 * paper.POINTS_OF_MM
# Plain Chinese without marks: a line may not be shortened by a rule about what begins or ends it.
PLAIN = "城中村改造项目指挥部办公室汇总各工作专班和乡镇街道本周报送情况并逐项核对形成台账"


def printed(*blocks: Block) -> paper.Paper:
    """An edition whose first section, on page 2, holds these blocks."""
    return paper.read(pdf.render(editions.honest(sections=(Section("x.y", "附表", blocks),))))


def chinese(length: int) -> Text:
    return Text((PLAIN * (length // len(PLAIN) + 1))[:length])


def on_grid(line: paper.Line, first: paper.Line) -> bool:
    steps = (line.baseline - first.baseline) / PITCH
    return abs(steps - round(steps)) * PITCH <= 0.3


def test_a_page_of_plain_chinese_has_22_lines_of_28_characters() -> None:
    read = printed(chinese(28 * 60))
    lines = read.lines(3)
    assert len(lines) == 22
    steps = [after.baseline - before.baseline for before, after in pairwise(lines)]
    assert all(abs(step - PITCH) <= 0.3 for step in steps), steps
    assert {len(line.glyphs) for line in lines} == {28}
    assert {round(glyph.size, 2) for line in lines for glyph in line.glyphs} == {CHARACTER}


def test_full_lines_reach_both_edges_of_the_type_area() -> None:
    for line in printed(chinese(28 * 60)).lines(3):
        assert line.glyphs[0].left == pytest.approx(LEFT_OF_RIGHT_PAGE, abs=0.3)
        assert line.glyphs[-1].right == pytest.approx(LEFT_OF_RIGHT_PAGE + TYPE_AREA, abs=0.6)


def test_a_paragraph_begins_two_characters_in() -> None:
    first = printed(chinese(100)).lines(2)[1]
    left_page = 26 * paper.POINTS_OF_MM
    assert first.glyphs[0].left == pytest.approx(left_page + 2 * CHARACTER, abs=0.3)


def test_a_mark_that_does_not_fit_hangs_in_the_margin() -> None:
    """The character before it stays on the line, so that no line is a character short."""
    read = printed(Text(PLAIN[:26] + "，" + PLAIN))
    line = read.lines(2)[1]
    assert line.text == PLAIN[:26] + "，"
    assert line.glyphs[-2].right == pytest.approx(26 * paper.POINTS_OF_MM + TYPE_AREA, abs=0.6)
    assert not read.lines(2)[2].text.startswith("，")


def test_mixed_text_is_spread_to_the_edge() -> None:
    """Latin letters and figures leave a rest that no whole character fills: the gaps between Chinese take it."""
    text = "截至2026年11月22日共有2186户7699人涉及4个片区10个村其中示范点总投资13.18亿元已开工建设" * 4
    lines = printed(Text(text)).lines(2)[1:]
    edges = [line.glyphs[-1].right for line in lines[:-1]]
    assert edges
    assert all(edge == pytest.approx(26 * paper.POINTS_OF_MM + TYPE_AREA, abs=0.6) for edge in edges)


LAMP = Lamp(LampColour.YELLOW, "黄灯", "落后序时12个百分点")
IN_BETWEEN: dict[str, tuple[Block, ...]] = {
    "table": (Table("各点位", (Column("点位", 7), Column("数", 7, Align.RIGHT)), (("甲", "1"), ("乙", None))),),
    "table with a note and a cell of three lines": (
        Table("各点位", (Column("点位", 4), Column("数", 14)), ((PLAIN[:14], "1"), ("乙", "2")), note="口径见说明。"),
    ),
    "table without a title": (Table("", (Column("点位", 7),), (("甲",), ("乙",), ("丙",))),),
    "lamps": (LampTable("亮灯表", ("进度",), (LampRow("示范点", (LAMP,)),), note="依据见说明。"),),
    "chart": (editions.signing_chart(lines=7),),
    "the lowest chart": (editions.signing_chart(lines=4),),
    "headings": (Heading("一级标题", 1), Heading("（二）二级标题", 2), Heading("3.三级标题", 3)),
    "rare character": (Text("堃喆垚在同一行"),),
    "lamp in running text": (Text("示范点●黄灯，落后序时12※个百分点。"),),
    "empty chart": (Chart("未报", {"series": []}, "各点位均未报数。", 5),),
}


@pytest.mark.parametrize("kind", IN_BETWEEN)
def test_running_text_after_it_is_on_the_grid(kind: str) -> None:
    read = printed(chinese(60), *IN_BETWEEN[kind], Text("后文" + PLAIN))
    lines = read.lines(2)
    after = next(line for line in lines if line.text.startswith("后文"))
    assert on_grid(after, lines[0]), after.baseline - lines[0].baseline


def test_both_pages_of_a_sheet_share_one_grid() -> None:
    """A thin paper is read from both sides: lines of the back stand behind those of the front."""
    read = printed(chinese(28 * 60))
    assert read.lines(2)[0].baseline == pytest.approx(read.lines(3)[0].baseline, abs=0.3)


def test_running_text_is_on_the_grid_under_the_head_of_page_one() -> None:
    read = paper.read(pdf.render(editions.honest()))
    body = [line for line in read.lines(1) if line.glyphs[0].size == pytest.approx(CHARACTER)]
    start = next(line for line in body if "总体" in line.text)
    assert all(on_grid(line, start) for line in body)


@pytest.mark.parametrize(
    "issue",
    [
        replace(editions.ISSUE, words=replace(editions.FULL_ISSUE.words, explanation="")),
        replace(editions.ISSUE, corrects_text="2026年第45期"),
        editions.FULL_ISSUE,
    ],
    ids=["advice", "correction", "all"],
)
def test_what_an_issue_adds_keeps_page_one_on_the_grid(issue: Issue) -> None:
    """The line 更正 stands between two of the grid, near its headline; everything below is on it again."""
    lines = paper.read(pdf.render(editions.honest(), issue)).lines(1)
    body = [line for line in lines if line.glyphs[0].size == pytest.approx(CHARACTER)]
    first = next(line for line in body if "总体" in line.text)
    off = [line.text for line in body if not on_grid(line, first) and not line.text.startswith("（更正")]
    assert off == []
    assert round((first.baseline - lines[0].baseline) / PITCH, 2) in (7, 8, 9)


def test_running_text_behind_an_explanation_and_before_the_colophon_is_on_the_grid() -> None:
    """按 and 说明 are the office's words, the 版记 is set in lines of its own: neither moves the text between."""
    document = editions.honest(
        sections=(Section("x.y", "附表", (chinese(60),)), Section("x.z", "附文", (chinese(200),)))
    )
    read = paper.read(pdf.render(document, editions.FULL_ISSUE))
    pages = range(2, len(read.pages) + 1)
    body = [line for page in pages for line in read.lines(page) if line.glyphs[0].size == pytest.approx(CHARACTER)]
    assert any("说明" in line.text for line in body)
    assert len(body) > 10
    first = read.lines(2)[0]
    assert [line.text for line in body if not on_grid(line, first)] == []
    last = read.lines(len(read.pages))[-1]
    assert (297 - 35) * paper.POINTS_OF_MM - last.baseline < 14


def chart_letters(read: paper.Paper) -> tuple[float, float]:
    """Size and height on the page of the words under the bars."""
    line = next(line for line in read.lines(2) if "第42期" in line.text)
    return line.glyphs[0].size, line.baseline


def test_a_chart_that_is_made_lower_keeps_the_size_of_its_letters() -> None:
    """It is drawn anew for the room that is left, not squeezed into it."""
    chart = editions.signing_chart(lines=8)
    whole, low = printed(chart), printed(chinese(28 * 13), chart)
    size, baseline = chart_letters(whole)
    title = next(line.baseline for line in whole.lines(2) if "近五期" in line.text)
    lower_size, lower_baseline = chart_letters(low)
    lower_title = next(line.baseline for line in low.lines(2) if "近五期" in line.text)
    assert lower_baseline - lower_title < (baseline - title) * 0.8
    assert lower_size == pytest.approx(size, rel=0.02)
    assert size == pytest.approx(9, abs=0.2)
