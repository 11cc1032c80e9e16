"""The reporter closes it, or does not: confirmed, reopened once, then five parties; silence; an end without repair."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel.errors import NotPermitted, WrongState
from quality import actions
from quality.actions.closing import NotReopenedYet, ReopenedAlready, StillTime
from quality.actions.steps import NotTheReporter, OwnMatter, WordsMissing
from quality.facts import ComplaintAssigned, ComplaintClosed, ComplaintMoved
from quality.models import Complaint, ComplaintMove
from quality.selectors import open_serious
from tests.clock import go_on
from tests.quality.course import UNNAMED


def test_whoever_raised_it_confirms_and_the_hold_ends(hands, deeds):
    complaint = hands.reinspected()
    assert len(open_serious(hands.unit.pk, [hands.village.pk])) == 1
    for other in (hands.force, hands.builder, UNNAMED):
        with pytest.raises(NotPermitted):
            actions.confirm_repair(other, complaint)
    with pytest.raises(NotTheReporter, match="由反映人本人确认"):
        actions.confirm_repair(hands.force, complaint)
    actions.confirm_repair(hands.supervisor, complaint, words="修好了，谢谢")
    closed = ComplaintClosed(complaint.pk, hands.village.pk, hands.unit.pk, "serious", "closed", True)
    assert closed in deeds[-1].facts
    assert open_serious(hands.unit.pk, [hands.village.pk]) == []
    move = ComplaintMove.objects.filter(complaint=complaint).latest("pk")
    assert (move.verb, move.by, move.by_reporter, move.words) == ("confirm", None, True, "修好了，谢谢")
    with pytest.raises(WrongState, match="已销号"):
        actions.confirm_repair(hands.supervisor, complaint)


def test_a_receipt_lets_its_bearer_answer_and_nobody_else_in_his_place(hands):
    (mine, bearer), (_, other) = hands.unnamed(), hands.unnamed()
    hands.reinspected(hands.rectified(hands.assigned(mine)))
    with pytest.raises(NotPermitted):
        actions.confirm_repair(other, mine)
    assert list(Complaint.objects.visible_to(bearer)) == [mine]
    assert actions.confirm_repair(bearer, mine).state == "closed"


def test_what_does_not_hold_is_repaired_again_once_and_then_looked_at_by_five(hands, deeds):
    complaint = hands.reinspected()
    with pytest.raises(WordsMissing, match="哪里没有修好"):
        actions.reopen_complaint(hands.supervisor, complaint, words="")
    with pytest.raises(NotTheReporter):
        actions.reopen_complaint(hands.force, complaint, words="下雨后又渗水")
    with pytest.raises(NotReopenedYet, match="不必提请五方会商"):
        actions.refer_complaint(hands.supervisor, complaint, words="下雨后又渗水")
    # Also after it was closed: what comes back with the next rain was not mended.
    actions.confirm_repair(hands.supervisor, complaint)
    actions.reopen_complaint(hands.supervisor, complaint, words="下雨后又渗水")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.round, complaint.reopened) == ("assigned", 2, 1)
    assert (complaint.clock.rule.code, complaint.clock.state) == ("Q-patrol", "running")
    assert any(isinstance(fact, ComplaintAssigned) for fact in deeds[-1].facts)
    hands.reinspected(hands.rectified(complaint))
    with pytest.raises(ReopenedAlready, match="提请五方会商"):
        actions.reopen_complaint(hands.supervisor, complaint, words="还是渗水")
    actions.refer_complaint(hands.supervisor, complaint, words="还是渗水")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.due_on, complaint.clock.state) == ("referred", None, "cancelled")
    assert deeds[-1].facts[-1] == ComplaintMoved(complaint.pk, hands.village.pk, hands.unit.pk, "serious", "refer")
    assert len(open_serious(hands.unit.pk, [hands.village.pk])) == 1
    with pytest.raises(NotPermitted):
        actions.resume_complaint(hands.builder, complaint, words="按加固方案整改")
    actions.resume_complaint(hands.force, complaint, words="按设计单位加固方案整改")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.round, complaint.clock.state) == ("assigned", 3, "running")


def test_staff_write_down_what_he_said_when_he_was_asked(hands, deeds):
    complaint = hands.reinspected()
    with pytest.raises(WordsMissing, match="回访情况"):
        actions.record_answer(hands.force, complaint, is_mended=True, words="")
    with pytest.raises(NotPermitted):
        actions.record_answer(hands.builder, complaint, is_mended=True, words="电话回访，表示已修好")
    actions.record_answer(hands.force, complaint, is_mended=False, words="电话回访，仍有裂缝")
    move = ComplaintMove.objects.filter(complaint=complaint).latest("pk")
    assert (move.verb, move.by, move.by_reporter) == ("reopen", hands.force.user, False)
    hands.reinspected(hands.rectified(complaint))
    referred = actions.record_answer(hands.force, complaint, is_mended=False, words="电话回访，仍有裂缝")
    assert referred.state == "referred"
    done = actions.record_answer(hands.force, hands.reinspected(), is_mended=True, words="电话回访，表示已修好")
    assert done.state == "closed"
    own = hands.reinspected(hands.rectified(hands.assigned_by_another(hands.raised(hands.force))))
    with pytest.raises(OwnMatter):
        actions.record_answer(hands.force, own, is_mended=True, words="本人确认已修好")


def test_silence_for_the_whole_period_ends_it_and_counts_as_nothing(hands, deeds):
    complaint = hands.reinspected()
    with pytest.raises(StillTime, match="今天还不能按逾期未评价销号"):
        actions.lapse_complaint(UNNAMED, complaint)
    with pytest.raises(NotPermitted):
        actions.lapse_complaint(hands.builder, complaint)
    go_on(timedelta(days=40))
    assert actions.lapse_complaint(UNNAMED, complaint).state == "closed"
    assert deeds[-1].facts[-1].is_confirmed is False
    with pytest.raises(WrongState):
        actions.lapse_complaint(UNNAMED, complaint)


def test_what_is_not_so_and_what_is_not_repaired_end_with_a_reason(hands, deeds):
    refuted = hands.raised()
    with pytest.raises(WordsMissing, match="核实情况和理由"):
        actions.refute_complaint(hands.force, refuted, reason="无")
    with pytest.raises(NotPermitted):
        actions.refute_complaint(hands.builder, refuted, reason="现场查看没有裂缝")
    with pytest.raises(OwnMatter):
        actions.refute_complaint(hands.force, hands.raised(hands.force), reason="现场查看没有裂缝")
    assert actions.refute_complaint(hands.force, refuted, reason="现场查看没有裂缝").state == "unfounded"
    told = ComplaintClosed(refuted.pk, hands.village.pk, None, "", "unfounded", False)
    assert told in deeds[-1].facts
    complaint, own = hands.assigned(), hands.assigned_by_another(hands.raised(hands.force))
    with pytest.raises(WordsMissing, match="不再整改的原因"):
        actions.give_up_complaint(hands.force, complaint, reason="")
    with pytest.raises(NotPermitted):
        actions.give_up_complaint(hands.builder, complaint, reason="该楼栋已列入拆除范围")
    with pytest.raises(OwnMatter):
        actions.give_up_complaint(hands.force, own, reason="该楼栋已列入拆除范围")
    assert actions.give_up_complaint(hands.force, complaint, reason="该楼栋已列入拆除范围").state == "unrepaired"
    complaint.refresh_from_db()
    assert (complaint.clock.state, complaint.due_on) == ("cancelled", None)
    with pytest.raises(WrongState, match="未整改了结"):
        hands.rectified(complaint)
