"""What a worker does with one run: read it by a bounded child, judge it as whoever sent it, bring it in, remove it."""

from __future__ import annotations

from portal.files.selectors import content_of, stored_file
from portal.imports import actions, reading
from portal.imports.checking import Parsed, parse
from portal.imports.contributions import SHEETS
from portal.imports.lifecycle import RunState
from portal.imports.models import ImportRun
from portal.jobs.contributions import Finish
from portal.jobs.worklist import Claim
from portal.kernel import bounded
from portal.kernel.errors import InvalidInput, Refusal, Unavailable
from portal.kernel.permissions import PORTAL, Person, System

CHECKED = System("检查导入的表格")
APPLIED = System("导入已确认的表格")
REMOVED = System("清除到期的导入内容")


def check(claim: Claim) -> Finish:
    """Read and judge outside of any transaction; what was found is written with the close of the job."""
    run = ImportRun.objects.select_related("made_by").get(pk=int(claim.key))
    if run.state != RunState.RECEIVED:
        return lambda: {"state": run.state}
    parsed, complaint = _judged(run, content_of(stored_file(run.file_uid)))
    digest = parsed.kept_for(run, owner=claim.owner) if parsed else ""
    return lambda: _recorded(run, parsed, digest, complaint)


def _judged(run: ImportRun, content: bytes) -> tuple[Parsed | None, str]:
    """What was read, or the sentence why the file as a whole cannot be."""
    sheet, actor = SHEETS[run.sheet], Person(run.made_by)
    if not actor.may(sheet.needs):
        return None, f"上传之后，您的账号已没有“{sheet.needs.label}”的权限，不能导入“{sheet.label}”。"
    labels = [column.label for column in sheet.columns]
    try:
        return parse(sheet, actor, reading.ask(content, tab=sheet.label, labels=labels, most_rows=run.most_rows)), ""
    except bounded.Rejected as rejected:
        return None, str(rejected)
    except (InvalidInput, bounded.TooMuchWork) as refusal:
        return None, refusal.sentence


def _recorded(run: ImportRun, parsed: Parsed | None, digest: str, complaint: str) -> dict[str, object]:
    now = ImportRun.objects.select_for_update().get(pk=run.pk)
    if now.state != RunState.RECEIVED:  # discarded while it was being checked
        return {"state": now.state}
    done = actions.record_check(CHECKED, now, parsed=parsed, digest=digest, complaint=complaint)
    return {"state": done.state, "rows": done.rows, "complaints": done.complaints}


def apply(claim: Claim) -> Finish:
    """Bring in what was confirmed, as whoever sent it, in the one transaction that closes the job: killed in the
    middle, nothing is written and it is done again.
    """
    run = ImportRun.objects.select_related("made_by").get(pk=int(claim.key))
    if run.state != RunState.APPLYING:
        return lambda: {"state": run.state}
    return lambda: _applied(run)


def _applied(run: ImportRun) -> dict[str, object]:
    try:
        done = actions.apply_import(Person(run.made_by), run)
    except Unavailable:  # passes by itself: the job is tried again
        raise
    except Refusal as refusal:
        done = actions.refuse_import(APPLIED, run, complaint=refusal.sentence)
    return {"state": done.state, "rows": done.rows}


def remove(claim: Claim) -> Finish:
    """Remove what lay its time, all at once."""
    return lambda: {"removed": actions.remove_contents(REMOVED, PORTAL)}
