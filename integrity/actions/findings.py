"""Findings: raised by the portal, disposed of by the 廉政专员."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from integrity.facts import FindingMoved, FindingsRaised
from integrity.lifecycle import FINDING, FindingState
from integrity.models import Finding, FindingMove
from integrity.models.finding import OWN_MATTER
from integrity.permissions import DISPOSE_FINDINGS
from integrity.red_flags import Hit
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, NotPermitted
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Portal


class OwnFinding(NotPermitted):
    """Somebody to whom the doubt itself relates."""

    sentence = OWN_MATTER


class FindingUnexplained(InvalidInput):
    """A step without words."""


@action(needs=DISPOSE_FINDINGS)
def raise_findings(actor: Actor, portal: Portal, *, flag: str, severity: str, hits: Collection[Hit]) -> int:
    """Keep what a flag found and nobody knew yet; how many that are. What is known keeps its state."""
    known = set(
        Finding.objects.filter(flag=flag, subject_key__in=[hit.key for hit in hits]).values_list(
            "subject_key", flat=True
        )
    )
    fresh = {hit.key: hit for hit in hits if hit.key not in known}
    if not fresh:
        return 0
    made = Finding.objects.bulk_create([_finding(flag, severity, hit) for hit in fresh.values()])
    FindingMove.objects.bulk_create(
        [FindingMove(finding=row, verb="raise", to_state=FindingState.OPEN) for row in made]
    )
    tell(FindingsRaised((flag,), len(made)))
    return len(made)


@action(needs=DISPOSE_FINDINGS)
def dispose_finding(actor: Any, finding: Finding, *, verb: str, reason: str) -> Finding:
    """Take up, clear, confirm or pass on. Raises OwnFinding, FindingUnexplained, WrongState."""
    finding = Finding.objects.locked(finding)
    before, finding.state = finding.state, FINDING.after(verb, finding.state)
    if actor.user is not None and actor.user.pk in finding.involved:
        raise OwnFinding()
    if not reason.strip():
        raise FindingUnexplained(
            "还没有写明依据和情况，不能提交。请补充后再办。", fields={"reason": "请写明核查、处置的依据和情况。"}
        )
    finding.save()
    FindingMove(
        finding=finding, verb=verb, from_state=before, to_state=finding.state, reason=reason.strip(), by=actor.user
    ).save()
    tell(FindingMoved(finding.pk, verb))
    return finding


def _finding(flag: str, severity: str, hit: Hit) -> Finding:
    return Finding(
        flag=flag,
        village_id=hit.village_id,
        subject_key=hit.key,
        subject_label=hit.label,
        detail=hit.detail,
        severity=severity,
        involved=sorted(hit.involved),
        is_demonstration=hit.is_demonstration,
    )
