"""A workbook of the demonstration, sent by one of its people: with two rows to put right, as it happens every week."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from portal.accounts.models import User
from portal.files.models import FileKind
from portal.files.receiving import receive
from portal.imports import actions, selectors
from portal.imports.contributions import SHEETS
from portal.jobs.worklist import perform
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import Person
from portal.web import workbooks
from projects.models import Village

FIGURES = "projects.figures"
FILE = "点位周报数（演示数据）.xlsx"


def send(as_of: date, sender: User, village: Village) -> None:
    """Send it; it is checked as soon as the world stands."""
    day = as_of - timedelta(days=1)
    counted_at = f"{day} 18:00"
    rows = [
        [village.label, "入库情况", "0", "1", counted_at, "统计台账（演示）", ""],
        [village.label, "主体结构", "1_0", "30", counted_at, "施工月报（演示）", ""],
        [village.label, "二次结构", "40", "30", counted_at, "施工月报（演示）", ""],
    ]
    sheet = SHEETS[FIGURES]
    columns = [workbooks.Column(column.label) for column in sheet.columns]
    made_at = datetime.combine(day, time(18), SHANGHAI)
    content = workbooks.workbook([workbooks.Sheet(sheet.label, columns, rows)], made_at=made_at)
    upload = receive(content, name=FILE, kind=FileKind.WORKBOOK, today=as_of)
    actor = Person(sender)
    actions.start_import(actor, actions.Own(actor), sheet=FIGURES, upload=upload)


def check() -> None:
    """Do what the worker would do within a minute, so that the first visitor finds it checked."""
    for job in selectors.waiting_checks():
        perform(job.id)
