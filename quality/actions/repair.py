"""整改、复查: what is done at once, what mends it, and others who look whether it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.files.receiving import Received
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.facts import tell
from quality import permissions
from quality.actions.steps import (
    ANSWER,
    fact,
    held,
    keep_photos,
    meet,
    moved,
    note,
    require_not_own,
    require_past,
    require_words,
    run,
)
from quality.facts import ComplaintMoved, SafetyMeasureTaken
from quality.lifecycle import ComplaintState
from quality.models import Complaint, PhotoMoment, Rectification, Reinspection, SafetyMeasure, Severity
from quality.models.repair import OWN_REPAIR, OWN_UNIT


class ReinspectedByRepairer(NotPermitted):
    """Nobody looks after his own repair, nor after that of his own unit."""


class MeasureMissing(WrongState):
    """What is dangerous is made safe first, and that is written down apart from the repair."""

    sentence = (
        "本件涉及安全，还没有登记临时安全措施，暂不能登记整改完成。请先登记已采取的临时安全措施（围挡、停用、支护等），"
        "再登记整改。"
    )


@action(needs=permissions.RECTIFY)
def record_safety_measure(
    actor: Any,
    complaint: Complaint,
    *,
    what: str,
    taken_on: date,
    photos: Sequence[Received] = (),
) -> SafetyMeasure:
    """Write down what keeps people safe meanwhile. It is no repair: the deadline runs on."""
    complaint = held(complaint)
    if complaint.state != ComplaintState.ASSIGNED:
        raise WrongState(f"质量质询现在是“{complaint.get_state_display()}”，不在整改中，不登记临时安全措施。")
    words = require_words(what, "what", "采取的临时安全措施")
    require_past(taken_on, "taken_on", not_before=complaint.seen_on)
    measure = SafetyMeasure(
        complaint=complaint,
        round=complaint.round,
        what=words,
        taken_on=taken_on,
        by=actor.user,
    )
    measure.save()
    keep_photos(actor, complaint, photos, PhotoMoment.MEASURE, round=complaint.round)
    tell(fact(SafetyMeasureTaken, complaint, taken_on=taken_on))
    return measure


@action(needs=permissions.RECTIFY)
def rectify_complaint(
    actor: Any,
    complaint: Complaint,
    *,
    cause: str,
    method: str,
    done_on: date,
    before_photos: Sequence[Received] = (),
    after_photos: Sequence[Received] = (),
) -> Rectification:
    """Report the repair of this round: why it had happened, how it was mended, before and after."""
    complaint = held(complaint)
    before = moved(complaint, "rectify")
    if complaint.severity == Severity.SAFETY:
        _require_measure(complaint)
    require_past(done_on, "done_on", not_before=complaint.seen_on)
    repair = Rectification(
        complaint=complaint,
        round=complaint.round,
        cause=require_words(cause, "cause", "问题原因"),
        method=require_words(method, "method", "整改措施"),
        done_on=done_on,
        contractor=complaint.contractor,
        by=actor.user,
    )
    repair.save()
    complaint.save()
    for photos, moment in ((before_photos, PhotoMoment.BEFORE), (after_photos, PhotoMoment.AFTER)):
        keep_photos(actor, complaint, photos, moment, round=complaint.round)
    note(complaint, "rectify", before, actor, words=repair.method)
    tell(fact(ComplaintMoved, complaint, verb="rectify"))
    return repair


@action(needs=permissions.REINSPECT)
def reinspect_complaint(
    actor: Any,
    complaint: Complaint,
    *,
    has_passed: bool,
    words: str,
    done_on: date,
    photos: Sequence[Received] = (),
) -> Reinspection:
    """Look whether the repair holds: then whoever raised it is asked, else it is repaired in a further round."""
    complaint = held(complaint)
    verb = "pass" if has_passed else "fail"
    before = moved(complaint, verb)
    require_not_own(actor, complaint)
    repair = Rectification.objects.get(complaint=complaint, round=complaint.round)
    _require_other(actor, repair)
    require_past(done_on, "done_on", not_before=repair.done_on)
    seen = Reinspection(
        complaint=complaint,
        rectification=repair,
        has_passed=has_passed,
        words=require_words(words, "words", "复查意见"),
        done_on=done_on,
        by=actor.user,
    )
    seen.save()
    keep_photos(actor, complaint, photos, PhotoMoment.REINSPECTED, round=complaint.round)
    if has_passed:
        meet(complaint, clock.today())
        run(complaint, ANSWER, since=clock.today())
    else:
        complaint.round += 1
    complaint.save()
    note(complaint, verb, before, actor, words=seen.words)
    tell(fact(ComplaintMoved, complaint, verb=verb))
    return seen


def _require_measure(complaint: Complaint) -> None:
    if not SafetyMeasure.objects.filter(complaint=complaint).exists():
        raise MeasureMissing()


def _require_other(actor: Any, repair: Rectification) -> None:
    """The database holds the same line, whoever asks."""
    if actor.user.pk == repair.by_id:
        raise ReinspectedByRepairer(OWN_REPAIR)
    if actor.user.organisation_id == repair.contractor_id:
        raise ReinspectedByRepairer(OWN_UNIT)
