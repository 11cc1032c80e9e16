"""An import step by step: sent, checked, confirmed or discarded. All rows are tried, then all are kept or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.files import store
from portal.files.actions import take_file
from portal.files.receiving import Received
from portal.imports.checking import Parsed, readable
from portal.imports.contributions import SHEETS
from portal.imports.facts import ImportApplied, ImportChecked, ImportDiscarded, ImportStarted
from portal.imports.lifecycle import RUN
from portal.imports.models import ImportRun
from portal.imports.permissions import IMPORT_SHEETS
from portal.jobs.worklist import want
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import PORTAL, Actor, Reach, System

CHECK_IMPORT = "check_import"
BROWSER_ROWS = 20_000
COMMAND_ROWS = 200_000
_NAMED = 10


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
    actor: Actor, target: Own, *, sheet: str, upload: Received, most_rows: int = BROWSER_ROWS, waits: bool = True
) -> ImportRun:
    """Take a workbook in; a job checks it. ``waits`` False: the caller checks it himself (the command)."""
    if not actor.may(SHEETS[sheet].needs):
        raise NotPermitted()
    run = ImportRun(
        sheet=sheet,
        file_name=upload.name,
        file_sha256=upload.original_sha256,
        most_rows=most_rows,
        made_by=actor.user,
    )
    run.save(force_insert=True)
    # The right to import is the right to send the workbook: whose it is, the run says.
    file = take_file(System("收存导入的表格"), PORTAL, upload=upload, owner_label="imports.run", owner_key=run.pk)
    run.file_uid = file.uid
    run.save(update_fields=["file_uid"])
    if waits:
        want(CHECK_IMPORT, str(run.pk), {"file": file.sha256})
    tell(ImportStarted(run.pk, sheet, upload.original_sha256))
    return run


@action(needs=IMPORT_SHEETS)
def record_check(
    actor: Actor, run: ImportRun, *, parsed: Parsed | None, digest: str = "", complaint: str = ""
) -> ImportRun:
    """Note what the check found; ``digest`` is where what was parsed lies."""
    run = ImportRun.objects.locked(run)
    is_clean = parsed is not None and not parsed.complaints
    run.state = RUN.after("pass" if is_clean else "fault", run.state)
    run.parsed_hash, run.complaint = digest, complaint[:300]
    run.rows, run.complaints = (len(parsed.cells), len(parsed.complaints)) if parsed else (0, 0)
    run.save(update_fields=["state", "parsed_hash", "complaint", "rows", "complaints"])
    tell(ImportChecked(run.pk, run.rows, run.complaints))
    return run


@action(needs=IMPORT_SHEETS)
def confirm_import(actor: Actor, run: ImportRun) -> ImportRun:
    """Apply exactly what was parsed: all rows in one transaction. Raises BaseChanged, WrongState."""
    run = ImportRun.objects.locked(run)
    state = RUN.after("confirm", run.state)
    sheet, parsed = SHEETS[run.sheet], Parsed.load(run.parsed_hash)
    rows, unread = readable(sheet, actor, parsed.cells)
    sheet.hold(actor, rows)
    verdict = sheet.judge(actor, rows)
    moved = {each.row for each in (*unread, *verdict.complaints)}
    moved |= {number for number, base in verdict.bases.items() if parsed.bases.get(number) != base}
    if moved:
        raise BaseChanged(_moved_sentence(sorted(moved)))
    taken = sheet.take(actor, rows)
    run.state, run.applied_at = state, clock.now()
    run.save(update_fields=["state", "applied_at"])
    tell(ImportApplied(run.pk, taken, run.parsed_hash))
    return run


@action(needs=IMPORT_SHEETS)
def discard_import(actor: Actor, run: ImportRun) -> ImportRun:
    """Give a run up; a check that is still running finds it discarded and writes nothing."""
    run = ImportRun.objects.locked(run)
    run.state = RUN.after("discard", run.state)
    run.save(update_fields=["state"])
    tell(ImportDiscarded(run.pk))
    return run


def keep(parsed: Parsed, *, owner: str) -> str:
    return store.put(parsed.packed(), owner=owner)


def _moved_sentence(rows: list[int]) -> str:
    named = "、".join(str(row) for row in rows[:_NAMED]) + ("等" if len(rows) > _NAMED else "")
    return (
        f"未导入：检查之后，第{named}行（共{len(rows)}行）所依据的数据已有变动，全部{len(rows)}行须重新核对。"
        "本次没有写入任何内容。请放弃本次导入，重新上传检查。"
    )
