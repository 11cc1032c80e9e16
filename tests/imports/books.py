"""Workbooks of 点位周报数 as people make them, and how they are sent."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from portal.files.models import FileKind
from portal.files.receiving import Received, receive
from portal.imports.contributions import SHEETS
from portal.kernel import clock
from portal.kernel.periods import SHANGHAI

FIGURES = "projects.figures"
LABELS = [column.label for column in SHEETS[FIGURES].columns]
SUNDAY = datetime(2026, 11, 22, 18, tzinfo=SHANGHAI)
Change = Callable[[Any, Any], None]


def line(village: Any, kind: str = "签约", numerator: Any = 10, denominator: Any = 20, **given: Any) -> list[Any]:
    """One row, in the order of the columns."""
    told = {"as_of": "2026-11-22 18:00", "source": "周报", "note": "", **given}
    return [str(village), kind, numerator, denominator, told["as_of"], told["source"], told["note"]]


def book(
    rows: Sequence[Sequence[Any]], *, labels: Sequence[str] = (), tab: str = "点位周报数", change: Change | None = None
) -> bytes:
    """A workbook whose first line is the head; days are written as Excel keeps them."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"strings_to_numbers": False, "strings_to_formulas": False}) as made:
        page = made.add_worksheet(tab)
        day = made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for at, row in enumerate([labels or LABELS, *rows]):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime):
                    page.write_datetime(at, place, cell, day)
                else:
                    page.write(at, place, cell)
        if change:
            change(made, page)
    return written.getvalue()


def sent(content: bytes, name: str = "周报.xlsx") -> Received:
    return receive(content, name=name, kind=FileKind.WORKBOOK, today=clock.today())
