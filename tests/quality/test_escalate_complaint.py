"""What is past its day goes up by itself as far as reminders go; the order waits for a person. Silence ends a doubt."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.jobs.worklist import Claim
from portal.kernel import clock
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.periods import SHANGHAI
from projects.selectors.orders import running_order_of
from quality import actions
from quality.facts import ComplaintOverdue
from quality.job_kinds import FROM_HOUR, OVERDUE, day_due, look_at_deadlines
from quality.models import Complaint, Escalation
from quality.selectors.overdue import order_key
from tests import world
from tests.clock import go_on


def look(day: str = "2026-12-01") -> dict:
    return look_at_deadlines(Claim(1, OVERDUE, day, {}, 1, 1))()


def test_each_level_once_and_the_order_waits_for_a_person(hands, deeds):
    complaint = hands.assigned()
    with pytest.raises(WrongState, match="没有需要提级的超期"):
        actions.escalate_complaint(world.WHY, complaint)
    with pytest.raises(NotPermitted):
        actions.escalate_complaint(hands.builder, complaint)
    assert look() == {"escalated": 0, "lapsed": 0}
    due_on = complaint.clock.due_on
    go_on(due_on - clock.today() + timedelta(days=1))
    assert look() == {"escalated": 1, "lapsed": 0}
    assert look() == {"escalated": 0, "lapsed": 0}
    told = ComplaintOverdue(complaint.pk, hands.village.pk, hands.unit.pk, "serious", due_on, 1)
    assert [fact for deed in deeds for fact in deed.facts if isinstance(fact, ComplaintOverdue)] == [told]
    assert running_order_of("quality", order_key(complaint)) is None
    go_on(timedelta(days=8))
    look()
    order = running_order_of("quality", order_key(complaint))
    assert (order.state, order.number, order.owner, order.kind) == ("proposed", "", hands.unit, "order")
    assert f"{complaint.label}整改超期" == order.matter
    go_on(timedelta(days=14))
    look()
    assert list(Escalation.objects.order_by("pk").values_list("level", "due_on")) == [(n, due_on) for n in (1, 2, 3)]


def test_who_is_asked_is_nobodys_delay_and_silence_ends_it(hands):
    silent, untouched = hands.reinspected(), hands.raised()
    go_on(timedelta(days=40))
    assert look() == {"escalated": 1, "lapsed": 1}
    assert Complaint.objects.get(pk=silent.pk).state == "closed"
    assert Escalation.objects.get().complaint == untouched
    # What nobody took up has no unit that could be ordered to repair.
    look()
    assert running_order_of("quality", order_key(untouched)) is None


def test_it_is_looked_at_each_morning():
    morning = datetime(2026, 12, 1, FROM_HOUR, tzinfo=SHANGHAI)
    assert list(day_due(morning)) == ["2026-12-01"]
    assert list(day_due(morning - timedelta(minutes=1))) == []
