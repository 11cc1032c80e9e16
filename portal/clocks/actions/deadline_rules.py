"""Publishing rules of deadlines: each version is a row, and clocks that run keep theirs unless it is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from portal.clocks import permissions
from portal.clocks.actions.turns import WRITTEN_AT_ONCE, change_the_calendar, move_all
from portal.clocks.facts import DeadlineRulePublished
from portal.clocks.lifecycle import OPEN_STATES
from portal.clocks.models import Clock, DeadlineRule
from portal.clocks.rules import MOST_OF, UNIT_WORDS, RuleDraft, Unit
from portal.clocks.selectors.calendar import calendars
from portal.clocks.selectors.recounting import recount, running_clocks
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from portal.kernel.permissions import Portal

LOADED = "载入期限规则"


class RuleIncomplete(InvalidInput):
    """A rule without a clause is nobody's rule, and a length that no clause gives is a slip of the pen."""


@action(needs=permissions.SET_DEADLINE_RULES)
def publish_deadline_rule(
    actor: Any, target: Portal, *, draft: RuleDraft, reason: str, takes_running: bool = False
) -> DeadlineRule:
    """Publish a new version of a rule. ``takes_running``: open clocks of older versions go by this one from now on."""
    _require_draft(draft)
    change_the_calendar()
    before = DeadlineRule.objects.holding().filter(code=draft.code).first()
    if takes_running:
        _require_in_days(before, draft)
    rule = DeadlineRule(
        **asdict(draft),
        version=before.version + 1 if before else 1,
        reason=reason,
        takes_running=takes_running,
        published_by=actor.user,
    )
    rule.save()
    moved = _take_along(rule) if takes_running else 0
    tell(DeadlineRulePublished(rule.pk, rule.code, rule.version, moved))
    return rule


@action(needs=permissions.SET_DEADLINE_RULES)
def load_deadline_rules(actor: Any, target: Portal, *, rules: Sequence[RuleDraft]) -> list[DeadlineRule]:
    """Publish the rules that are not there yet (parsed deadline_rules.yaml). A rule that stands is left alone."""
    standing = set(DeadlineRule.objects.values_list("code", flat=True))
    wanted = [draft for draft in rules if draft.code not in standing]
    return [publish_deadline_rule(actor, target, draft=draft, reason=LOADED) for draft in wanted]


def _take_along(rule: DeadlineRule) -> int:
    """Tie every open clock of the code to this version and count it anew; how many have another day."""
    clocks = list(Clock.objects.filter(rule__code=rule.code, state__in=OPEN_STATES).order_by("pk"))
    for clock in clocks:
        clock.rule = rule
    Clock.objects.bulk_update(clocks, ["rule"], batch_size=WRITTEN_AT_ONCE)
    found = recount(running_clocks(rule=rule), calendars())
    move_all(found.moved, rule_change=rule)
    return len(found.moved)


def _require_draft(draft: RuleDraft) -> None:
    needed = {"code": "代号", "name": "名称", "clause": "依据条款", "starts_with": "起算日"}
    missing = {field: word for field, word in needed.items() if not str(getattr(draft, field)).strip()}
    if missing:
        raise RuleIncomplete(
            f"不能发布：还缺{'、'.join(missing.values())}。没有依据的期限不作规则，请补充后再发布。",
            fields={field: f"请填写{word}。" for field, word in missing.items()},
        )
    most = MOST_OF[Unit(draft.unit)]
    for field in ("amount", "extension_amount"):
        value = getattr(draft, field)
        if value is not None and not 0 < value <= most:
            sentence = f"应为1至{most}{UNIT_WORDS[Unit(draft.unit)]}的整数。"
            raise RuleIncomplete(f"不能发布：期限{sentence}", fields={field: sentence})
    if (draft.extension_amount is None) != (draft.extension_times == 0):
        word = "可以延长的，请同时填写每次可延长多少和可延长几次。"
        raise RuleIncomplete(f"不能发布：{word}", fields={"extension_times": word})


def _require_in_days(before: DeadlineRule | None, draft: RuleDraft) -> None:
    if draft.unit == Unit.HOUR or (before and before.is_in_hours):
        word = "以小时计的期限，请让正在计算的按原规则算完。"
        raise RuleIncomplete(f"不能一并改按本版：{word}", fields={"takes_running": word})
