"""What the trail asks of the work list: signatures, by the one worker that has the key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from integrity.selectors import CHECKPOINT, SIGNER, is_all_signed
from integrity.trail import checkpoints
from portal.jobs.contributions import Finish, job_kind
from portal.jobs.selectors import open_jobs
from portal.jobs.worklist import Claim


def slot_due(now: datetime) -> Iterator[str]:
    """The ten minutes that run now, unless everything is signed already.

    Never those that were missed: one signature covers them all. None, either, while an earlier one still waits for its
    signer, so that days without him leave one job and not a thousand.
    """
    if is_all_signed() or any(job.kind == CHECKPOINT for job in open_jobs()):
        return
    moment = now.astimezone(UTC)
    yield f"{moment.replace(minute=moment.minute - moment.minute % 10):%Y-%m-%dT%H:%MZ}"


@job_kind(CHECKPOINT, "留痕校验点", due=slot_due, queue=SIGNER, lease=timedelta(minutes=10))
def sign_checkpoint(claim: Claim) -> Finish:
    """Sign what an edition froze, or everything up to now; nothing when the last signature says the same."""
    signed = checkpoints.prepare(claim.payload.get("size"), claim.payload.get("root", ""))
    if signed is None:
        return lambda: {"checkpoint": None}
    return lambda: {"checkpoint": signed.keep(), "note": signed.note}
