"""整改、复查: made safe first, mended by the unit, looked at by others of another unit; the database holds the line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import BrokenInvariant, NotPermitted, WrongState
from quality import actions
from quality.actions.repair import MeasureMissing, ReinspectedByRepairer
from quality.actions.steps import DayNotPossible, OwnMatter, WordsMissing
from quality.facts import ComplaintMoved, SafetyMeasureTaken
from quality.models import ComplaintMove, ComplaintPhoto, Rectification, Reinspection, Severity
from quality.permissions import REINSPECT
from tests import world
from tests.quality.course import photo


def test_what_is_dangerous_is_made_safe_before_it_counts_as_mended(hands, deeds):
    complaint, today = hands.assigned(severity=Severity.SAFETY), clock.today()
    with pytest.raises(MeasureMissing, match="请先登记已采取的临时安全措施"):
        hands.rectified(complaint)
    inputs = {"what": "设围挡并停用阳台", "taken_on": today}
    actions.record_safety_measure(hands.builder, complaint, photos=[photo()], **inputs)
    assert deeds[-1].facts == [SafetyMeasureTaken(complaint.pk, hands.village.pk, hands.unit.pk, "safety", today)]
    assert ComplaintPhoto.objects.get(complaint=complaint).moment == "measure"
    complaint.refresh_from_db()
    assert (complaint.state, complaint.clock.state) == ("assigned", "running")
    hands.rectified(complaint)
    with pytest.raises(WrongState, match="不登记临时安全措施"):
        actions.record_safety_measure(hands.builder, complaint, **inputs)
    with pytest.raises(NotPermitted):
        actions.record_safety_measure(hands.force, complaint, **inputs)


def test_the_unit_reports_its_repair_with_both_pictures(hands, deeds):
    complaint = hands.assigned()
    with pytest.raises(WordsMissing, match="整改措施"):
        hands.rectified(complaint, method="修")
    with pytest.raises(DayNotPossible, match="还没有到"):
        hands.rectified(complaint, done_on=clock.today() + timedelta(days=1))
    with pytest.raises(NotPermitted):
        actions.rectify_complaint(hands.force, complaint, cause="养护不足", method="修补完成", done_on=clock.today())
    other = world.organisation("另一建筑公司", "builder")
    with pytest.raises(NotPermitted):
        actions.rectify_complaint(
            world.actor(world.holder("builder", hands.village, username="b2", unit=other)),
            complaint,
            cause="养护不足",
            method="修补完成",
            done_on=clock.today(),
        )
    hands.rectified(complaint, before_photos=[photo()], after_photos=[photo()])
    assert deeds[-1].facts == [ComplaintMoved(complaint.pk, hands.village.pk, hands.unit.pk, "serious", "rectify")]
    assert sorted(ComplaintPhoto.objects.values_list("moment", "round")) == [("after", 1), ("before", 1)]
    repair = Rectification.objects.get(complaint=complaint)
    assert (repair.by, repair.contractor) == (hands.builder.user, hands.unit)
    with pytest.raises(WrongState, match="待复查"):
        hands.rectified(complaint)


def test_others_look_whether_it_holds_and_the_reporter_is_asked(hands, deeds):
    complaint = hands.reinspected()
    complaint.refresh_from_db()
    assert (complaint.state, complaint.clock.rule.code) == ("reinspected", "Q-answer")
    assert deeds[-1].facts == [ComplaintMoved(complaint.pk, hands.village.pk, hands.unit.pk, "serious", "pass")]
    again = hands.reinspected(hands.rectified(), has_passed=False)
    again.refresh_from_db()
    assert (again.state, again.round, again.clock.rule.code) == ("assigned", 2, "Q-patrol")
    assert ComplaintMove.objects.filter(complaint=again).latest("pk").words == "修补处仍有裂缝"
    assert hands.reinspected(hands.rectified(again)).state == "reinspected"


def test_nobody_looks_after_his_own_repair_his_own_unit_or_his_own_doubt(hands):
    complaint = hands.rectified()
    inputs = {"has_passed": True, "words": "现场查看符合要求", "done_on": clock.today()}
    # Whoever repairs may hold the other power, too; it does not help him, nor his colleagues.
    world.granted(hands.builder.user, "supervision", hands.village)
    with pytest.raises(ReinspectedByRepairer, match="由您本人登记，不能由您复查"):
        actions.reinspect_complaint(world.actor(hands.builder.user), complaint, **inputs)
    colleague = world.holder("supervision", hands.village, username="colleague", unit=hands.unit)
    with pytest.raises(ReinspectedByRepairer, match="同属一个单位"):
        actions.reinspect_complaint(world.actor(colleague), complaint, **inputs)
    with pytest.raises(NotPermitted):
        actions.reinspect_complaint(hands.supervisor, complaint, **inputs)
    own = hands.rectified(hands.assigned(hands.raised(hands.inspector)))
    with pytest.raises(OwnMatter):
        actions.reinspect_complaint(hands.inspector, own, **inputs)

    @action(needs=REINSPECT)
    def past_the_rule(actor, complaint, *, by):
        repair = Rectification.objects.get(complaint=complaint)
        Reinspection(
            complaint=complaint, rectification=repair, has_passed=True, words="x", done_on=clock.today(), by=by
        ).save()

    for by, sentence in ((hands.builder.user, "由您本人登记"), (colleague, "同属一个单位")):
        with pytest.raises(BrokenInvariant, match=sentence):
            past_the_rule(world.WHY, complaint, by=by)
