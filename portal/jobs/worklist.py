"""Want, claim, work, close: how a job is done exactly once (security design F).

Whoever claims a job gets a token. Everything that he writes is written in a transaction that first finds the job still
his (same token); a worker that was too slow or thought dead finds it gone and stops, having written nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from kombu.exceptions import OperationalError as BrokerDown

from portal.jobs.contributions import JOB_KINDS, Finish
from portal.jobs.lifecycle import JobState
from portal.jobs.models import Job
from portal.kernel.db import PortalNow
from portal.kernel.deeds import Channel, Via, coming_by
from portal.kernel.errors import Refusal

log = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(hours=1)


class LeaseLost(Exception):
    """Somebody else holds the job now; what was being done is not to be written."""


class Outcome(StrEnum):
    """What became of one attempt."""

    DONE = "done"
    NOT_OURS = "not_ours"  # done already, held by another, or not due yet
    LOST = "lost"
    GIVEN_BACK = "given_back"


@dataclass(frozen=True)
class Claim:
    """A job in somebody's hands for the length of one attempt."""

    job_id: int
    kind: str
    key: str
    payload: dict[str, Any]
    token: int
    attempt: int

    @property
    def owner(self) -> str:
        """Whom temporary files of this attempt belong to."""
        return f"job-{self.job_id}-{self.token}"

    @contextmanager
    def held(self) -> Iterator[None]:
        """A transaction in which the job is surely still ours. Raises LeaseLost when it is not."""
        with transaction.atomic():
            ours = Job.objects.select_for_update().filter(pk=self.job_id, token=self.token, state=JobState.CLAIMED)
            if not list(ours.values_list("pk")):
                raise LeaseLost(str(self))
            yield


def want(kind: str, key: str, payload: dict[str, Any] | None = None) -> int:
    """Put a job on the list in the caller's transaction and ring after its commit; its id. Wanting twice is once."""
    JOB_KINDS[kind]  # an unknown kind is a defect of the caller, not of a worker an hour later
    # One statement: a competitor that inserts the same key at this moment is waited for, not tripped over.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_job (kind, key, payload, state, token, attempts, complaint)"
            " VALUES (%s, %s, %s::jsonb, %s, 0, 0, '') ON CONFLICT (kind, key) DO UPDATE SET kind = excluded.kind"
            " RETURNING id",
            [kind, key, json.dumps(payload or {}), JobState.WANTED],
        )
        job_id: int = cursor.fetchone()[0]
    transaction.on_commit(lambda: ring(job_id, kind))
    return job_id


def hurry(job_id: int) -> None:
    """Let a job that pauses after an attempt be taken at once."""
    Job.objects.filter(pk=job_id, state=JobState.WANTED).update(not_before=PortalNow())


def ring(job_id: int, kind: str) -> None:
    """Tell the workers. A bell that is not heard loses nothing: ``reconcile`` rings again within a minute."""
    from portal.jobs.tasks import work

    try:
        work.apply_async((job_id,), queue=JOB_KINDS[kind].queue, retry=False)
    except BrokerDown as error:
        log.warning("the broker does not answer; the next reconcile rings", extra={"job": job_id}, exc_info=error)


def claim(job_id: int) -> Claim | None:
    """Take the job for one attempt, or None when it is not to be had. Its own transaction."""
    with transaction.atomic(durable=True):
        job = Job.objects.claimable().select_for_update(skip_locked=True).filter(pk=job_id).first()
        if job is None:
            return None
        lease = JOB_KINDS[job.kind].lease
        Job.objects.filter(pk=job.pk).update(
            state=JobState.CLAIMED,
            token=F("token") + 1,
            attempts=F("attempts") + 1,
            lease_until=PortalNow() + lease,
        )
        return Claim(job.pk, job.kind, job.key, job.payload, job.token + 1, job.attempts + 1)


def perform(job_id: int) -> Outcome:
    """Claim, work, close. Never raises for what the work itself comes to grief on: that becomes the job's complaint."""
    held = claim(job_id)
    if held is None:
        return Outcome.NOT_OURS
    try:
        with coming_by(Channel(Via.TASK, req=held.owner)):
            finish = JOB_KINDS[held.kind].work(held)
            _close(held, finish)
    except LeaseLost:
        log.info("lease lost", extra={"job": held.job_id, "token": held.token})
        return Outcome.LOST
    except Exception as error:  # the boundary of all kinds of work: recorded, logged, tried again
        log.exception("job came to nothing", extra={"job": held.job_id, "kind": held.kind, "attempt": held.attempt})
        connection.close_if_unusable_or_obsolete()  # what went wrong may have been the database itself
        give_back(held, _complaint(error))
        return Outcome.GIVEN_BACK
    return Outcome.DONE


def _close(held: Claim, finish: Finish) -> None:
    with held.held():
        result = finish()
        Job.objects.filter(pk=held.job_id).update(
            state=JobState.DONE, done_at=PortalNow(), lease_until=None, result=result, complaint=""
        )


def give_back(held: Claim, complaint: str) -> None:
    """Put a job back on the list after an attempt that came to nothing; the pause doubles each time."""
    pause = min(timedelta(minutes=2 ** (held.attempt - 1)), LONGEST_PAUSE)
    ours = Job.objects.filter(pk=held.job_id, token=held.token, state=JobState.CLAIMED)
    ours.update(state=JobState.WANTED, lease_until=None, not_before=PortalNow() + pause, complaint=complaint[:300])


def gone_owners(owners: Iterable[str]) -> set[str]:
    """Those of our owners of temporary files that hold no live lease.

    Ask with names that were listed before: a file whose lease began after the list is not on it.
    """
    ours = {owner for owner in owners if owner.startswith("job-")}
    live = {f"job-{pk}-{token}" for pk, token in Job.objects.held().values_list("pk", "token")}
    return ours - live


def _complaint(error: Exception) -> str:
    if isinstance(error, Refusal):
        return error.sentence
    return f"未办成：办理时出现意外（{type(error).__name__}），详情已记入日志，系统将自动再办。"
