"""Terms as people read them: the versions of a village, each item with its rate, clause and time of payment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from relocation.lifecycle import PolicyState
from relocation.models import LandType, LegalStatus, PolicyMove, PolicyVersion, PublicNotice, Structure
from relocation.policy import CATEGORIES, CHOICES, KINDS, PAYABLE, TRANSITIONS, read_terms, steps, words
from relocation.policy.steps import Step


@dataclass(frozen=True)
class PolicyRow:
    """One version as lists and pages show it. ``last_day``: when its notice ends, None before it is announced."""

    id: int
    village_id: int
    village: str
    land_type: str
    land: str
    version: int
    title: str
    document_no: str
    state: str
    word: str
    items: int
    result_notice_days: int
    notice_id: int | None
    published_on: date | None
    last_day: date | None
    adopted_on: date | None
    terms_hash: str
    is_demonstration: bool


@dataclass(frozen=True)
class TermRow:
    """One item of the terms in words."""

    label: str
    category: str
    kind: str
    standards: tuple[str, ...]
    who: str
    payable: str
    clause: str


@dataclass(frozen=True)
class MoveRow:
    """One step of a course: ``word`` is the state that it led to."""

    verb: str
    word: str
    moved_on: date
    by: str
    reason: str


def policy_rows(policies: Iterable[PolicyVersion]) -> list[PolicyRow]:
    """In the order given; one query more for their notices."""
    found = list(policies)
    notices = {notice.policy_id: notice for notice in PublicNotice.objects.filter(policy__in=found)}
    return [_row(policy, notices.get(policy.pk)) for policy in found]


def _row(policy: PolicyVersion, notice: PublicNotice | None) -> PolicyRow:
    return PolicyRow(
        id=policy.pk,
        village_id=policy.village_id,
        village=policy.village.label,
        land_type=policy.land_type,
        land=LandType(policy.land_type).label,
        version=policy.version,
        title=policy.title,
        document_no=policy.document_no,
        state=policy.state,
        word=PolicyState(policy.state).label,
        items=len(policy.terms["steps"]),
        result_notice_days=policy.result_notice_days,
        notice_id=notice.pk if notice else None,
        published_on=notice.published_on if notice else None,
        last_day=notice.last_day if notice else None,
        adopted_on=policy.adopted_on,
        terms_hash=policy.terms_hash,
        is_demonstration=policy.is_demonstration,
    )


def term_rows(terms: Any) -> list[TermRow]:
    """The items in their order."""
    read = read_terms(terms).steps
    labels = {step.key: step.label for step in read}
    return [
        TermRow(
            step.label,
            CATEGORIES[step.category],
            _kind(step),
            tuple(_standards(step, labels)),
            _who(step),
            PAYABLE[step.payable],
            step.clause,
        )
        for step in read
    ]


def policy_course(policy: PolicyVersion) -> list[MoveRow]:
    """What became of it, oldest first."""
    moves = PolicyMove.objects.filter(policy=policy).select_related("by").order_by("pk")
    return [
        MoveRow(move.verb, PolicyState(move.to_state).label, move.moved_on, str(move.by or "系统"), move.reason)
        for move in moves
    ]


def _kind(step: Step) -> str:
    return KINDS[next(name for name, kind in steps.STEP_KINDS.items() if isinstance(step, kind))]


def _who(step: Step) -> str:
    chosen = "、".join(CHOICES[choice] for choice in CHOICES if choice in step.choices) or "各种安置方式"
    bridged = "、".join(TRANSITIONS[each] for each in TRANSITIONS if each in step.transitions)
    return f"{chosen}；过渡方式为{bridged}" if bridged else chosen


def _standards(step: Step, labels: dict[str, str]) -> Iterable[str]:
    times = f" × {step.times}{step.times_unit}" if step.times > 1 else ""
    match step:
        case steps.PerArea():
            for (structure, status), rate in step.rates.items():
                kind = f"{Structure(structure).label}，{LegalStatus(status).label}"
                yield f"{kind}：{words.yuan(rate)}/平方米{times}"
        case steps.PerHead():
            yield f"{words.yuan(step.rate)}/人{times}"
        case steps.Fixed():
            yield f"{words.yuan(step.amount)}/户{times}"
        case steps.ByDate():
            for until, amount in step.tiers:
                yield f"{words.day(until)}（含当日）以前{steps.DATED_BY[step.dated_by]}：{words.yuan(amount)}/户"
        case steps.Percent():
            based = "、".join(labels[key] for key in step.of)
            yield f"{based}的{words.exact(step.percent)}%"
        case steps.Tiered():
            how = "各档分别计算" if step.is_marginal else "全部按所在档计算"
            for up_to, rate in step.bands:
                reach = "以上部分" if up_to is None else f"不超过{words.square_metres(up_to)}"
                yield f"{reach}：{words.yuan(rate)}/平方米（{how}）"
    if step.floor is not None:
        yield f"下限{words.yuan(step.floor)}"
    if step.cap is not None:
        yield f"上限{words.yuan(step.cap)}"
