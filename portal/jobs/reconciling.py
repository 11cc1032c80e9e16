"""The minute's round over the work list: what is due is on it, what waits is rung, what is hopeless is said aloud.

A beat that only fires when a period ends loses every period in which the machine was off; this round compares what
should be with what is, so it may be missed, doubled or late without harm.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from portal.jobs.contributions import JOB_KINDS, TIDIERS, Due, JobKind
from portal.jobs.lifecycle import JobState
from portal.jobs.models import Job
from portal.jobs.worklist import ring, want
from portal.kernel import clock

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Round:
    """What one round did, in numbers."""

    wanted: int
    rung: int
    buried: int
    tidied: int


def reconcile() -> Round:
    """Once round: safe at any time, in any number of processes."""
    wanted = sum(_want_what_is_due(kind, kind.due) for kind in JOB_KINDS if kind.due)
    buried = _bury_the_exhausted()
    rung = _ring_what_waits()
    tidied = sum(tidy() for tidy in TIDIERS)
    return Round(wanted, rung, buried, tidied)


def _want_what_is_due(kind: JobKind, due_by: Due) -> int:
    """Insert every due and missing period. One kind whose calendar cannot be read does not stop the others."""
    try:
        due = list(due_by(clock.now()))
    except Exception:  # the boundary of all kinds: logged with its trace, tried again in a minute
        log.exception("what is due cannot be told", extra={"kind": kind.key})
        return 0
    listed = set(Job.objects.filter(kind=kind.key, key__in=due).values_list("key", flat=True))
    missing = [key for key in due if key not in listed]
    with transaction.atomic():
        for key in missing:
            want(kind.key, key)
    return len(missing)


def _bury_the_exhausted() -> int:
    """Give up what was tried often enough, with an alarm in the log; the page of jobs shows it until it is retried."""
    with transaction.atomic():
        exhausted = list(Job.objects.exhausted().select_for_update(skip_locked=True).order_by("pk"))
        Job.objects.filter(pk__in=[job.pk for job in exhausted]).update(state=JobState.DEAD, lease_until=None)
    for job in exhausted:
        log.error("job is dead", extra={"job": job.pk, "kind": job.kind, "key": job.key, "attempts": job.attempts})
    return len(exhausted)


def _ring_what_waits() -> int:
    known = Q(kind__in=JOB_KINDS.keys())
    waiting = list(Job.objects.claimable().filter(known).order_by("pk").values_list("pk", "kind"))
    for job_id, kind in waiting:
        ring(job_id, kind)
    return len(waiting)
