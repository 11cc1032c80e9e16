"""An import step by step: sent, checked, confirmed or discarded. All rows are tried, then all are kept or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.files.actions import take_file
from portal.files.receiving import Received
from portal.imports.checking import Parsed, readable
from portal.imports.contributions import SHEETS, Complaint, Sheet
from portal.imports.facts import ImportApplied, ImportChecked, ImportDiscarded, ImportStarted
from portal.imports.lifecycle import OPEN, RUN
from portal.imports.models import ImportRun
from portal.imports.permissions import IMPORT_SHEETS
from portal.imports.reading import BROWSER_ROWS
from portal.jobs.worklist import want
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, NotPermitted, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import PORTAL, Actor, Reach, System

CHECK_IMPORT = "check_import"
MOST_OPEN = 10
_NAMED = 10
_NOTHING_WRITTEN = "本次没有写入任何内容。请放弃本次导入，核对后重新上传。"


class TooManyOpen(InvalidInput):
    """Somebody has many workbooks on their way already."""


class NoLongerFits(WrongState):
    """Rows that could be taken when they were checked cannot be taken now: a right is gone, or what they rest on."""


class BaseChanged(WrongState):
    """Somebody changed meanwhile what the rows were judged against."""


@dataclass(frozen=True)
class Own:
    """The target of somebody's own import: it lies in nobody's reach but his."""

    by: Actor

    def anchor_values(self) -> dict[str, Any]:
        return {Reach.OWN: self.by.user.pk if self.by.user is not None else None}

    def __str__(self) -> str:
        return "本人的表格导入"


@action(needs=IMPORT_SHEETS)
def start_import(
    actor: Actor, target: Own, *, sheet: str, upload: Received, most_rows: int = BROWSER_ROWS
) -> ImportRun:
    """Take a workbook in; a job checks it. Raises NotPermitted, TooManyOpen."""
    _require_right(actor, SHEETS[sheet])
    _require_few_open(actor)
    run = ImportRun(
        sheet=sheet,
        file_name=upload.name,
        file_sha256=upload.original_sha256,
        most_rows=most_rows,
        made_by=actor.user,
    )
    run.save()
    # The right to import is the right to send the workbook: whose it is, the run says.
    file = take_file(System("收存导入的表格"), PORTAL, upload=upload, owner_label="imports.run", owner_key=run.pk)
    run.file_uid = file.uid
    run.save()
    want(CHECK_IMPORT, str(run.pk), {"file": file.sha256})
    tell(ImportStarted(run.pk, sheet, upload.original_sha256))
    return run


@action(needs=IMPORT_SHEETS)
def record_check(
    actor: System, run: ImportRun, *, parsed: Parsed | None, digest: str = "", complaint: str = ""
) -> ImportRun:
    """Note what the check found; ``digest`` is where what was parsed lies.

    The portal itself notes it: whoever sent the file may have lost the right meanwhile, which is then the complaint.
    """
    run = ImportRun.objects.locked(run)
    is_clean = parsed is not None and not parsed.complaints
    run.state = RUN.after("pass" if is_clean else "fault", run.state)
    run.parsed_hash, run.complaint = digest, complaint[:300]
    run.rows, run.complaints = (len(parsed.cells), len(parsed.complaints)) if parsed else (0, 0)
    run.save()
    tell(ImportChecked(run.pk, run.rows, run.complaints))
    return run


@action(needs=IMPORT_SHEETS)
def confirm_import(actor: Actor, run: ImportRun) -> ImportRun:
    """Apply exactly what was parsed, all rows in one transaction. Raises NotPermitted, NoLongerFits, BaseChanged."""
    run = ImportRun.objects.locked(run)
    run.state = RUN.after("confirm", run.state)
    sheet = SHEETS[run.sheet]
    _require_right(actor, sheet)
    parsed = Parsed.load(run.parsed_hash)
    if parsed.names != [column.name for column in sheet.columns]:
        raise NoLongerFits(f"未导入：检查之后，“{sheet.label}”的列有了变动。{_NOTHING_WRITTEN}")
    rows, unread = readable(sheet, actor, parsed.cells)
    sheet.hold(actor, rows)
    verdict = sheet.judge(actor, rows)
    _require_still_clean(sheet, [*unread, *verdict.complaints])
    _require_same_bases(parsed.bases, verdict.bases)
    taken = sheet.take(actor, rows)
    run.applied_at = clock.now()
    run.save()
    tell(ImportApplied(run.pk, taken, run.parsed_hash))
    return run


@action(needs=IMPORT_SHEETS)
def discard_import(actor: Actor, run: ImportRun) -> ImportRun:
    """Give a run up; a check that is still running finds it discarded and writes nothing."""
    run = ImportRun.objects.locked(run)
    run.state = RUN.after("discard", run.state)
    run.save()
    tell(ImportDiscarded(run.pk))
    return run


def _require_right(actor: Actor, sheet: Sheet) -> None:
    if not actor.may(sheet.needs):
        raise NotPermitted(
            f"您的账号没有“{sheet.needs.label}”的权限，不能导入“{sheet.label}”。工作需要的，请联系指挥部办公室。"
        )


def _require_few_open(actor: Actor) -> None:
    waiting = ImportRun.objects.filter(made_by=actor.user, state__in=OPEN).count()
    if waiting >= MOST_OPEN:
        raise TooManyOpen(
            f"您还有{waiting}份表格没有办结，暂不能再上传，同时最多{MOST_OPEN}份。请先确认或放弃已上传的表格。"
        )


def _require_still_clean(sheet: Sheet, complaints: list[Complaint]) -> None:
    if not complaints:
        return
    first = min(complaints, key=lambda each: each.row)
    where = f"第{first.row}行{f'“{label}”' if (label := sheet.label_of(first.column)) else ''}"
    more = len({each.row for each in complaints}) - 1
    also = f"另有{more}行也有变动。" if more else ""
    raise NoLongerFits(f"未导入：检查之后情况有变，{where}：{first.sentence}{also}{_NOTHING_WRITTEN}")


def _require_same_bases(then: dict[int, str], now: dict[int, str]) -> None:
    """Both ways: what had a base and has none now is as changed as what got one."""
    moved = sorted(number for number in then.keys() | now.keys() if then.get(number) != now.get(number))
    if not moved:
        return
    named = "、".join(str(row) for row in moved[:_NAMED])
    rows = f"第{named}行" if len(moved) <= _NAMED else f"第{named}行等{len(moved)}行"
    raise BaseChanged(f"未导入：检查之后，{rows}所依据的数据已有变动。{_NOTHING_WRITTEN}")
