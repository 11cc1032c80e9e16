"""What the trail asks of the work list: signatures, by the one worker that has the key."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

from integrity.selectors import CHECKPOINT, SIGNER, is_all_signed
from integrity.trail import checkpoints
from portal.jobs.contributions import Finish, job_kind
from portal.jobs.selectors import open_jobs
from portal.jobs.worklist import Claim
from portal.kernel.periods import SHANGHAI

SLOT = "%Y-%m-%dT%H:%MZ"


def slot_due(now: datetime) -> Iterator[str]:
    """The ten minutes that run now, unless everything is signed already.

    Never those that were missed: one signature covers them all. None, either, while an earlier one still waits for its
    signer, so that days without him leave one job and not a thousand.
    """
    if is_all_signed() or any(job.kind == CHECKPOINT for job in open_jobs()):
        return
    moment = now.astimezone(UTC)
    yield f"{moment.replace(minute=moment.minute - moment.minute % 10):{SLOT}}"


def slot_words(key: str) -> str:
    """``2026年12月1日0时50分``, or how much an edition had frozen when it was asked for (``2026-W48/1@1362``)."""
    _, _, size = key.partition("@")
    if size:
        return f"专报编制前{size}条"
    at = datetime.strptime(key, SLOT).replace(tzinfo=UTC).astimezone(SHANGHAI)
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分"


def checkpoint_words(keys: Collection[str]) -> dict[str, str]:
    return {key: slot_words(key) for key in keys}


@job_kind(CHECKPOINT, "留痕校验点", due=slot_due, queue=SIGNER, lease=timedelta(minutes=10), about=checkpoint_words)
def sign_checkpoint(claim: Claim) -> Finish:
    """Sign what an edition froze, or everything up to now; nothing when the last signature says the same."""
    signed = checkpoints.prepare(claim.payload.get("size"), claim.payload.get("root", ""))
    if signed is None:
        return lambda: {"checkpoint": None}
    return lambda: {"checkpoint": signed.keep(), "note": signed.note}
