"""What integrity hears: an exception that was used is a doubt that somebody has to look at."""

from __future__ import annotations

from integrity.actions import raise_findings
from integrity.red_flags import NOTICE, Hit
from integrity.selectors.findings import OVERRIDE_USED
from portal.approvals.facts import OverrideUsed
from portal.approvals.selectors import approval, gate_words
from portal.kernel.facts import hears
from portal.kernel.permissions import PORTAL, System

WHY = System("例外办理已使用")


@hears(OverrideUsed)
def look_at_override(fact: OverrideUsed) -> None:
    """The exception itself is the subject, so that each use of another one is a finding of its own."""
    asked = approval(fact.approval_id)
    hit = Hit(
        f"approvals.approval:{fact.approval_id}",
        asked.title,
        f"经例外办理，未按规定“{gate_words(fact.gate)}”执行。",
        involved=(asked.asked_by_id,) if asked.asked_by_id else (),
    )
    raise_findings(WHY, PORTAL, flag=OVERRIDE_USED, severity=NOTICE, hits=[hit])
