"""Promising a day, and reporting, apart from it, that a milestone was reached."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from projects import permissions, rules
from projects.actions.recording import recording, refuse_second_correction
from projects.facts import MilestonePromised, MilestoneReachedReported
from projects.models import Confidence, Milestone, MilestoneKind, MilestoneReached, Precision, Village


class PromiseNeedsReason(InvalidInput):
    """A promised day is changed only with the decision that changed it (office 1, row 20)."""


class NotReachedYet(InvalidInput):
    """A milestone cannot have been reached on a day that has not come."""


@action(needs=permissions.SET_MILESTONES)
def set_milestone(
    actor: Any,
    village: Village,
    *,
    kind: str,
    promised_on: date,
    basis: str,
    precision: str = Precision.DAY,
    promised_text: str = "",
    source: str = "",
    confidence: str = Confidence.PRIMARY,
    reason: str = "",
    is_demonstration: bool = False,
    recorded_at: datetime | None = None,
) -> Milestone:
    """Promise a day for a milestone; a day promised before is changed with the reason and the paper it rests on."""
    village = Village.objects.locked(village)
    standing = Milestone.objects.known_at(None).filter(village=village, kind=kind).first()
    if standing is not None and not reason.strip():
        day = rules.day_words(standing.promised_on, standing.precision)
        raise PromiseNeedsReason(
            f"该节点原定{day}，调整须写明原因和会议纪要、批示或文件。请补充后再提交。",
            fields={"reason": "请写明调整原因。"},
        )
    milestone = Milestone(
        village=village,
        kind=kind,
        label=MilestoneKind(kind).label,
        promised_on=promised_on,
        precision=precision,
        promised_text=promised_text or rules.day_words(promised_on, precision),
        basis=basis,
        source=source,
        confidence=confidence,
        supersedes=standing,
        reason=reason if standing else "",
        recorded_by=actor.user,
        **recording(recorded_at, is_demonstration=is_demonstration),
    )
    milestone.save()
    was = standing.promised_on if standing else None
    tell(MilestonePromised(village.pk, milestone.pk, kind, promised_on, was))
    return milestone


@action(needs=permissions.SET_MILESTONES)
def report_milestone_reached(
    actor: Any,
    village: Village,
    *,
    kind: str,
    reached_on: date,
    source: str,
    precision: str = Precision.DAY,
    confidence: str = Confidence.PRIMARY,
    note: str = "",
    is_demonstration: bool = False,
    recorded_at: datetime | None = None,
) -> MilestoneReached:
    """Report that a milestone was reached. It needs no promise before it and says nothing about any other."""
    village = Village.objects.locked(village)
    _require_past(reached_on)
    reached = MilestoneReached(
        village=village,
        kind=kind,
        reached_on=reached_on,
        precision=precision,
        source=source,
        confidence=confidence,
        note=note,
        reported_by=actor.user,
        **recording(recorded_at, is_demonstration=is_demonstration),
    )
    reached.save()
    tell(MilestoneReachedReported(village.pk, reached.pk, kind, reached_on))
    return reached


@action(needs=permissions.SET_MILESTONES)
def correct_milestone_reached(
    actor: Any,
    reached: MilestoneReached,
    *,
    reached_on: date,
    source: str,
    reason: str,
    precision: str = Precision.DAY,
    confidence: str = Confidence.PRIMARY,
    note: str = "",
) -> MilestoneReached:
    """Put another day in the place of a reported one; both stay, with the reason."""
    reached = MilestoneReached.objects.locked(reached)
    refuse_second_correction(reached)
    _require_past(reached_on)
    correction = MilestoneReached(
        village=reached.village,
        kind=reached.kind,
        reached_on=reached_on,
        precision=precision,
        source=source,
        confidence=confidence,
        note=note,
        supersedes=reached,
        reason=reason,
        reported_by=actor.user,
        is_demonstration=reached.is_demonstration,
    )
    correction.save()
    tell(MilestoneReachedReported(reached.village_id, correction.pk, reached.kind, reached_on, corrects=reached.pk))
    return correction


def _require_past(reached_on: date) -> None:
    if reached_on > clock.today():
        raise NotReachedYet("完成日期还没有到，不能登记完成。请核对日期。", fields={"reached_on": "应不晚于今天。"})
