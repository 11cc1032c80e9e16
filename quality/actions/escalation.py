"""Whose matter an overdue doubt becomes. Reminders run by themselves; what bears a number waits for people."""

from __future__ import annotations

from typing import Any

from portal.clocks.selectors import reckon, rule_in_force
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import System
from projects.actions import propose_order
from projects.selectors.orders import running_order_of
from quality import permissions
from quality.actions.steps import fact, held
from quality.facts import ComplaintOverdue
from quality.models import Complaint, Escalation
from quality.rules import Level
from quality.selectors.overdue import level_due, order_key

PROPOSES = System("质询整改超期，按级提请督办")
ORDER, SOURCE = "order", "quality"


@action(needs=permissions.CLOSE_COMPLAINT)
def escalate_complaint(actor: Any, complaint: Complaint) -> Escalation:
    """Pass an overdue doubt on to the level that its delay has reached: once for each due day and level.

    To the task force's level belongs a 督办单, which is proposed here and issued by a person. What goes up to a leader
    says who was heard and what happens otherwise: people write that, the portal only reminds them.
    """
    complaint = held(complaint)
    level, due_on, today = level_due(complaint, clock.today()), complaint.due_on, clock.today()
    if level is None or due_on is None:
        raise WrongState(f"{complaint}没有需要提级的超期，不再提级。请刷新页面查看最新情况。")
    escalation = Escalation(complaint=complaint, due_on=due_on, level=level, happened_on=today)
    escalation.save()
    if level == Level.TASK_FORCE:
        _propose(complaint)
    tell(fact(ComplaintOverdue, complaint, due_on=due_on, level=int(level)))
    return escalation


def _propose(complaint: Complaint) -> None:
    """A 督办单 to the unit that repairs, unless one runs. What nobody took up yet has no unit."""
    rule = rule_in_force("Q-order")
    if complaint.contractor is None or rule is None or running_order_of(SOURCE, order_key(complaint)):
        return
    propose_order(
        PROPOSES,
        complaint.village,
        kind=ORDER,
        matter=f"{complaint.label}整改超期",
        demand=f"{complaint.place}：{complaint.what[:200]}。原定{complaint.due_on}前办结，请抓紧整改到位并报告结果。",
        source=SOURCE,
        source_key=order_key(complaint),
        source_text=complaint.label,
        owner=complaint.contractor,
        due_on=reckon(clock.today(), rule.term).due_on,
        is_demonstration=complaint.is_demonstration,
    )
