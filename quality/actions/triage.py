"""受理、派单: whether there is something in it, how bad it is, who repairs it and by which day."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Organisation, OrganisationKind
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from quality import permissions
from quality.actions.steps import (
    drop,
    fact,
    held,
    meet,
    moved,
    note,
    repair_rule,
    require_not_own,
    require_words,
    run,
)
from quality.facts import ComplaintAssigned, ComplaintClosed
from quality.models import Complaint


class NoContractor(InvalidInput):
    """Only a unit that builds can repair."""


@action(needs=permissions.TRIAGE_COMPLAINT)
def assign_complaint(
    actor: Any,
    complaint: Complaint,
    *,
    contractor: Organisation,
    severity: str,
    category: str,
    words: str = "",
) -> Complaint:
    """Take it up and send it to the unit that repairs. Its days count from the day on which it was reported."""
    complaint = held(complaint)
    before = moved(complaint, "assign")
    require_not_own(actor, complaint)
    if contractor.kind != OrganisationKind.BUILDER or not contractor.is_active:
        raise NoContractor(
            f"“{contractor}”不是在用的施工单位，不能派单整改。请选择负责该部位的施工单位。",
            fields={"contractor": "请选择施工单位。"},
        )
    complaint.contractor, complaint.severity, complaint.category = contractor, severity, category
    complaint.round = 1
    meet(complaint, clock.today())
    running = run(complaint, repair_rule(complaint), since=complaint.reported_on)
    complaint.save()
    note(complaint, "assign", before, actor, words=words.strip())
    tell(fact(ComplaintAssigned, complaint, due_on=running.due_on))
    return complaint


@action(needs=permissions.TRIAGE_COMPLAINT)
def refute_complaint(actor: Any, complaint: Complaint, *, reason: str) -> Complaint:
    """Say that it was looked at and is not so; whoever raised it reads the reason."""
    complaint = held(complaint)
    before = moved(complaint, "refute")
    require_not_own(actor, complaint)
    words = require_words(reason, "reason", "核实情况和理由")
    drop(complaint, "核实不属实")
    complaint.save()
    note(complaint, "refute", before, actor, words=words)
    tell(fact(ComplaintClosed, complaint, state=complaint.state, is_confirmed=False))
    return complaint
