"""The words of an edition as a Word file, read back with the library's reader: the paper's words in its order."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

import docx
import pytest
from django.test import Client
from docx.oxml.ns import qn
from docx.shared import Pt

from portal.reports.blocks import AddedWords, Column, Heading, Issue, Section, Table, Text
from portal.reports.word import word_of
from tests import world
from tests.reports import editions
from tests.reports.conftest import Hands, frozen


def read(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def example() -> Any:
    return read(word_of(editions.example(), editions.FULL_ISSUE))


def texts(file: Any) -> list[str]:
    return [paragraph.text for paragraph in file.paragraphs]


def face(run: Any, style: Any) -> str:
    fonts = run.style.element.rPr.rFonts if run.style.name == "段首" else style.element.rPr.rFonts
    return str(fonts.get(qn("w:eastAsia")))


def test_page_one_is_said_in_the_order_of_the_paper(example: Any) -> None:
    said = texts(example)
    assert said[:6] == [
        "内部资料　注意保存",
        "周调度专报",
        "2026年第46期※（数据截至11月22日18时）",
        "兴庆区城中村改造项目指挥部办公室\t2026年11月23日",
        "按：请各包抓领导阅示卡点事项，并督促主责单位按时限办结。",
        "本周进展、卡点和提请研究事项",
    ]
    assert said[6] == "（更正2026年第45期）"
    leads = [text[:2] for text in said if text[1:2] == "、"]
    assert leads == ["一、", "二、", "三、", "四、", "五、"]
    assert "1.示范点：二次结构完成63%※（＋4※个百分点）。" in said
    assert "（已征求意见：区财政局、国资公司）" in next(text for text in said if text.startswith("四、"))
    assert "说明　本期签约户数按应签2186户口径统计。" in said


def test_stuck_points_and_tables_are_tables_whose_head_is_repeated(example: Any) -> None:
    stuck, lamps, milestones = example.tables[:3]
    assert [cell.text for cell in stuck.rows[0].cells] == ["卡点", "主责", "包抓", "时限"]
    assert [cell.text for cell in stuck.rows[3].cells] == ["3.12月资金缺3200万元※", "区财政局", "×××", "待研究"]
    assert [cell.text for cell in lamps.rows[1].cells] == ["北塔村三四六队", "●绿灯", "●黄灯", *["●绿灯"] * 3]
    assert milestones.rows[2].cells[3].text == "未报"
    for table in example.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_a_lamp_keeps_its_colour_and_its_word(example: Any) -> None:
    runs = example.tables[1].rows[1].cells[2].paragraphs[0].runs
    assert [(run.text, run.font.color.rgb and str(run.font.color.rgb)) for run in runs] == [
        ("●", "C58A00"),
        ("黄灯", None),
    ]


def test_a_chart_is_its_title_and_its_sentence(example: Any) -> None:
    assert "近五期签约户数※：应签2186户，第42至46期已签2080、2099、2110、2127、2139户。" in texts(example)
    assert not example.inline_shapes


def test_headings_are_headings_by_their_level() -> None:
    blocks = (Heading("进度", 1), Heading("（一）示范点", 2), Heading("1.主体", 3))
    file = read(word_of(editions.honest(sections=(Section("x.y", "附表", blocks),))))
    found = [(p.style.name, p.text) for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert found == [
        ("Heading 1", "附一　附表"),
        ("Heading 2", "进度"),
        ("Heading 3", "（一）示范点"),
        ("Heading 4", "1.主体"),
    ]
    faces = [file.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name, _ in found]
    assert faces == ["黑体", "黑体", "楷体_GB2312", "仿宋_GB2312"]


def test_page_grid_and_faces_are_those_of_gb_9704(example: Any) -> None:
    page = example.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(edge.mm) for edge in margins] == [37, 35, 28, 26]
    body = example.styles["Normal"]
    assert (body.font.size, body.paragraph_format.line_spacing) == (Pt(16), Pt(28.95))
    assert body.element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert body.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    overall = next(p for p in example.paragraphs if p.text.startswith("一、总体"))
    assert face(overall.runs[0], overall.style) == "黑体"
    assert face(overall.runs[1], overall.style) == "仿宋_GB2312"


def test_page_numbers_stand_outside_between_dashes(example: Any) -> None:
    page = example.sections[0]
    assert example.settings.odd_and_even_pages_header_footer
    for foot, align in ((page.footer, 2), (page.even_page_footer, 0)):
        (paragraph,) = foot.paragraphs
        assert paragraph.text == "—  —"
        assert paragraph._p.find(f".//{qn('w:instrText')}").text == "PAGE"
        assert paragraph.alignment == align


@pytest.mark.parametrize("is_draft", [True, False])
@pytest.mark.parametrize("is_demonstration", [True, False])
def test_every_page_bears_the_marks_that_it_must(is_draft: bool, is_demonstration: bool) -> None:
    document = editions.example(is_demonstration=is_demonstration)
    page = read(word_of(document, None if is_draft else editions.ISSUE)).sections[0]
    wanted = "　".join(["演示数据"] * is_demonstration + ["送审稿"] * is_draft)
    assert [head.paragraphs[0].text for head in (page.header, page.even_page_header)] == [wanted, wanted]


def test_the_colophon_and_what_proves_the_edition_end_it(example: Any) -> None:
    assert texts(example)[-5:] == [
        "报：区委书记、区长。",
        "送：各包抓领导。",
        "发：各工作专班、各乡镇街道。",
        "兴庆区城中村改造项目指挥部办公室\t2026年11月23日印发",
        "校验码　9c1d4b7a50e2f683　　签发　×××\t共印35份",
    ]
    assert "附四　留痕校验" in texts(example)


def test_the_file_names_its_author_and_its_language_and_nothing_of_the_maker(example: Any) -> None:
    told = example.core_properties
    assert (told.author, told.language, told.comments) == (editions.ISSUER, "zh-CN", "")
    assert told.created.date() == date(2026, 11, 23)


def test_whatever_people_wrote_is_only_ever_text() -> None:
    """No markup, no control characters that Word would refuse, no field and no relation to elsewhere."""
    evil = 'x<w:br/>&amp;\x00\x0b\u202e{ INCLUDETEXT "http://a" }]]>'
    table = Table(evil, (Column(evil, 8),), ((evil,), (None,)), note=evil)
    document = editions.honest(sections=(Section("x.y", evil, (Text(evil), Heading(evil), table)),))
    content = word_of(document, Issue(words=AddedWords(note=evil, explanation=evil)))
    file = read(content)
    clean = 'x<w:br/>&amp;{ INCLUDETEXT "http://a" }]]>'
    assert f"附一　{clean}" in texts(file)
    assert [row.cells[0].text for row in file.tables[-1].rows] == [clean, clean, "未报"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        body = parts.read("word/document.xml").decode()
        links = parts.read("word/_rels/document.xml.rels").decode()
    assert "w:fldChar" not in body
    assert "w:fldSimple" not in body
    assert 'TargetMode="External"' not in links


def test_whoever_reads_the_edition_takes_its_words_along(
    installation: datetime, hands: Hands, deeds: list[Any]
) -> None:
    edition = frozen()
    reader = world.holder("site_leader", world.village(3))
    client = Client()
    client.force_login(reader)
    address = f"/editions/{edition.pk}/word/"
    assert address in client.get(f"/editions/{edition.pk}/").content.decode()
    answer = client.get(address)
    assert "本周进展、卡点和提请研究事项" in texts(read(answer.content))
    assert "周调度专报送审稿文字稿（2026年11月16日—22日）.docx" in unquote(answer["Content-Disposition"])
    assert (answer["Cache-Control"], answer["Content-Security-Policy"][:7]) == ("no-store", "sandbox")
    (deed,) = [deed for deed in deeds if deed.action == "portal.reports.read_paper"]
    assert [(fact.form, fact.digest) for fact in deed.facts] == [("docx", edition.data_hash)]


def test_who_is_not_on_the_list_gets_no_hint(installation: datetime) -> None:
    edition = frozen()
    client = Client()
    client.force_login(world.holder("builder", world.village(1)))
    there, missing = (client.get(f"/editions/{pk}/word/") for pk in (edition.pk, edition.pk + 1000))
    assert there.status_code == missing.status_code == 403
