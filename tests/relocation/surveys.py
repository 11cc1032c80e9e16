"""Households as people enter them: by hand and as rows of 入户调查表. The identity cards are invented, and whole."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from stdnum.cn import ric

from portal.files.models import FileKind
from portal.files.receiving import receive
from portal.imports import actions as imports
from portal.imports.contributions import SHEETS
from portal.jobs.models import Job
from portal.jobs.worklist import Outcome, perform
from portal.kernel import clock
from relocation.rules.households import BuildingEntry, HouseholdEntry, MemberEntry

SHEET = "relocation.households"
LABELS = [column.label for column in SHEETS[SHEET].columns]
NAMES = [column.name for column in SHEETS[SHEET].columns]
SURVEYED = date(2026, 11, 20)


def id_number(n: int) -> str:
    """The n-th invented identity card: 99 is nobody's place."""
    body = f"99000019{n // 1000 % 90 + 10}0101{n % 1000:03}"
    return body + ric.calc_check_digit(body + "0")


def member(n: int, relation: str = "head", **given: Any) -> MemberEntry:
    return MemberEntry(**{"name": f"马测试{n}", "relation": relation, "id_number": id_number(n), **given})


def building(area: str = "96.50", **given: Any) -> BuildingEntry:
    told = {"label": "正房", "structure": "brick_concrete", "legal_status": "legal", "area": Decimal(area)}
    return BuildingEntry(**{**told, **given})


def entry(number: str = "1", n: int = 1, **given: Any) -> HouseholdEntry:
    """A household of two with a house and a shed that is not compensated."""
    told = {
        "number": number,
        "door": f"一组{number}号",
        "land_type": "collective",
        "surveyed_on": SURVEYED,
        "phone": "13995071234",
        "members": (member(2 * n), member(2 * n + 1, "spouse")),
        "buildings": (building(), building("20.00", label="彩钢房", structure="light_steel", legal_status="illegal")),
    }
    return HouseholdEntry(**{**told, **given})


def posted(**given: Any) -> dict[str, str]:
    """The same as the form sends it."""
    return {
        "members": "4", "buildings": "2", "number": "1", "door": "一组1号", "land_type": "collective",
        "surveyed_on": "2026-11-20", "phone": "139 9507 1234", "keeper": "",
        "m0_name": "马测试2", "m0_relation": "head", "m0_id_number": id_number(2), "m0_is_counted": "on",
        "m2_name": "马测试3", "m2_relation": "spouse", "m2_id_number": id_number(3).lower(),
        "b0_label": "正房", "b0_structure": "brick_concrete", "b0_legal_status": "legal", "b0_area": "96.5",
        **given,
    }  # fmt: skip


def line(village: Any, number: str = "1", **given: Any) -> list[str]:
    """One row of the sheet, in the order of its columns; what is not given stays empty."""
    return [str({"village": village, "number": number, **given}.get(name, "")) for name in NAMES]


def household_lines(village: Any, number: str = "1", n: int = 1, **given: Any) -> list[list[str]]:
    """Two people and two buildings in two rows, as a township fills them in."""
    first = {
        "door": f"一组{number}号", "land_type": "集体土地", "surveyed_on": "2026-11-20", "phone": "13995071234",
        "name": f"马测试{2 * n}", "relation": "户主", "id_number": id_number(2 * n),
        "label": "正房", "structure": "砖混", "legal_status": "合法", "area": "96.50",
    }  # fmt: skip
    second = {
        "name": f"马测试{2 * n + 1}", "relation": "配偶", "id_number": id_number(2 * n + 1), "is_counted": "否",
        "label": "彩钢房", "structure": "简易（彩钢）", "legal_status": "违法", "area": "20",
    }  # fmt: skip
    return [line(village, number, **{**first, **given}), line(village, number, **second)]


def book(rows: list[list[str]]) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"strings_to_numbers": False}) as made:
        page = made.add_worksheet("入户调查表")
        for at, row in enumerate([LABELS, *rows]):
            page.write_row(at, 0, row)
    return written.getvalue()


def checked(by: Any, rows: list[list[str]]) -> Any:
    """A workbook of these rows, sent and looked at by the worker."""
    upload = receive(book(rows), name="入户调查表.xlsx", kind=FileKind.WORKBOOK, today=clock.today())
    run = imports.start_import(by, imports.Own(by), sheet=SHEET, upload=upload)
    assert perform(Job.objects.get(kind=imports.CHECK_IMPORT, key=str(run.pk)).pk) is Outcome.DONE
    run.refresh_from_db()
    return run
