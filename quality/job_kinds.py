"""What quality asks of the work list: each morning it looks which doubts are past their day, and which fell silent."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from portal.jobs.contributions import Finish, job_kind
from portal.jobs.worklist import Claim
from portal.kernel import clock
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import System
from quality.actions import escalate_complaint, lapse_complaint
from quality.selectors.overdue import lapsing, level_due, overdue

OVERDUE = "quality.overdue"
WHY = System("每日检查质询办理期限")
FROM_HOUR = 7


def day_due(now: datetime) -> Iterator[str]:
    """Today, from seven on. Days that were missed need no look of their own: what is overdue stays so."""
    here = now.astimezone(SHANGHAI)
    if here.hour >= FROM_HOUR:
        yield here.date().isoformat()


def day_words(keys: Collection[str]) -> dict[str, str]:
    return {key: f"{key}检查" for key in keys}


@job_kind(OVERDUE, "质询期限检查", due=day_due, about=day_words)
def look_at_deadlines(claim: Claim) -> Finish:
    """Each doubt by a deed of its own inside the job's transaction: done all together, or looked at again."""

    def finish() -> dict[str, int]:
        today = clock.today()
        late = [complaint for complaint in overdue(today) if level_due(complaint, today) is not None]
        silent = list(lapsing(today))
        for complaint in late:
            escalate_complaint(WHY, complaint)
        for complaint in silent:
            lapse_complaint(WHY, complaint)
        return {"escalated": len(late), "lapsed": len(silent)}

    return finish
