"""``manage.py import_sheet KIND FILE --as USER [--confirm]``: a workbook by hand, on the worker's own path."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.accounts.models import User
from portal.files.models import FileKind
from portal.files.receiving import Received, receive
from portal.imports import actions, selectors
from portal.imports.contributions import SHEETS
from portal.imports.lifecycle import RunState
from portal.imports.models import ImportRun
from portal.imports.reading import COMMAND_ROWS
from portal.jobs.worklist import Outcome, perform
from portal.kernel import clock
from portal.kernel.errors import InvalidInput, Refusal, Unavailable
from portal.kernel.permissions import Person

LONGEST_WAIT = 600.0
PAUSE = 0.5
MOST_SHOWN = 50


class NotDone(Unavailable):
    """The workbook could not be checked or brought in now; the sentence is the job's own."""


class Command(BaseCommand):
    help = f"检查一份表格并显示需更正处，加 --confirm 的，全部通过后写入；一次最多{COMMAND_ROWS}行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", help="表格种类，如 projects.figures")
        parser.add_argument("file", type=Path, help="XLSX文件")
        parser.add_argument("--as", dest="person", required=True, metavar="USER", help="以谁的名义导入（用户名）")
        parser.add_argument("--confirm", action="store_true", help="全部通过检查的，随即写入")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            actor = Person(_person(options["person"]))
            run = _checked(actor, _sheet(options["kind"]), _received(options["file"]))
            is_clean = self._told(run)
            if is_clean and options["confirm"]:
                _applied(actor, run)
                self.stdout.write(f"已导入{run.rows}行（第{run.pk}号导入）。")
        except Refusal as refusal:
            self.stderr.write(refusal.sentence)
            sys.exit(1)
        if not is_clean:
            sys.exit(1)

    def _told(self, run: ImportRun) -> bool:
        """Say what the check found; whether there is nothing to put right."""
        preview = selectors.preview_of(run)
        if preview is None:
            self.stderr.write(run.complaint)
            return False
        for fault in preview.faults[:MOST_SHOWN]:
            self.stderr.write(f"第{fault.row}行{fault.place}：{fault.sentence}")
        if preview.faults:
            more = len(preview.faults) - MOST_SHOWN
            also = f"，以上为前{MOST_SHOWN}处" if more > 0 else ""
            self.stderr.write(
                f"共{run.rows}行，其中{preview.faulty_rows}行需更正（{run.complaints}处{also}），没有写入任何内容。"
            )
            return False
        self.stdout.write(f"共{run.rows}行，全部通过检查（第{run.pk}号导入）。{preview.summary}")
        return True


def _person(username: str) -> User:
    found: User | None = User.objects.filter(username=username).first()
    if found is None:
        raise InvalidInput(f"未办成：没有用户名为“{username[:40]}”的人员。请核对后再办。")
    return found


def _sheet(key: str) -> str:
    if key not in SHEETS:
        known = "、".join(f"{sheet.key}（{sheet.label}）" for sheet in SHEETS)
        raise InvalidInput(f"未办成：没有“{key[:40]}”这种表格。可以导入的有：{known}。")
    return key


def _received(file: Path) -> Received:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InvalidInput(f"未办成：文件“{file}”不能读取（{error.strerror}）。请核对位置后再办。") from error
    return receive(content, name=file.name, kind=FileKind.WORKBOOK, today=clock.today())


def _checked(actor: Person, sheet: str, upload: Received) -> ImportRun:
    """The run after its check, by us or by a worker who heard the bell first."""
    run = actions.start_import(actor, actions.Own(actor), sheet=sheet, upload=upload, most_rows=COMMAND_ROWS)
    _worked(run)
    if run.state == RunState.RECEIVED:
        standing = selectors.job_of(run)
        raise NotDone(standing.complaint if standing else "")
    return run


def _applied(actor: Person, run: ImportRun) -> None:
    """Confirm it and see it written, by us or by a worker. Raises NotDone."""
    run = actions.confirm_import(actor, run)
    _worked(run)
    if run.state != RunState.APPLIED:
        standing = selectors.job_of(run)
        raise NotDone(run.complaint or (standing.complaint if standing else ""))


def _worked(run: ImportRun) -> None:
    """Do what the work list has for this run, or wait for the worker who heard the bell first."""
    job = selectors.job_of(run)
    give_up_at = time.monotonic() + LONGEST_WAIT
    while job is not None and perform(job.id) in (Outcome.NOT_OURS, Outcome.LOST):
        standing = selectors.job_of(run)
        if standing is None or not standing.is_held or time.monotonic() > give_up_at:
            break
        time.sleep(PAUSE)
    run.refresh_from_db()
