"""A stranger's workbook is read as what people see of it, or refused with its place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter

from portal.imports import reading
from portal.kernel.bounded import Rejected, TooMuchWork

LABELS = ["点位", "数"]


def book(rows: list[list[Any]], change: Callable[[Any, Any], None] | None = None) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"strings_to_numbers": False, "strings_to_formulas": False}) as made:
        page = made.add_worksheet("表")
        day = made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for at, row in enumerate([LABELS, *rows]):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime):
                    page.write_datetime(at, place, cell, day)
                else:
                    page.write(at, place, cell)
        if change:
            change(made, page)
    return written.getvalue()


def altered(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same archive with one part changed or added."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return written.getvalue()


def read(content: bytes, *, most_rows: int = 20_000) -> dict[str, Any]:
    return reading.ask(content, tab="表", labels=LABELS, most_rows=most_rows)


def refused(content: bytes, **options: Any) -> str:
    with pytest.raises(Rejected) as refusal:
        read(content, **options)
    return str(refusal.value)


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_are_text_by_their_shortest_spelling():
    evening, midnight = datetime(2026, 11, 22, 18), datetime(2026, 11, 22)  # noqa: DTZ001  (Excel knows no zones)
    cells = ["0012", 0.1, 1e-7, 12.0, 12345678.91, True, evening, midnight]
    found = read(book([["一", cell] for cell in cells]))
    told = ["0012", "0.1", "0.0000001", "12", "12345678.91", "是", "2026-11-22 18:00", "2026-11-22"]
    assert [texts[1] for _, texts in found["rows"]] == told
    assert [number for number, _ in found["rows"]] == list(range(2, 10))


def test_a_declared_dimension_hides_no_row():
    content = book([["一", 1], ["二", 2], ["三", 3]])
    short = altered(content, SHEET, lambda xml: xml.replace(b'ref="A1:B4"', b'ref="A1:B2"'))
    assert short != content
    assert [texts[0] for _, texts in read(short)["rows"]] == ["一", "二", "三"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda made, page: page.write_formula("B3", "=1+1"), "单元格B3是公式"),
        (lambda made, page: page.set_row(1, None, None, {"hidden": True}), "第2行被隐藏"),
        (lambda made, page: page.set_column(1, 1, None, None, {"hidden": True}), "隐藏的行或列"),
        (lambda made, page: page.merge_range("A3:A4", "x"), "第3行有合并的单元格"),
    ],
)
def test_what_people_do_not_see_is_refused_with_its_place(change, told):
    assert told in refused(book([["一", 1]], change))


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("xl/vbaProject.bin", lambda _: b"x", "含有宏"),
        ("xl/externalLinks/externalLink1.xml", lambda _: b"<a/>", "引用了外部数据"),
        (SHEET, lambda xml: b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + xml, "DOCTYPE"),
        (SHEET, lambda xml: xml.decode().encode("utf-16"), "不是UTF-8"),
        ("xl/media/big.bin", lambda _: b"\0" * (51 * 2**20), "展开后超过50 MB"),
        ("xl/workbook.xml", lambda xml: xml.replace(b"<workbookPr", b'<workbookPr date1904="1"'), "1904"),
        (SHEET, lambda xml: xml[:200], "无法读取"),
    ],
)
def test_hostile_parts_are_refused(name, change, told):
    assert told in refused(altered(book([["一", 1]]), name, change))


def test_too_many_parts_columns_and_rows_are_refused():
    stuffed = io.BytesIO(book([["一", 1]]))
    with zipfile.ZipFile(stuffed, "a") as archive:
        for number in range(200):
            archive.writestr(f"xl/media/{number}.bin", b"x")
    assert "超过200个部分" in refused(stuffed.getvalue())
    assert "101列" in refused(book([["一", 1]], lambda made, page: page.write(0, 100, "更多")))
    assert "多了1行" in refused(book([["一", number] for number in range(6)]), most_rows=5)


def test_a_cell_at_the_end_of_the_page_is_refused_not_unfolded():
    far = book([["一", 1]], lambda made, page: page.write(1_048_575, 90, "x"))
    with pytest.raises((Rejected, TooMuchWork)):
        read(far)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"0" * 500])
def test_what_is_no_workbook_is_refused(content):
    assert "无法读取" in refused(content)


def test_a_table_without_its_head_or_rows_is_refused():
    assert "没有数据" in refused(book([]))
    with pytest.raises(Rejected, match="没有找到表头"):
        reading.ask(book([["一", 1]]), tab="表", labels=["别的"], most_rows=5)
