"""The check of one run by a worker, and by the command in its place."""

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
from portal.kernel.permissions import Actor, Person


def check(claim: Claim) -> Finish:
    """Read and judge outside of any transaction; what was found is written with the close of the job."""
    run = ImportRun.objects.select_related("made_by").get(pk=int(claim.key))
    if run.state != RunState.RECEIVED:
        return lambda: {"state": run.state}
    actor = Person(run.made_by)
    parsed, complaint = judged(run, actor, store.read(claim.payload["file"]))
    digest = actions.keep(parsed, owner=claim.owner) if parsed else ""
    return lambda: _recorded(run, actor, parsed, digest, complaint)


def judged(run: ImportRun, actor: Actor, content: bytes) -> tuple[Parsed | None, str]:
    """What was read, or the sentence why the file as a whole cannot be."""
    sheet = SHEETS[run.sheet]
    labels = [column.label for column in sheet.columns]
    try:
        return parse(sheet, actor, reading.ask(content, tab=sheet.label, labels=labels, most_rows=run.most_rows)), ""
    except bounded.Rejected as rejected:
        return None, str(rejected)
    except (InvalidInput, bounded.TooMuchWork) as refusal:
        return None, refusal.sentence


def _recorded(run: ImportRun, actor: Actor, parsed: Parsed | None, digest: str, complaint: str) -> dict[str, object]:
    now = ImportRun.objects.select_for_update().get(pk=run.pk)
    if now.state != RunState.RECEIVED:  # discarded while it was being checked
        return {"state": now.state}
    done = actions.record_check(actor, now, parsed=parsed, digest=digest, complaint=complaint)
    return {"state": done.state, "rows": done.rows, "complaints": done.complaints}
