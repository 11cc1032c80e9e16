"""The check of one run by a worker: read by a bounded child, judged as whoever sent it, noted by the portal."""

from __future__ import annotations

from portal.files import store
from portal.imports import actions, reading
from portal.imports.checking import Parsed, parse
from portal.imports.contributions import SHEETS
from portal.imports.lifecycle import RunState
from portal.imports.models import ImportRun
from portal.jobs.contributions import Finish
from portal.jobs.worklist import Claim
from portal.kernel import bounded
from portal.kernel.errors import InvalidInput
from portal.kernel.permissions import Person, System

CHECKED = System("检查导入的表格")


def check(claim: Claim) -> Finish:
    """Read and judge outside of any transaction; what was found is written with the close of the job."""
    run = ImportRun.objects.select_related("made_by").get(pk=int(claim.key))
    if run.state != RunState.RECEIVED:
        return lambda: {"state": run.state}
    parsed, complaint = _judged(run, store.read(claim.payload["file"]))
    digest = store.put(parsed.packed(), owner=claim.owner) if parsed else ""
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
