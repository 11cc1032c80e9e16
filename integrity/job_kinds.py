"""What integrity asks of the work list: signatures, by the one worker that has the key; each night the red flags and
the whole trail.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

from integrity.actions import raise_findings
from integrity.red_flags import RED_FLAGS, gather
from integrity.selectors import CHECKPOINT, SIGNER, VERIFYING, is_all_signed
from integrity.trail import checkpoints
from integrity.trail.verifying import verify
from portal.jobs.contributions import Finish, job_kind
from portal.jobs.selectors import open_jobs
from portal.jobs.worklist import Claim
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import PORTAL, System

FLAGS = "integrity.red_flags"
WHY = System("每日疑点筛查")
FROM_HOUR = 2
TOLD_AT_MOST = 20
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


gather()


def night_due(now: datetime) -> Iterator[str]:
    """Tonight, from two on. Nights that were missed need no look of their own: what stands is found tonight."""
    here = now.astimezone(SHANGHAI)
    if here.hour >= FROM_HOUR:
        yield here.date().isoformat()


@job_kind(FLAGS, "疑点筛查", due=night_due)
def look_for_red_flags(claim: Claim) -> Finish:
    """Every flag over all villages; what is known already is not raised again."""

    def finish() -> dict[str, int]:
        return {
            flag.key: raise_findings(WHY, PORTAL, flag=flag.key, severity=flag.severity, hits=list(flag.find()))
            for flag in RED_FLAGS
        }

    return finish


@job_kind(VERIFYING, "留痕核验", due=night_due, lease=timedelta(hours=2))
def verify_trail(claim: Claim) -> Finish:
    """What `manage.py audit_verify` does, without anything held outside; the first sentences are kept."""
    found = verify()
    told = {
        "entries": found.entries,
        "unsealed": found.unsealed,
        "checkpoints": found.checkpoints,
        "count": found.count,
        "findings": found.findings[:TOLD_AT_MOST],
    }
    return lambda: told
