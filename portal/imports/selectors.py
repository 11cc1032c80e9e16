"""What pages show of imports, as frozen rows; who may see a run, its queryset says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.imports.actions import APPLY_IMPORT, CHECK_IMPORT
from portal.imports.checking import Parsed
from portal.imports.contributions import SHEETS, Complaint, Sheet
from portal.imports.lifecycle import RunState
from portal.imports.models import ImportRun
from portal.imports.permissions import IMPORT_SHEETS
from portal.jobs import selectors as jobs
from portal.jobs.selectors import JobRow
from portal.kernel.permissions import Actor

FIRST_ROWS = 20
JOB_OF = {RunState.RECEIVED: CHECK_IMPORT, RunState.APPLYING: APPLY_IMPORT}


@dataclass(frozen=True)
class Fault:
    """One error with its place as people find it: the row, the letter and the head of the column, what stands there."""

    row: int
    letter: str
    label: str
    text: str
    sentence: str

    @property
    def place(self) -> str:
        return f"{self.letter}列“{self.label}”" if self.letter else f"“{self.label}”" if self.label else "整行"


@dataclass(frozen=True)
class Twin:
    """The same file, sent before."""

    id: int
    state: str
    recorded_at: datetime
    by: str
    is_own: bool
    is_applied: bool


@dataclass(frozen=True)
class Preview:
    """What was read, for whoever confirms it: the tab, the first rows, all errors."""

    tab: str
    labels: list[str]
    rows: list[tuple[int, list[str]]]
    summary: str
    faults: list[Fault]
    faulty_rows: int


def sheets_for(actor: Actor) -> list[Sheet]:
    """The sheets that this actor may bring in."""
    return [sheet for sheet in SHEETS if actor.may(IMPORT_SHEETS) and actor.may(sheet.needs)]


def label_of(sheet: str) -> str:
    """The name of a sheet; of one that is not contributed any more its key."""
    return SHEETS[sheet].label if sheet in SHEETS else sheet


def preview_of(run: ImportRun) -> Preview | None:
    """What the check found; None while it has not, where the file could not be read, and after its time."""
    if not run.has_rows or run.sheet not in SHEETS:
        return None
    sheet, parsed = SHEETS[run.sheet], Parsed.of(run)
    return Preview(
        tab=parsed.tab,
        labels=[sheet.label_of(name) for name in parsed.names],
        rows=parsed.cells[:FIRST_ROWS],
        summary=parsed.summary,
        faults=_faults(sheet, parsed),
        faulty_rows=len({each.row for each in parsed.complaints}),
    )


def job_of(run: ImportRun) -> JobRow | None:
    """How far the worker is, while he has something to do with it."""
    kind = JOB_OF.get(RunState(run.state))
    return jobs.job(kind, str(run.pk)) if kind else None


def waiting_checks() -> list[JobRow]:
    """The checks that the worker has not done yet."""
    return [job for job in jobs.open_jobs() if job.kind == CHECK_IMPORT]


def twins_of(run: ImportRun, actor: Actor) -> list[Twin]:
    """Earlier runs of the same file and sheet that were not given up, newest first, whoever sent them."""
    me = actor.user.pk if actor.user is not None else None
    found = (
        ImportRun.objects.filter(file_sha256=run.file_sha256, sheet=run.sheet, pk__lt=run.pk)
        .exclude(state=RunState.DISCARDED)
        .select_related("made_by")
        .order_by("-pk")
    )
    return [
        Twin(
            each.pk,
            str(RunState(each.state).label),
            each.applied_at or each.recorded_at,
            str(each.made_by),
            each.made_by_id == me,
            each.state == RunState.APPLIED,
        )
        for each in found
    ]


def waiting_for(actor: Actor) -> Sequence[ImportRun]:
    """What this person has sent and has to confirm or to give up."""
    if actor.user is None or not actor.may(IMPORT_SHEETS):
        return []
    return list(ImportRun.objects.filter(made_by=actor.user.pk, state=RunState.CHECKED).order_by("pk"))


def _faults(sheet: Sheet, parsed: Parsed) -> list[Fault]:
    rows = dict(parsed.cells)
    places = {name: at for at, name in enumerate(parsed.names)}
    return [_fault(sheet, parsed, each, rows[each.row], places) for each in parsed.complaints]


def _fault(sheet: Sheet, parsed: Parsed, each: Complaint, texts: Sequence[str], places: dict[str, int]) -> Fault:
    text = texts[places[each.column]] if each.column in places else ""
    return Fault(each.row, parsed.letters.get(each.column, ""), sheet.label_of(each.column), text, each.sentence)
