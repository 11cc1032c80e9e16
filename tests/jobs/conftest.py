"""A kind of work of the tests' own, and a bell that only counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.jobs import reconciling, worklist
from portal.jobs.contributions import JOB_KINDS, TIDIERS, Finish, job_kind
from portal.jobs.lifecycle import JobState
from portal.jobs.models import Job
from portal.jobs.worklist import Claim
from portal.kernel.db import PortalNow

Body = Callable[[Claim], Finish]


class Kind:
    """What the tests let the work do, and what it did."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.due: list[str] = []
        self.body: Body = self.note

    def note(self, claim: Claim) -> Finish:
        return lambda: {"token": self.done.append(claim.key) or claim.token}

    def work(self, claim: Claim) -> Finish:
        return self.body(claim)


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Kind:
    """The one kind that there is: ``count``, due whenever ``kind.due`` says."""
    monkeypatch.setattr(JOB_KINDS, "_entries", {})
    monkeypatch.setattr(TIDIERS, "_entries", {})
    made = Kind()
    job_kind("count", "计数", due=lambda now: list(made.due))(made.work)
    return made


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids that were rung for; no broker is asked."""
    heard: list[int] = []

    def hear(job_id: int, kind: str) -> None:
        heard.append(job_id)

    monkeypatch.setattr(worklist, "ring", hear)
    monkeypatch.setattr(reconciling, "ring", hear)
    return heard


def lapse() -> None:
    """Let every lease run out, as if its worker had been killed long ago."""
    Job.objects.filter(state=JobState.CLAIMED).update(lease_until=PortalNow() - timedelta(seconds=1))
