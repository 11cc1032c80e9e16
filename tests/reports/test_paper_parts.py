"""What surrounds the text: page numbers, stamps, lamps, the 版记, bookmarks."""

from __future__ import annotations

import re

import pytest

from portal.reports import pdf
from portal.reports.blocks import EditionDocument, Issue, LampColour, Section, Text
from tests.reports import editions, paper
from tests.reports.test_page_one import plain

TOP = 37 * paper.POINTS_OF_MM
BOTTOM = (297 - 35) * paper.POINTS_OF_MM
CHARACTER = 15.75


def printed(document: EditionDocument, issue: Issue | None = editions.ISSUE) -> paper.Paper:
    return paper.read(pdf.render(document, issue))


@pytest.fixture(scope="module")
def example() -> paper.Paper:
    return printed(editions.example())


def below(read: paper.Paper, page: int) -> list[paper.Glyph]:
    """What stands under the type area, explanations apart."""
    glyphs = [glyph for glyph in read.pages[page - 1] if glyph.baseline > BOTTOM + 1 and glyph.size > 10]
    return sorted(glyphs, key=lambda glyph: glyph.left)


def test_page_numbers_stand_outside_odd_right_even_left(example: paper.Paper) -> None:
    assert len(example.pages) >= 3
    for number in range(1, len(example.pages) + 1):
        glyphs = below(example, number)
        assert "".join(glyph.text for glyph in glyphs) == f"— {number} —"
        if number % 2:
            assert glyphs[-1].right == pytest.approx((28 + 156) * paper.POINTS_OF_MM - CHARACTER, abs=1)
        else:
            assert glyphs[0].left == pytest.approx(26 * paper.POINTS_OF_MM + CHARACTER, abs=1)


def test_page_numbers_are_14_pt_and_7_mm_below_the_type_area(example: paper.Paper) -> None:
    glyphs = below(example, 1)
    assert glyphs[0].size == pytest.approx(14, abs=0.1)
    # The dash itself, which stands above the baseline by a third of its size.
    assert glyphs[0].baseline - 0.36 * 14 - BOTTOM == pytest.approx(7 * paper.POINTS_OF_MM, abs=2)


@pytest.mark.parametrize("is_draft", [True, False])
@pytest.mark.parametrize("is_demonstration", [True, False])
def test_every_page_bears_the_marks_that_it_must_and_no_other(is_draft: bool, is_demonstration: bool) -> None:
    issue = None if is_draft else editions.ISSUE
    read = printed(editions.example(is_demonstration=is_demonstration), issue)
    for page in range(1, len(read.pages) + 1):
        wanted = "演示数据" * is_demonstration + "送审稿" * is_draft
        assert plain("".join(glyph.text for glyph in read.pages[page - 1] if glyph.baseline < TOP)) == wanted


def test_page_one_explains_the_sign_of_invented_figures(example: paper.Paper) -> None:
    assert "※为示例，属虚构" in plain(example.text(1))
    assert "※为示例" not in plain(printed(editions.honest(), None).text())


def test_a_draft_has_no_number_yet() -> None:
    assert re.search(r"2026年第\s*期", printed(editions.honest(), None).text(1))


def test_a_lamp_is_a_coloured_dot_and_a_black_word() -> None:
    """WeasyPrint writes colours as numbers before the text: each dot's own, and black for every word."""
    content = pdf.render(editions.example())
    colours = paper.colours_of(content, 2, "●")
    assert colours == {"#1a7f37", "#c58a00", "#dd0000"}
    assert paper.colours_of(content, 2, "灯") == {"#000000"}


def test_every_lamp_has_its_word() -> None:
    section = editions.lamp_section(reported=True)
    text = plain(printed(editions.example(sections=(section,))).text(2))
    assert len(re.findall("●(?:绿灯|黄灯|红灯)", text)) == 60
    assert len(re.findall("●", text)) == 60


def test_an_unlit_lamp_has_no_dot() -> None:
    section = editions.lamp_section(reported=False)
    assert all(cell.colour is LampColour.NONE for row in section.blocks[0].rows for cell in row.cells)
    assert "●" not in printed(editions.honest(sections=(section,))).text()


def test_red_and_yellow_are_explained_below_the_table(example: paper.Paper) -> None:
    text = plain(example.text(2))
    assert "北塔村三四六队：进度黄灯，落后序时12※个百分点。" in text
    assert "民乐堡：资金红灯，12月资金缺3200万元※，申请已报区财政局。" in text


def test_the_colophon_stands_at_the_bottom_of_the_last_page(example: paper.Paper) -> None:
    lines = [line for line in example.lines(len(example.pages)) if line.glyphs[0].size == pytest.approx(14, abs=0.1)]
    texts = [plain(line.text) for line in lines]
    assert texts[-5:] == [
        "报：区委书记、区长。",
        "送：各包抓领导。",
        "发：各工作专班、各乡镇街道。",
        "兴庆区城中村改造项目指挥部办公室2026年11月23日印发",
        "校验码3f9a61c07be2d854签发×××共印35份",
    ]
    assert BOTTOM - lines[-1].baseline < 14


@pytest.mark.parametrize("lines", range(14, 23))
def test_text_never_runs_into_the_colophon(lines: int) -> None:
    read = printed(editions.honest(sections=(Section("x.y", "附表", (Text("文" * 28 * lines),)),)))
    last = len(read.pages)
    found = read.lines(last)
    report = next(line.baseline for line in found if plain(line.text).startswith("报："))
    body = [line.baseline for line in found if line.glyphs[0].size == pytest.approx(15.75, abs=0.1)]
    assert all(baseline < report - 14 for baseline in body)
    assert sum(page.count("文") for page in map(read.text, range(1, last + 1))) == 28 * lines


def test_without_anything_to_say_there_is_no_colophon() -> None:
    assert "印发" not in printed(editions.honest(), None).text()


def test_bookmarks_lead_to_page_one_and_each_annex(example: paper.Paper) -> None:
    titles = [(level, plain(title)) for level, title in example.titles()]
    assert titles[0] == (1, editions.HEADLINE)
    assert [title for level, title in titles if level == 1][1:] == [
        "附一点位亮灯",
        "附二节点与倒计时",
        "附三征拆安置",
        "附四留痕校验",
    ]


def test_the_file_names_the_paper_and_not_the_hour_at_which_it_was_made(example: paper.Paper) -> None:
    (info,) = example.document.info
    assert info["Title"].decode("utf-16").startswith("周调度专报")
    assert info["CreationDate"].startswith(b"D:20261123")
    assert b"/Annots" not in pdf.render(editions.example())
