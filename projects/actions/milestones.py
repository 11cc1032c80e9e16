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


class PromiseTooLate(InvalidInput):
    """What was reached already is not promised any more."""


class PromiseOutOfReach(InvalidInput):
    """A promised day lies in the years that the programme can speak of; any other is a slip of the pen."""


class NotReachedYet(InvalidInput):
    """A milestone cannot have been reached on a day that has not come."""


class EarlierStepMissing(InvalidInput):
    """What stands at the end is reported before what stands at the beginning: possible, but not without a word."""


FIRST_PROMISE, LAST_PROMISE = date(2020, 1, 1), date(2049, 12, 31)
SHORTEST_PAPER = 4
# Nothing is derived from anything; but whoever reports an end without its beginning says how that came.
_BEFORE_THE_END = (MilestoneKind.CONSTRUCTION_START, MilestoneKind.TOPPING_OUT)
_ENDS = (MilestoneKind.ACCEPTANCE, MilestoneKind.RETURN)


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
    _require_in_reach(promised_on)
    _require_ahead(village, kind)
    if standing is not None:
        _require_decision(standing, basis.strip(), reason.strip())
    milestone = Milestone(
        village=village,
        kind=kind,
        label=MilestoneKind(kind).label,
        promised_on=promised_on,
        precision=precision,
        promised_text=promised_text or rules.day_words(promised_on, precision),
        basis=basis.strip(),
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


@action(needs=permissions.REPORT_MILESTONES)
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
    if actor.user is not None:
        _require_word(village, kind, note.strip())
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


@action(needs=permissions.REPORT_MILESTONES)
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
        backfill=reached.backfill,
    )
    correction.save()
    tell(MilestoneReachedReported(reached.village_id, correction.pk, reached.kind, reached_on, corrects=reached.pk))
    return correction


def _require_in_reach(promised_on: date) -> None:
    if not FIRST_PROMISE <= promised_on <= LAST_PROMISE:
        raise PromiseOutOfReach(
            f"承诺日期应在{FIRST_PROMISE.year}年至{LAST_PROMISE.year}年之间。请核对年份。",
            fields={"promised_on": f"请核对年份，应在{FIRST_PROMISE.year}年至{LAST_PROMISE.year}年之间。"},
        )


def _require_ahead(village: Village, kind: str) -> None:
    reached = MilestoneReached.objects.known_at(None).filter(village=village, kind=kind).first()
    if reached is not None:
        day = rules.day_words(reached.reached_on, reached.precision)
        say = f"本点位“{reached}”已登记{day}完成，不能再登记或调整承诺日期。完成日期有误的，请在节点中办理更正。"
        raise PromiseTooLate(say, fields={"kind": say})


def _require_decision(standing: Milestone, basis: str, reason: str) -> None:
    """A promise is changed for a reason and by a paper, and the one is not the other."""
    fields = {}
    if len(reason) < SHORTEST_PAPER:
        fields["reason"] = f"请写明调整原因，不少于{SHORTEST_PAPER}个字。"
    if len(basis) < SHORTEST_PAPER:
        fields["basis"] = f"请写明会议纪要、批示或文件的名称、文号，不少于{SHORTEST_PAPER}个字。"
    elif basis == reason:
        fields["basis"] = "依据与调整原因相同。请写明会议纪要、批示或文件的名称、文号。"
    if fields:
        day = rules.day_words(standing.promised_on, standing.precision)
        raise PromiseNeedsReason(
            f"该节点原定{day}，调整须写明原因和会议纪要、批示或文件。请补充后再提交。", fields=fields
        )


def _require_word(village: Village, kind: str, note: str) -> None:
    if kind not in _ENDS or len(note) >= SHORTEST_PAPER:
        return
    reported = MilestoneReached.objects.known_at(None).filter(village=village, kind__in=_BEFORE_THE_END)
    missing = [step.label for step in _BEFORE_THE_END if step not in set(reported.values_list("kind", flat=True))]
    if missing:
        named, end = "、".join(f"“{label}”" for label in missing), MilestoneKind(kind).label
        say = f"本点位{named}还没有登记完成。确已{end}的，请在“备注”中写明情况后再登记。"
        raise EarlierStepMissing(say, fields={"note": say})


def _require_past(reached_on: date) -> None:
    if reached_on > clock.today():
        raise NotReachedYet("完成日期还没有到，不能登记完成。请核对日期。", fields={"reached_on": "应不晚于今天。"})
