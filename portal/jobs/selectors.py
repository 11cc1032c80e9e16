"""What others may know of the work list, as frozen rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.jobs.contributions import JOB_KINDS
from portal.jobs.lifecycle import JobState
from portal.jobs.models import MOST_ATTEMPTS, Job
from portal.kernel import clock
from portal.kernel.db import PortalNow

SHOWN_DONE = 50
UNTAKEN = timedelta(minutes=10)
_TONES = {
    JobState.WANTED: "info",
    JobState.CLAIMED: "info",
    JobState.DONE: "good",
    JobState.DEAD: "bad",
}


@dataclass(frozen=True)
class JobRow:
    """One job as people see it."""

    id: int
    kind: str
    label: str
    key: str
    about: str
    state: str
    word: str
    tone: str
    attempts: int
    wanted_at: datetime
    not_before: datetime
    done_at: datetime | None
    complaint: str
    result: dict[str, Any] | None

    @property
    def is_open(self) -> bool:
        return self.state in (JobState.WANTED, JobState.CLAIMED)

    @property
    def is_held(self) -> bool:
        return self.state == JobState.CLAIMED

    @property
    def is_dead(self) -> bool:
        return self.state == JobState.DEAD

    @property
    def attempts_text(self) -> str:
        return f"{self.attempts}/{MOST_ATTEMPTS}"


def job(kind: str, key: str) -> JobRow | None:
    """How far one piece of work is, or None when nobody wants it."""
    return next(iter(_rows(Job.objects.filter(kind=kind, key=key))), None)


def open_jobs() -> list[JobRow]:
    """What is to do or being done, oldest first."""
    return _rows(Job.objects.filter(state__in=[JobState.WANTED, JobState.CLAIMED]).order_by("pk"))


def dead_jobs() -> list[JobRow]:
    """What was given up and waits for a person."""
    return _rows(Job.objects.dead().order_by("pk"))


def done_jobs() -> list[JobRow]:
    """The last ones done, newest first."""
    return _rows(Job.objects.filter(state=JobState.DONE).order_by("-done_at", "-pk")[:SHOWN_DONE])


def last_done(kind: str) -> JobRow | None:
    """The newest finished job of one kind, with its result."""
    return next(iter(_rows(Job.objects.filter(kind=kind, state=JobState.DONE).order_by("-done_at", "-pk")[:1])), None)


def count_dead() -> int:
    return Job.objects.dead().count()


def last_done_at() -> datetime | None:
    """When the last job was done, for the readiness page."""
    last: datetime | None = (
        Job.objects.filter(state=JobState.DONE).order_by("-done_at").values_list("done_at", flat=True).first()
    )
    return last


def stuck_jobs() -> int:
    """How many jobs could have been taken for ten minutes and nobody did: no worker is there.

    Not those of special workers: whoever needs the signer tells himself what it means that he is away.
    """
    special = [kind.key for kind in JOB_KINDS if kind.queue]
    return Job.objects.claimable().exclude(kind__in=special).filter(not_before__lt=PortalNow() - UNTAKEN).count()


@dataclass(frozen=True)
class PeriodicKind:
    """A periodic kind of work: how many periods are due, and how many of them are done."""

    label: str
    due: int
    done: int
    last: str


def periodic_kinds() -> list[PeriodicKind]:
    """What the calendar asks for, beside what was done."""
    kinds = []
    for kind in JOB_KINDS:
        if kind.due is None:
            continue
        due = sorted(kind.due(clock.now()))
        done = Job.objects.filter(kind=kind.key, key__in=due, state=JobState.DONE).count()
        kinds.append(PeriodicKind(kind.label, len(due), done, kind.about(due[-1:])[due[-1]] if due else ""))
    return kinds


def _rows(jobs: Iterable[Job]) -> list[JobRow]:
    jobs = list(jobs)
    about = _about(jobs)
    return [
        JobRow(
            id=row.pk,
            kind=row.kind,
            label=JOB_KINDS[row.kind].label if row.kind in JOB_KINDS else row.kind,
            key=row.key,
            about=about.get((row.kind, row.key), row.key),
            state=row.state,
            word=JobState(row.state).label,
            tone=_TONES[JobState(row.state)],
            attempts=row.attempts,
            wanted_at=row.wanted_at,
            not_before=row.not_before,
            done_at=row.done_at,
            complaint=row.complaint,
            result=row.result,
        )
        for row in jobs
    ]


def _about(jobs: Sequence[Job]) -> dict[tuple[str, str], str]:
    """What each job is about, as people read it; each kind is asked once."""
    keys: dict[str, list[str]] = {}
    for row in jobs:
        if row.kind in JOB_KINDS:
            keys.setdefault(row.kind, []).append(row.key)
    return {(kind, key): words for kind, some in keys.items() for key, words in JOB_KINDS[kind].about(some).items()}
