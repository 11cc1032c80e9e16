"""The paper can be read aloud and taken out: tags, heads of tables, words for pictures; data lie in one copy only."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from portal.reports import pdf
from portal.reports.blocks import Table
from tests.reports import editions, paper, tags
from tests.reports.test_page_one import plain

DATA = pdf.Enclosure("周调度专报2026年第46期.xlsx", b"PK\x03\x04 data")


@pytest.fixture(scope="module")
def content() -> bytes:
    return pdf.render(editions.example(), editions.FULL_ISSUE)


@pytest.fixture(scope="module")
def tagged(content: bytes) -> tags.Tagged:
    return tags.read(content)


def texts(tagged: tags.Tagged, *roles: str) -> list[str]:
    return [plain(element.text) for element in tagged.root.all(*roles)]


def test_the_file_says_that_it_is_tagged_in_chinese_and_has_a_title(tagged: tags.Tagged) -> None:
    assert tagged.catalog["Lang"] == b"zh-CN"
    assert tagged.catalog["MarkInfo"]["Marked"] is True
    assert tagged.catalog["ViewerPreferences"]["DisplayDocTitle"] is True


def test_page_one_is_read_in_its_order(tagged: tags.Tagged) -> None:
    text = plain(tagged.root.text)
    places = [text.index(word) for word in ("内部资料", "按：", editions.HEADLINE, "（更正2026年第45期）", "一、总体")]
    places += [text.index(word) for word in ("二、四项进展", "三、三个卡点", "四、提请研究", "五、上周议定", "附一")]
    assert places == sorted(places)


def test_only_what_surrounds_the_text_is_out_of_the_structure(content: bytes, tagged: tags.Tagged) -> None:
    read = paper.read(content)
    outside = Counter(plain(read.text()))
    outside.subtract(plain(tagged.root.text))
    around = "".join(f"演示数据—{number}—" for number in range(1, len(read.pages) + 1))
    around += "说明：※为示例，属虚构；未标※者为公开信息。本件含演示数据，不作为工作依据。"
    assert +outside == Counter(around)
    assert min(outside.values()) >= 0


def test_headings_are_told_by_their_level(tagged: tags.Tagged) -> None:
    found = [(each.role, plain(each.text)) for each in tagged.root.all("H1", "H2", "H3", "H4", "H5", "H6")]
    assert found == [
        ("H1", editions.HEADLINE),
        ("H2", "附一点位亮灯"),
        ("H2", "附二节点与倒计时"),
        ("H2", "附三征拆安置"),
        ("H4", "（一）未签原因"),
        ("H2", "附四留痕校验"),
    ]


def test_every_cell_names_the_heads_above_it(tagged: tags.Tagged) -> None:
    tables = list(tagged.root.all("Table"))
    assert [[plain(head.text) for head in table.all("TH")] for table in tables] == [
        ["三、三个卡点", "主责", "包抓", "时限"],
        ["点位", *editions.DIMENSIONS],
        ["卡点（接第1页）", "主责", "包抓", "时限"],
        ["点位", "节点", "计划", "实际", "状态"],
    ]
    for table in tables:
        heads = [head.name for head in table.all("TH")]
        assert len(set(heads)) == len(heads)
        assert "" not in heads
        for row in list(table.all("TR"))[1:]:
            assert [cell.heads for cell in row.all("TD")] == [(head,) for head in heads]


def test_a_table_that_goes_on_overleaf_has_its_head_again_and_each_row_once() -> None:
    section = editions.milestone_section()
    table = section.blocks[1]
    assert isinstance(table, Table)
    long = replace(table, rows=tuple((f"第{row}行", *table.rows[0][1:]) for row in range(60)))
    found = tags.read(pdf.render(editions.honest(sections=(replace(section, blocks=(long,)),))))
    parts = list(found.root.all("Table"))
    assert len(parts) > 1
    assert {tuple(plain(head.text) for head in part.all("TH")) for part in parts} == {
        ("点位", "节点", "计划", "实际", "状态")
    }
    rows = [next(row.all("TD")) for part in parts for row in part.all("TR") if any(row.all("TD"))]
    assert [plain(cell.text) for cell in rows] == [f"第{row}行" for row in range(60)]


def test_a_chart_is_told_in_words(tagged: tags.Tagged) -> None:
    (figure,) = tagged.root.all("Figure")
    assert figure.alt == editions.signing_chart().summary
    assert [plain(text) for text in texts(tagged, "Caption")] == ["近五期签约户数※"]


def test_the_data_lie_in_the_office_s_copy_and_in_no_other(content: bytes) -> None:
    office = pdf.render(editions.example(), editions.FULL_ISSUE, enclosed=DATA)
    assert tags.enclosed(office) == {DATA.name: DATA.content}
    assert tags.enclosed(content) == {}
    assert tags.enclosed(pdf.render(editions.example())) == {}
    read, without = paper.read(office), paper.read(content)
    assert [read.text(page) for page in range(1, len(read.pages) + 1)] == [
        without.text(page) for page in range(1, len(without.pages) + 1)
    ]


def test_the_office_s_copy_is_the_same_each_time() -> None:
    first, second = (pdf.render(editions.example(), editions.FULL_ISSUE, enclosed=DATA) for _ in range(2))
    assert first == second
