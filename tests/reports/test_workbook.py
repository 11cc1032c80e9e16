"""The data of an edition as Excel, read back by another library: numbers are numbers, words are never formulas."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.test import Client

from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import PORTAL
from portal.reports.actions import make_edition
from portal.reports.blocks import Align, Column, Rate, Section, StuckPoint, Table
from portal.reports.contributions import Figure
from portal.reports.models import Edition
from portal.reports.workbook import workbook_of
from tests import world
from tests.clock import stand_at
from tests.reports import editions
from tests.reports.conftest import FIRST_WEEK, MONDAY, SYSTEM, Hands, composed, frozen, printed

EVIL = ("=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "https://example.com", '=HYPERLINK("http://a")')


def read(edition: Edition) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook_of(edition)))


def cells(page: Any) -> list[tuple[Any, ...]]:
    return list(page.iter_rows(values_only=True))


def row_of(page: Any, label: str) -> tuple[Any, ...]:
    (row,) = [row for row in cells(page) if row[0] == label]
    return row


def page(book: Any, name: str) -> Any:
    (found,) = [each for each in book.worksheets if each.title.partition(".")[2] == name]
    return found


@pytest.fixture
def told(seeded_monday: datetime) -> Edition:
    """An edition with every sort of figure and table, and with words that a sheet might run."""
    village = world.village(1).pk
    figures = (
        Figure("x.signed", "已签", 2139, 2186, "户", "2", counted={f"{village}@2026-11-20T08:00+08:00": 2139}),
        Figure("x.paid", "支付", 86_700_000_001, None, "分", counted={str(village): 86_700_000_001}),
        Figure("x.share", "形象进度", Decimal("63.5"), Decimal(100), "%"),
        Figure("x.asked", "质询", None, None, "件", counted={str(village): "未报"}),
    )
    table = Table(
        EVIL[0],
        (Column(EVIL[1], 8), Column("件数", 4, Align.RIGHT), Column("编号", 4, Align.RIGHT)),
        ((EVIL[2], "12", "007"), (EVIL[3], "9.5", "1"), (None, "-3", "2")),
        note=EVIL[4],
    )
    sections = (
        editions.lamp_section(reported=True),
        Section("x.y", EVIL[5], (Rate("签约率※", 2139, 2186, "户", was=2127), table)),
    )
    point = StuckPoint(EVIL[0], EVIL[1], None, EVIL[3])
    document = editions.example(
        sections=sections, page_one=replace(editions.EXAMPLE_PAGE_ONE, stuck=(point,)), is_demonstration=True
    )
    content = replace(composed(), document=document, figures=figures)
    found: Edition = make_edition(SYSTEM, PORTAL, week=FIRST_WEEK, content=content, code_version="1")
    return found


def test_each_figure_is_a_number_with_its_base_unit_and_method(told: Edition) -> None:
    sheet = page(read(told), "本期数字")
    assert row_of(sheet, "已签")[1:7] == ("全部点位", 2139, 2186, pytest.approx(2139 / 2186), "户", "2")
    assert row_of(sheet, "支付")[2:6] == (pytest.approx(867_000_000.01), "不适用", "不适用", "元")
    assert row_of(sheet, "形象进度")[2:6] == (63.5, 100, pytest.approx(0.635), "%")
    assert row_of(sheet, "质询")[2] == "未报"


def test_what_a_figure_counted_stands_line_by_line(told: Edition) -> None:
    sheet = page(read(told), "数字明细")
    name = world.village(1).name
    signed, paid, asked = (row_of(sheet, label) for label in ("已签", "支付", "质询"))
    assert signed[1:] == (signed[1], datetime(2026, 11, 20, 8), 2139, "户")  # noqa: DTZ001  Excel knows no zones
    assert name in signed[1]
    assert paid[2:] == (None, pytest.approx(867_000_000.01), "元")
    assert asked[3:] == ("未报", None)


def test_every_sheet_says_of_which_edition_and_up_to_when(told: Edition) -> None:
    for sheet in read(told).worksheets:
        top = "\n".join(str(sheet.cell(row, 1).value) for row in range(1, 6))
        assert "2026年11月16日—22日送审稿" in top
        assert "数据截至11月22日18时" in top
        assert told.data_hash in top
        assert "演示数据　送审稿　内部资料" in top


def test_an_issue_says_its_number_and_is_no_draft(hands: Hands) -> None:
    edition = hands.issued(printed())
    first = read(edition).worksheets[0]
    top = "\n".join(str(first.cell(row, 1).value) for row in range(1, 6))
    assert "周调度专报2026年第1期" in top
    assert "送审稿" not in top


def test_words_that_look_like_formulas_or_addresses_are_words(told: Edition) -> None:
    book = read(told)
    found = {
        cell.value: (cell.data_type, cell.hyperlink)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value in EVIL
    }
    assert found == dict.fromkeys(EVIL[:5], ("s", None))
    assert EVIL[5] in book.worksheets[-1].cell(1, 1).value
    assert {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_a_printed_column_of_numbers_is_one_and_a_number_of_a_paper_keeps_its_zeros(told: Edition) -> None:
    sheet = read(told).worksheets[-1]
    assert row_of(sheet, "-2+3")[1:] == (12, "007")
    assert row_of(sheet, "@SUM(A1)")[1:] == (9.5, "1")
    assert row_of(sheet, "未报")[1:] == (-3, "2")


def test_a_lamp_is_its_word_with_the_reason_behind_the_line(told: Edition) -> None:
    sheet = page(read(told), "各点位亮灯情况")
    assert row_of(sheet, "北塔村三四六队")[1:] == ("绿灯", "黄灯", *["绿灯"] * 3, "进度：落后序时12※个百分点")


def test_sentences_with_figures_are_told_as_figures(told: Edition) -> None:
    (sheet,) = [each for each in read(told).worksheets if str(each.cell(1, 1).value).endswith("：数字")]
    assert row_of(sheet, "签约率※") == ("签约率※", 2139, 2186, 2127, "户")


def test_stuck_points_are_a_table(told: Edition) -> None:
    assert row_of(page(read(told), "卡点"), EVIL[0]) == (EVIL[0], EVIL[1], "未报", EVIL[3])


def test_what_moved_and_why_is_a_sheet_of_the_edition_after(hands: Hands) -> None:
    hands.issued(printed())
    stand_at(MONDAY + timedelta(days=1))
    world.reported(world.village(4), "signed_households", 200, 268, as_of=MONDAY - timedelta(days=2))
    stand_at(MONDAY + timedelta(days=5))
    world.reported(world.village(3), "signed_households", 510, 582)
    stand_at(MONDAY + timedelta(days=7))
    sheet = page(read(printed(FIRST_WEEK.next)), "数字变动")
    assert row_of(sheet, "签约")[2:] == ("未报", 710, 510, 200, 0, 0, 0, "户")


def test_the_same_edition_gives_the_same_file(told: Edition) -> None:
    again = Edition.objects.get(pk=told.pk)
    assert workbook_of(told) == workbook_of(again)
    assert read(told).properties.created == told.recorded_at.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)


def test_the_office_takes_it_along_before_there_is_a_paper(hands: Hands, deeds: list[Any]) -> None:
    edition = frozen()
    client = Client()
    client.force_login(hands.checker.user)
    answer = client.get(f"/editions/{edition.pk}/workbook/")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    assert "周调度专报送审稿（2026年11月16日—22日）.xlsx" in unquote(answer["Content-Disposition"])
    assert (answer["Cache-Control"], answer["Content-Security-Policy"][:7]) == ("no-store", "sandbox")
    (deed,) = [deed for deed in deeds if deed.action == "portal.reports.read_paper"]
    assert [(fact.form, fact.digest) for fact in deed.facts] == [("xlsx", edition.data_hash)]


@pytest.mark.parametrize("role", ["liaison", "builder"])
def test_whoever_does_not_see_the_desk_is_refused(installation: datetime, role: str) -> None:
    edition = frozen()
    client = Client()
    client.force_login(world.holder(role, world.village(1) if role == "builder" else None))
    assert client.get(f"/editions/{edition.pk}/workbook/").status_code == 403
    assert f"/editions/{edition.pk}/workbook/" not in client.get(f"/editions/{edition.pk}/").content.decode()
