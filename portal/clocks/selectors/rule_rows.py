"""The rules of deadlines: which hold now, and what each said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.clocks.models import Bound, DeadlineRule, RuleConfidence
from portal.clocks.rules import Term, Unit
from portal.clocks.selectors.calendar import BY_SET_UP


@dataclass(frozen=True)
class RuleRow:
    """One version of a rule in words."""

    id: int
    code: str
    version: int
    name: str
    clause: str
    term: str
    starts_with: str
    bound: str
    extension: str
    counting: str
    confidence: str
    note: str
    is_in_use: bool
    reason: str
    takes_running: bool
    by: str
    recorded_at: datetime


def rule_in_force(code: str, known_at: datetime | None = None) -> DeadlineRule | None:
    """The last version of a rule, or None when there is none or it is out of use."""
    rule: DeadlineRule | None = DeadlineRule.objects.holding(known_at).filter(code=code).first()
    return rule if rule and rule.is_in_use else None


def rule_rows() -> list[RuleRow]:
    """The last version of every rule, in the order in which they were entered."""
    firsts = DeadlineRule.objects.filter(version=1).order_by("pk").values_list("code", flat=True)
    last = {rule.code: rule for rule in DeadlineRule.objects.holding().select_related("published_by")}
    return [_row(last[code]) for code in firsts]


def versions_of(code: str) -> list[RuleRow]:
    """Every version of one rule, the newest first."""
    found = DeadlineRule.objects.filter(code=code).select_related("published_by")
    return [_row(rule) for rule in found.order_by("-version")]


def _row(rule: DeadlineRule) -> RuleRow:
    return RuleRow(
        id=rule.pk,
        code=rule.code,
        version=rule.version,
        name=rule.name,
        clause=rule.clause,
        term=rule.term.words,
        starts_with=rule.starts_with,
        bound=Bound(rule.bound).label,
        extension=_extension(rule),
        counting=_counting(rule),
        confidence=RuleConfidence(rule.confidence).label,
        note=rule.note,
        is_in_use=rule.is_in_use,
        reason=rule.reason,
        takes_running=rule.takes_running,
        by=rule.published_by.name if rule.published_by else BY_SET_UP,
        recorded_at=rule.recorded_at,
    )


def _extension(rule: DeadlineRule) -> str:
    if rule.extension_amount is None:
        return "不延长"
    return f"可延长{rule.extension_times}次，每次不超过{Term(rule.extension_amount, Unit(rule.unit)).words}"


def _counting(rule: DeadlineRule) -> str:
    """How the days are counted, for whoever wonders."""
    if rule.is_in_hours:
        return "按自然小时连续计算"
    if rule.unit == Unit.WORKDAY:
        return "只计工作日，宁夏假日不计" if rule.applies_regional else "只计工作日，宁夏假日照计"
    if not rule.rolls:
        return "连续计算，不顺延"
    return f"连续计算，最后一日为休假日{'（含宁夏假日）' if rule.applies_regional else ''}的顺延"
