"""受理、派单: to a unit that builds, with a day counted from the day of the report; never by whoever raised it."""

from __future__ import annotations

import pytest

from portal.clocks.models import Clock
from portal.kernel.errors import NotPermitted, WrongState
from quality import actions
from quality.actions.steps import OwnMatter
from quality.actions.triage import NoContractor
from quality.facts import ComplaintAssigned
from quality.models import Category, Channel, ComplaintMove, Severity
from quality.selectors import open_serious
from tests import world


def test_it_is_sent_to_a_unit_with_a_day_and_holds_its_payment(hands, deeds, elsewhere):
    complaint = hands.raised(channel=Channel.SUPERVISOR)
    assert open_serious(hands.unit.pk, [hands.village.pk]) == []
    hands.assigned(complaint, words="请先查看同户型")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.round, complaint.contractor) == ("assigned", 1, hands.unit)
    assert (complaint.clock.rule.code, complaint.clock.started_on) == ("Q-supervisor", complaint.reported_on)
    assert Clock.objects.get(rule__code="Q-triage").state == "met"
    fact = ComplaintAssigned(complaint.pk, hands.village.pk, hands.unit.pk, "serious", complaint.clock.due_on)
    assert fact in deeds[-1].facts
    move = ComplaintMove.objects.get(complaint=complaint, verb="assign")
    assert (move.by, move.words, move.due_on) == (hands.force.user, "请先查看同户型", complaint.clock.due_on)
    (row,) = open_serious(hands.unit.pk, [hands.village.pk])
    assert (row.id, row.number, row.place, row.severity) == (complaint.pk, complaint.label, "3号楼 3层", "严重")
    assert (row.village, row.what, row.since) == (hands.village.label, complaint.what, complaint.reported_on)
    assert open_serious(hands.unit.pk, [elsewhere.pk]) == []


def test_what_is_dangerous_goes_by_its_own_rule_and_what_is_minor_holds_nothing(hands):
    assert hands.assigned(severity=Severity.SAFETY).clock.rule.code == "Q-safety"
    hands.assigned(severity=Severity.MINOR)
    assert [row.severity for row in open_serious(hands.unit.pk, [hands.village.pk])] == ["涉及安全"]


def test_what_it_refuses(hands):
    inputs = {"contractor": hands.unit, "severity": Severity.MINOR, "category": Category.LEAKS}
    complaint = hands.raised()
    with pytest.raises(NoContractor, match="不是在用的施工单位"):
        actions.assign_complaint(hands.force, complaint, **{**inputs, "contractor": world.organisation()})
    for nobody in (hands.supervisor, hands.builder, hands.inspector):
        with pytest.raises(NotPermitted):
            actions.assign_complaint(nobody, complaint, **inputs)
    own = hands.raised(hands.force)
    with pytest.raises(OwnMatter, match="由您本人反映"):
        actions.assign_complaint(hands.force, own, **inputs)
    actions.assign_complaint(hands.force, complaint, **inputs)
    with pytest.raises(WrongState, match="整改中"):
        actions.assign_complaint(hands.force, complaint, **inputs)
