"""Excel files: text stays text, numbers stay exact, the paper is A3 and lies."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from portal.kernel.money import Money
from portal.web.workbooks import CUT, LONGEST_TEXT, Column, Kind, Sheet, workbook

MADE = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def read(*sheets: Sheet, mark: str = ""):
    return openpyxl.load_workbook(io.BytesIO(workbook(sheets, made_at=MADE, mark=mark)))


def one_cell(kind: Kind, value):
    book = read(Sheet("表", [Column("列", kind)], [[value]]))
    return book.active["A3"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|'/C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "{=1}",
        "https://example.com",
        "mailto:a@b.cn",
        "\t=1",
        "007",
        "1e5",
    ],
)
def test_text_of_people_is_never_a_formula_a_link_or_a_number(text):
    cell = one_cell(Kind.TEXT, text)
    assert (cell.data_type, cell.value, cell.hyperlink, cell.number_format) == ("s", text, None, "@")


def test_text_in_a_column_of_numbers_stays_text():
    cell = one_cell(Kind.WHOLE, "=1")
    assert (cell.data_type, cell.value) == ("s", "=1")


@pytest.mark.parametrize(
    ("kind", "value", "read_back"),
    [
        (Kind.WHOLE, 2186, 2186),
        (Kind.NUMBER, Decimal("0.25"), 0.25),
        (Kind.MONEY, Money(131_800_000_000), 1_318_000_000),
        (Kind.MONEY, Money(-5), -0.05),
        (Kind.DAY, date(2027, 12, 31), datetime(2027, 12, 31)),  # noqa: DTZ001  Excel knows no zones
        (Kind.MOMENT, MADE, datetime(2026, 11, 22, 18, 0)),  # noqa: DTZ001
        (Kind.TEXT, 640104, "640104"),
        (Kind.WHOLE, True, "是"),
        (Kind.TEXT, None, None),
    ],
)
def test_values_are_kept(kind, value, read_back):
    assert one_cell(kind, value).value == read_back


def test_numbers_longer_than_excel_keeps_are_written_as_text():
    assert one_cell(Kind.WHOLE, 123_456_789_012_345_678).value == "123456789012345678"
    assert one_cell(Kind.MONEY, Money(123_456_789_012_345_678)).value == "1234567890123456.78"


def test_a_text_that_is_cut_says_so():
    value = one_cell(Kind.TEXT, "长" * (LONGEST_TEXT + 1)).value
    assert len(value) == LONGEST_TEXT
    assert value.endswith(CUT)


def test_a_row_with_too_few_cells_is_a_defect():
    with pytest.raises(ValueError, match="zip"):
        workbook([Sheet("表", [Column("甲"), Column("乙")], [["一"]])], made_at=MADE)


def test_head_notes_and_signatures_stand_around_the_table():
    sheet = Sheet(
        "点位台账",
        [Column("序号", Kind.WHOLE), Column("点位")],
        [[1, "示范点"]],
        head=["单位：指挥部", "截至2026年11月22日18时"],
        notes=["※为演示数据"],
        is_signed=True,
    )
    page = read(sheet, mark="演示数据").active
    column = [cell.value for cell in page["A"]]
    assert column[:5] == ["点位台账", "演示数据", "单位：指挥部", "截至2026年11月22日18时", "序号"]
    assert column[5:] == [1, "※为演示数据", None, "填报人：　　　　　　　　　　审核人："]


def test_paper_is_a3_lying_with_its_head_on_every_page():
    page = read(Sheet("表", [Column("甲"), Column("乙")], [["一", "二"]], head=["单位：甲"])).active
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 8)
    assert (page.print_title_rows, page.page_setup.fitToHeight) == ("$3:$3", 0)
    assert page.oddFooter.center.text == "第&P页，共&N页"


def test_a_sheet_to_fill_in_offers_its_choices_and_keeps_text_as_text():
    choices = [f"第{number}个相当长的选项名称" for number in range(60)]
    book = read(Sheet("导入", [Column("编号"), Column("类别", choices=choices)], blank_rows=3))
    page = book["导入"]
    (rule,) = page.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("B3:B5", "选项!$A$1:$A$60")
    assert [cell.value for cell in book["选项"]["A"]] == choices
    assert book["选项"].sheet_state == "hidden"
    assert page["A5"].number_format == "@"


@pytest.mark.parametrize(
    ("name", "tab"), [("城中村[1]/改造:表?*", "城中村 1  改造 表"), ("长" * 40, "长" * 31), ("'", "表")]
)
def test_tabs_bear_names_that_excel_takes(name, tab):
    assert read(Sheet(name, [Column("甲")])).sheetnames == [tab]
