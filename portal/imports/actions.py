"""An import step by step: sent, checked, confirmed or discarded. All rows are tried, then all are kept or none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Q, QuerySet
from django.db.models.functions import Coalesce

from portal.files import store
from portal.files.actions import remove_files, take_file
from portal.files.receiving import Received
from portal.imports.checking import Parsed, readable
from portal.imports.contributions import SHEETS, Complaint, Sheet
from portal.imports.facts import (
    ImportApplied,
    ImportChecked,
    ImportConfirmed,
    ImportContentsRemoved,
    ImportDiscarded,
    ImportRefused,
    ImportStarted,
)
from portal.imports.lifecycle import OPEN, RUN, WAITING, RunState
from portal.imports.models import ImportRun
from portal.imports.permissions import IMPORT_SHEETS
from portal.imports.reading import BROWSER_ROWS
from portal.jobs.worklist import want
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, NotPermitted, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import PORTAL, Actor, Portal, Reach, System

OWNER = "imports.run"
CHECK_IMPORT, APPLY_IMPORT = "check_import", "apply_import"
MOST_OPEN = 10
# More rows than these are brought in by a worker: nobody's browser waits for them.
AT_ONCE = 500
# How long workbooks and what was parsed of them are kept: after the run ended, and while it lies open.
KEPT_FOR, OPEN_FOR = timedelta(days=7), timedelta(days=30)
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
    file = take_file(
        System("收存导入的表格"), PORTAL, upload=upload, owner_label=OWNER, owner_key=run.pk, is_sealed=True
    )
    run.file_uid = file.uid
    run.save()
    want(CHECK_IMPORT, str(run.pk))
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
    """Let exactly what was parsed be applied: at once, or, where there are many rows, by a worker.

    Raises NotPermitted, and of few rows what ``apply_import`` raises.
    """
    run = ImportRun.objects.locked(run)
    run.state = RUN.after("confirm", run.state)
    _require_right(actor, SHEETS[run.sheet])
    run.save()
    tell(ImportConfirmed(run.pk, run.rows, run.parsed_hash))
    if run.rows <= AT_ONCE:
        applied: ImportRun = apply_import(actor, run)
        return applied
    want(APPLY_IMPORT, str(run.pk))
    return run


@action(needs=IMPORT_SHEETS)
def apply_import(actor: Actor, run: ImportRun) -> ImportRun:
    """Apply what was confirmed, all rows in one transaction. Raises NotPermitted, NoLongerFits, BaseChanged."""
    run = ImportRun.objects.locked(run)
    run.state = RUN.after("apply", run.state)
    sheet = SHEETS[run.sheet]
    _require_right(actor, sheet)
    parsed = Parsed.of(run)
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
def refuse_import(actor: System, run: ImportRun, *, complaint: str) -> ImportRun:
    """Note why what was confirmed could not be applied; its sender corrects it and sends it again."""
    run = ImportRun.objects.locked(run)
    run.state = RUN.after("refuse", run.state)
    run.complaint = complaint[:300]
    run.save()
    tell(ImportRefused(run.pk))
    return run


@action(needs=IMPORT_SHEETS)
def discard_import(actor: Actor, run: ImportRun) -> ImportRun:
    """Give a run up; a check that is still running finds it discarded and writes nothing."""
    run = ImportRun.objects.locked(run)
    run.state, run.discarded_at = RUN.after("discard", run.state), clock.now()
    run.save()
    tell(ImportDiscarded(run.pk))
    return run


@action(needs=IMPORT_SHEETS)
def remove_contents(actor: System, target: Portal) -> int:
    """Remove workbooks and parsed rows that were kept their time; the runs, their hashes and counts stay. How many.

    What lay open too long is given up with it. The key goes with the workbook, so that copies in backups of the store
    say nothing either.
    """
    runs = list(past_their_time(clock.now()).select_for_update(of=("self",)).order_by("pk"))
    for run in runs:
        if run.state in WAITING:
            run.state, run.discarded_at = RUN.after("discard", run.state), clock.now()
        run.removed_at = clock.now()
        run.save()
        tell(ImportContentsRemoved(run.pk))
    remove_files(System("清除到期的导入表格"), PORTAL, owner_label=OWNER, owner_keys=[run.pk for run in runs])
    parsed = {run.parsed_hash for run in runs if run.parsed_hash}
    transaction.on_commit(lambda: _discard(parsed))
    return len(runs)


def past_their_time(now: datetime) -> QuerySet[ImportRun]:
    """The runs whose workbooks are kept no longer."""
    ended = Q(state__in=[RunState.APPLIED, RunState.DISCARDED], ended_at__lte=now - KEPT_FOR)
    waits = Q(state__in=WAITING, recorded_at__lte=now - OPEN_FOR)
    kept = ImportRun.objects.filter(removed_at=None)
    return kept.annotate(
        ended_at=Coalesce("applied_at", "discarded_at", "recorded_at", output_field=DateTimeField())
    ).filter(ended | waits)


def _discard(digests: Collection[str]) -> None:
    """What was parsed is sealed for its run alone: nobody else rests on these bytes."""
    for digest in digests:
        store.discard(digest)


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
