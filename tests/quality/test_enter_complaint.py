"""What other offices received: a hotline's order with its number; of a petition only its number and state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted, WrongState
from quality import actions
from quality.actions.intake import ComplaintIncomplete
from quality.actions.steps import DayNotPossible, WordsMissing
from quality.models import ComplaintMove


def test_orders_of_the_hotline_and_petitions(hands, elsewhere, deeds):
    today = clock.today()
    hotline = {"channel": "hotline", "outside_number": "YC20261130001", "reported_on": today - timedelta(days=2)}
    entered = actions.enter_complaint(hands.force, hands.village, what="楼道积水", building="2号楼", **hotline)
    entered.refresh_from_db()
    assert (entered.holder, entered.entered_by, entered.place) == (None, hands.force.user, "2号楼")
    assert entered.clock.started_on == today - timedelta(days=2)
    assert ComplaintMove.objects.get(complaint=entered).by == hands.force.user
    petition = {"channel": "petition", "outside_number": "宁信2026-18", "reported_on": today}
    other = actions.enter_complaint(
        hands.force,
        hands.village,
        what="某某反映",
        part="某某家",
        phone="13995071234",
        outside_state="已受理",
        **petition,
    )
    assert (other.what, other.place) == ("信访事项，内容见信访信息系统", "部位未写明")
    assert other.masked("phone") == ""
    assert hands.assigned(other).clock.rule.code == "X4"
    actions.follow_outside(hands.force, other, outside_state="已答复")
    other.refresh_from_db()
    assert (other.outside_state, deeds[-1].facts[-1].verb) == ("已答复", "follow_outside")

    with pytest.raises(BrokenInvariant, match="这个外部编号已经登记"):
        actions.enter_complaint(hands.force, hands.village, what="楼道积水", **hotline)
    with pytest.raises(BrokenInvariant, match="请填写12345工单编号"):
        actions.enter_complaint(hands.force, hands.village, what="楼道积水", **{**hotline, "outside_number": " "})
    late = {**hotline, "outside_number": "2", "reported_on": today + timedelta(days=1)}
    with pytest.raises(DayNotPossible):
        actions.enter_complaint(hands.force, hands.village, what="楼道积水", **late)
    with pytest.raises(ComplaintIncomplete, match="这里只登记12345工单和信访事项"):
        actions.enter_complaint(hands.force, hands.village, what="裂缝", **{**hotline, "channel": "patrol"})
    with pytest.raises(NotPermitted):
        actions.enter_complaint(hands.force, elsewhere, what="裂缝", **hotline)
    with pytest.raises(WordsMissing):
        actions.follow_outside(hands.force, other, outside_state="")
    with pytest.raises(WrongState, match="不是12345工单或信访事项"):
        actions.follow_outside(hands.force, hands.raised(), outside_state="已答复")
    with pytest.raises(NotPermitted):
        actions.follow_outside(hands.builder, other, outside_state="已答复")
