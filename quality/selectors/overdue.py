"""Which doubts are past their day, and whose matter their delay has become."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.clocks.selectors import reckon, rule_in_force
from quality.lifecycle import NO_DEADLINE, ComplaintState
from quality.models import Complaint, Escalation
from quality.rules import Level

# Silence of the reporter ends a doubt; it is nobody's delay.
NOBODYS_DELAY = (*NO_DEADLINE, ComplaintState.REINSPECTED)
_LATER = {Level.TASK_FORCE: "Q-escalate-2", Level.LEADER: "Q-escalate-3"}


def overdue(today: date) -> Any:
    """The doubts whose step should have been done before this day, first due first."""
    found = Complaint.objects.exclude(state__in=NOBODYS_DELAY).filter(clock__due_on__lt=today)
    return found.select_related("clock__rule").order_by("clock__due_on", "pk")


def lapsing(today: date) -> Any:
    """Those whose reporter was silent for the whole period."""
    found = Complaint.objects.filter(state=ComplaintState.REINSPECTED, clock__due_on__lt=today)
    return found.select_related("clock").order_by("pk")


def level_due(complaint: Complaint, today: date) -> Level | None:
    """The next level that its delay has reached and that was not told yet; None when there is none."""
    due_on = complaint.due_on
    if complaint.state in NOBODYS_DELAY or due_on is None or today <= due_on:
        return None
    told = set(Escalation.objects.filter(complaint=complaint, due_on=due_on).values_list("level", flat=True))
    return next((level for level in Level if level not in told and _is_reached(level, due_on, today)), None)


def order_key(complaint: Complaint) -> str:
    """How an order names the doubt that it comes from."""
    return f"quality.complaint:{complaint.pk}"


def _is_reached(level: Level, due_on: date, today: date) -> bool:
    if level == Level.UNIT:
        return True
    rule = rule_in_force(_LATER[level])
    return rule is not None and today > reckon(due_on, rule.term).due_on
