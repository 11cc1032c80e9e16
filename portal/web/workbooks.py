"""Excel files: the one writer of the portal, for lists, for what lies behind an edition, for sheets to be filled in.

Text is text, always: what begins with ``=``, ``+`` or ``@`` is never run as a formula, what looks like an address is no
link, and a number of a document or a person keeps its zeros. Paper is A3, lying, with the head repeated on every page.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import xlsxwriter

from portal.kernel.money import FEN_PER_YUAN, Money
from portal.kernel.periods import SHANGHAI

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A3 = 8  # Excel's number of the paper
MOST_EXACT = 10**15  # Excel keeps fifteen digits of a number; what is longer is written as text
LONGEST_TEXT = 32_767  # of one cell
CUT = "…（全文见页面）"
CHOICES_SHEET = "选项"


class Kind(Enum):
    """What a column holds; the value is Excel's format of its cells. Days and instants are those of Yinchuan."""

    TEXT = "@"
    WHOLE = "#,##0"
    NUMBER = "#,##0.00"
    PLAIN = "General"  # numbers of several sorts in one column
    SHARE = "0.00%"
    MONEY = "#,##0.00 "  # yuan
    DAY = "yyyy-mm-dd"
    MOMENT = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Column:
    """One column: its head, what it holds, its width in Chinese characters.

    ``choices`` are offered as a list in every cell under the head; ``note`` is shown when the head is pointed at.
    """

    label: str
    kind: Kind = Kind.TEXT
    width: int = 10
    note: str = ""
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet: title, head lines, the table, notes under it, and lines to sign when people sign it.

    ``rows`` hold as many cells as there are columns. A cell is text, a whole number, a `Decimal`, `Money` (written in
    yuan), a day, an instant, or None, which stays empty: a value that is missing says which of the five words it is.
    ``blank_rows`` are cells of the columns' kinds to be filled in.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]] = ()
    head: Sequence[str] = ()
    notes: Sequence[str] = ()
    is_signed: bool = False
    blank_rows: int = 0
    name: str = field(default="")

    @property
    def tab(self) -> str:
        """The name on the tab: without the characters that Excel reserves, at most 31 long."""
        plain = "".join(" " if letter in "[]:*?/\\" else letter for letter in self.name or self.title)
        return plain.strip("' ")[:31] or "表"


def workbook(sheets: Sequence[Sheet], *, made_at: datetime, mark: str = "") -> bytes:
    """The file. ``mark`` (演示数据…) stands over every sheet and in the foot of every printed page."""
    written = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": Kind.MOMENT.value,
    }
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"created": made_at.astimezone(SHANGHAI).replace(tzinfo=None), "comments": mark})
        paper = _Paper(book, mark)
        for sheet in sheets:
            paper.write(sheet)
        paper.write_choices()
    return written.getvalue()


class _Paper:
    """One book being written."""

    def __init__(self, book: Any, mark: str) -> None:
        self.book, self.mark = book, mark
        self.lists: dict[tuple[str, ...], int] = {}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self.line = book.add_format({"font_size": 10})
        self.marked = book.add_format({"bold": True, "font_color": "#B00020"})
        self.head = book.add_format(
            {
                "bold": True,
                "border": 1,
                "bg_color": "#F0F2F5",
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
            }
        )
        self.cells = {kind: self._cell(kind) for kind in Kind}

    def _cell(self, kind: Kind) -> Any:
        wraps = kind is Kind.TEXT
        return self.book.add_format(
            {"num_format": kind.value.strip(), "border": 1, "valign": "top", "text_wrap": wraps}
        )

    def write(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.tab)
        last = len(sheet.columns) - 1
        at = self._write_top(page, sheet, last)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width * 2)
            page.write_string(at, place, column.label, self.head)
            if column.note:
                page.write_comment(at, place, column.note)
        below = at + 1
        for row in sheet.rows:
            self._write_row(page, below, sheet.columns, row)
            below += 1
        end = self._write_blanks(page, below, sheet)
        self._offer_choices(page, sheet.columns, at + 1, end)
        self._write_foot(page, end, sheet)
        self._set_up(page, at, last)

    def _write_top(self, page: Any, sheet: Sheet, last: int) -> int:
        """Title, mark and head lines; returns the row of the table's head."""
        if last:
            page.merge_range(0, 0, 0, last, "", self.title)
        page.write_string(0, 0, sheet.title, self.title)
        lines = [(self.mark, self.marked)] if self.mark else []
        lines += [(text, self.line) for text in sheet.head]
        for place, (text, style) in enumerate(lines, start=1):
            page.write_string(place, 0, text, style)
        return len(lines) + 1

    def _write_row(self, page: Any, at: int, columns: Sequence[Column], row: Sequence[Any]) -> None:
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            self._write_cell(page, at, place, column.kind, value)

    def _write_cell(self, page: Any, at: int, place: int, kind: Kind, value: Any) -> None:
        style = self.cells[kind]
        match value:
            case None:
                page.write_blank(at, place, None, style)
            case bool():
                page.write_string(at, place, "是" if value else "否", self.cells[Kind.TEXT])
            case Money() if abs(value.fen) < MOST_EXACT:
                page.write_number(at, place, value.fen / FEN_PER_YUAN, style)
            case (int() | Decimal()) as number if kind is not Kind.TEXT and -MOST_EXACT < number < MOST_EXACT:
                page.write_number(at, place, value, style)
            case datetime():
                page.write_datetime(at, place, value.astimezone(SHANGHAI).replace(tzinfo=None), style)
            case date():
                page.write_datetime(at, place, value, style)
            case _:
                page.write_string(at, place, _fitting(str(value)), self.cells[Kind.TEXT])

    def _write_blanks(self, page: Any, at: int, sheet: Sheet) -> int:
        for row in range(at, at + sheet.blank_rows):
            self._write_row(page, row, sheet.columns, [None] * len(sheet.columns))
        return at + sheet.blank_rows

    def _offer_choices(self, page: Any, columns: Sequence[Column], first: int, end: int) -> None:
        """Lists stand on a sheet of their own: Excel takes no more than 255 characters inside a cell's rule."""
        for place, column in enumerate(columns):
            if column.choices and end > first:
                at = self.lists.setdefault(tuple(column.choices), len(self.lists))
                letter = xlsxwriter.utility.xl_col_to_name(at, col_abs=True)
                source = f"={CHOICES_SHEET}!{letter}$1:{letter}${len(column.choices)}"
                page.data_validation(first, place, end - 1, place, {"validate": "list", "source": source})

    def _write_foot(self, page: Any, at: int, sheet: Sheet) -> None:
        for place, note in enumerate(sheet.notes):
            page.write_string(at + place, 0, _fitting(note), self.line)
        if sheet.is_signed:
            page.write_string(at + len(sheet.notes) + 1, 0, "填报人：　　　　　　　　　　审核人：", self.line)

    def _set_up(self, page: Any, head: int, last: int) -> None:
        page.set_landscape()
        page.set_paper(A3)
        page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        page.fit_to_pages(1, 0)
        page.repeat_rows(head)
        page.freeze_panes(head + 1, min(2, last))
        marked = f"&L{self.mark.replace('&', '&&')}" if self.mark else ""
        page.set_footer(f"{marked}&C第&P页，共&N页&R打印时间：&D &T")

    def write_choices(self) -> None:
        if not self.lists:
            return
        page = self.book.add_worksheet(CHOICES_SHEET)
        for choices, at in self.lists.items():
            for row, choice in enumerate(choices):
                page.write_string(row, at, choice, self.cells[Kind.TEXT])
        page.hide()


def _fitting(text: str) -> str:
    """A cell holds 32,767 characters; a text that was cut says so."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT
