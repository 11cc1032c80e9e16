"""The bell: Celery wakes whoever does the work; what there is to do stands in the database.

A message may be lost, doubled or late. ``acks_late`` with ``reject_on_worker_lost`` keeps the message of a killed
child; the lease keeps it from being done twice at once.

The tasks name their application: a shared one would ring at whatever broker Celery takes for the usual one in a process
that never loaded ours, such as the web server.
"""

from __future__ import annotations

from typing import Any

from celery.signals import worker_ready

from portal.celery import app
from portal.jobs import reconciling, worklist

LIMITS: dict[str, Any] = {"acks_late": True, "reject_on_worker_lost": True, "time_limit": 600, "ignore_result": True}


@app.task(**LIMITS)  # type: ignore[untyped-decorator]
def reconcile() -> None:
    """The round of each minute."""
    reconciling.reconcile()


@app.task(**LIMITS)  # type: ignore[untyped-decorator]
def work(job_id: int) -> None:
    """One attempt at one job."""
    worklist.perform(job_id)


@worker_ready.connect  # type: ignore[untyped-decorator]
def reconcile_at_once(**kwargs: Any) -> None:
    """A worker that starts does not wait for the next minute."""
    reconcile.apply_async()
