"""What becomes of one clock. Upper apps call these inside their own deeds, about their own record.

The target of ``start_clock`` is the owner's record (or PORTAL): its anchors say in which village the clock hangs.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from portal.clocks import permissions
from portal.clocks.actions.turns import count_by_the_calendar
from portal.clocks.facts import ClockCancelled, ClockMet, ClockMoved, ClockStarted
from portal.clocks.lifecycle import CLOCK, OPEN_STATES, ClockState
from portal.clocks.models import Clock, ClockMove, ClockPause, DeadlineRule
from portal.clocks.rules import Term, Unit, due_day, due_instant
from portal.clocks.selectors.calendar import calendar
from portal.clocks.selectors.recounting import pauses_of
from portal.clocks.selectors.rule_rows import rule_in_force
from portal.kernel import clock as portal_clock
from portal.kernel.actions import action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import BrokenInvariant, InvalidInput, Refusal
from portal.kernel.facts import tell
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import Reach


class NoSuchRule(InvalidInput):
    """Nobody published a rule under this code, or it is out of use."""


class DayNotPossible(InvalidInput):
    """A day that lies before the clock began, in the future, or inside a pause that is over."""


class ReasonMissing(InvalidInput):
    """A clock is paused, extended or cancelled for a reason that people can read."""

    def __init__(self) -> None:
        super().__init__("请写明原因。", fields={"reason": "请写明原因。"})


class ClockRunsThrough(Refusal):
    """Hours run through: what is urgent is not paused."""


class ExtensionRefused(Refusal):
    """The rule knows no extension, no further one, or not so long a one."""


@action(needs=permissions.RUN_CLOCKS)
def start_clock(
    actor: Any,
    target: Any,
    *,
    rule: str,
    owner_key: str,
    owner_label: str,
    started_on: date | None = None,
    started_at: datetime | None = None,
) -> Clock:
    """Let a deadline run by the last version of the rule with this code. Its first day is not counted (201).

    Rules in hours need ``started_at``; the others take ``started_on``, by default today.
    """
    count_by_the_calendar()
    found = rule_in_force(rule)
    if found is None:
        raise NoSuchRule(f"不能起算期限：没有启用代号为“{rule}”的期限规则。请由指挥部办公室发布后再办。")
    if Clock.objects.filter(owner_key=owner_key, rule__code=rule, state__in=OPEN_STATES).exists():
        raise BrokenInvariant("这一事项的同一期限正在计算，不重复起算。")
    village = target.anchor_values().get(Reach.VILLAGE)
    clock = Clock(
        rule=found,
        owner_key=owner_key,
        owner_label=owner_label,
        village_id=village if isinstance(village, int) else None,
        **_begun(found, started_on, started_at),
    )
    clock.save()
    _note(clock, "start", "", actor, on=clock.started_on, before=None)
    tell(ClockStarted(clock.pk, found.code, owner_key, clock.village_id, clock.due_on))
    return clock


@action(needs=permissions.RUN_CLOCKS)
def pause_clock(actor: Any, clock: Clock, *, reason: str, paused_on: date | None = None) -> Clock:
    """Let the clock stand from a day on; that day does not count any more."""
    clock = _held(clock)
    before = clock.due_on
    state, clock.state = clock.state, CLOCK.after("pause", clock.state)
    if clock.rule.is_in_hours:
        raise ClockRunsThrough("以小时计的期限连续计算，不能中止。", clause=clock.rule.clause)
    _require_reason(reason)
    day = paused_on or portal_clock.today()
    _require_day(clock, day, "paused_on")
    if day > clock.due_on:
        raise DayNotPossible(
            f"不能中止：期限已于{clock.due_on}届满。中止日应不晚于到期日。",
            fields={"paused_on": "应不晚于到期日。"},
        )
    ClockPause(clock=clock, paused_on=day, reason=reason).save()
    clock.save()
    _moved(clock, "pause", state, actor, on=day, before=before, reason=reason)
    return clock


@action(needs=permissions.RUN_CLOCKS)
def resume_clock(actor: Any, clock: Clock, *, reason: str = "", resumed_on: date | None = None) -> Clock:
    """Let the clock go on: counting goes on with this day, and its last day moves by what was left out."""
    clock = _held(clock)
    before = clock.due_on
    state, clock.state = clock.state, CLOCK.after("resume", clock.state)
    day = resumed_on or portal_clock.today()
    _end_pause(clock, day)
    clock.due_on = _due_on(clock)
    clock.save()
    _moved(clock, "resume", state, actor, on=day, before=before, reason=reason)
    return clock


@action(needs=permissions.RUN_CLOCKS)
def extend_clock(actor: Any, clock: Clock, *, reason: str, amount: int | None = None) -> Clock:
    """Extend by as much as the rule allows, or less; the whole length is counted anew from the start."""
    clock = _held(clock)
    before = clock.due_on
    state, clock.state = clock.state, CLOCK.after("extend", clock.state)
    _require_reason(reason)
    wanted = (clock.rule.extension_amount or 0) if amount is None else amount
    _require_extension(clock, wanted)
    clock.extended_by += wanted
    clock.extensions += 1
    if clock.started_at:
        clock.due_at = due_instant(clock.term, clock.started_at)
        clock.due_on = _day(clock.due_at)
    else:
        clock.due_on = _due_on(clock)
    clock.save()
    _moved(clock, "extend", state, actor, on=portal_clock.today(), before=before, reason=reason)
    return clock


@action(needs=permissions.RUN_CLOCKS)
def stop_clock(actor: Any, clock: Clock, *, met_on: date | None = None, reason: str = "") -> Clock:
    """The matter is done. A pause that still runs ends with that day."""
    clock = _held(clock)
    before = clock.due_on
    day = met_on or portal_clock.today()
    state = _end(clock, "stop", day)
    _note(clock, "stop", state, actor, on=day, before=before, reason=reason)
    tell(ClockMet(clock.pk, clock.rule.code, clock.owner_key, clock.village_id, day, day > clock.due_on))
    return clock


@action(needs=permissions.RUN_CLOCKS)
def cancel_clock(actor: Any, clock: Clock, *, reason: str) -> Clock:
    """The clock counts no more: the matter was withdrawn, or it was started in error."""
    clock = _held(clock)
    before = clock.due_on
    _require_reason(reason)
    day = portal_clock.today()
    state = _end(clock, "cancel", day)
    _note(clock, "cancel", state, actor, on=day, before=before, reason=reason)
    tell(ClockCancelled(clock.pk, clock.rule.code, clock.owner_key, clock.village_id))
    return clock


def _begun(rule: DeadlineRule, started_on: date | None, started_at: datetime | None) -> dict[str, Any]:
    """When it starts and ends, as columns."""
    if rule.is_in_hours:
        if started_at is None or started_at > portal_clock.now():
            raise DayNotPossible("请填写起算时刻，应不晚于现在。", fields={"started_at": "请填写不晚于现在的时刻。"})
        due_at = due_instant(rule.term, started_at)
        return {"started_on": _day(started_at), "started_at": started_at, "due_on": _day(due_at), "due_at": due_at}
    day = started_on or portal_clock.today()
    if day > portal_clock.today():
        raise DayNotPossible("起算日不能晚于今天。请核对日期。", fields={"started_on": "应不晚于今天。"})
    return {"started_on": day, "due_on": due_day(rule.term, day, calendar(is_local=rule.applies_regional))}


def _held(clock: Clock) -> Clock:
    """The clock as it stands, locked; the calendar stays as it is meanwhile."""
    count_by_the_calendar()
    found: Clock = Clock.objects.select_related("rule").locked(clock)
    return found


def _due_on(clock: Clock) -> date:
    return due_day(clock.term, clock.started_on, calendar(is_local=clock.rule.applies_regional), pauses_of(clock))


def _day(instant: datetime) -> date:
    return instant.astimezone(SHANGHAI).date()


def _end(clock: Clock, verb: str, day: date) -> str:
    """Close the clock and a pause that still runs; the state that it had."""
    state, clock.state = clock.state, CLOCK.after(verb, clock.state)
    clock.ended_on = day
    _require_day(clock, day, "met_on")
    if state == ClockState.PAUSED:
        _end_pause(clock, day)
        clock.due_on = _due_on(clock)
    clock.save()
    return str(state)


def _end_pause(clock: Clock, day: date) -> None:
    pause = ClockPause.objects.get(clock=clock, resumed_on__isnull=True)
    if day < pause.paused_on:
        raise DayNotPossible(
            f"恢复日不能早于中止日{pause.paused_on}。请核对日期。", fields={"resumed_on": "不能早于中止日。"}
        )
    _require_day(clock, day, "resumed_on")
    pause.resumed_on = day
    pause.save()


def _require_day(clock: Clock, day: date, field: str) -> None:
    """A day of the past that lies in the life of the clock and after its last pause."""
    last = ClockPause.objects.filter(clock=clock).order_by("-resumed_on").values_list("resumed_on", flat=True)
    first = max([clock.started_on, *filter(None, last)])
    if not first <= day <= portal_clock.today():
        raise DayNotPossible(f"日期应在{first}至今天之间。请核对。", fields={field: f"应在{first}至今天之间。"})


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing()


def _require_extension(clock: Clock, wanted: int) -> None:
    """Raises ExtensionRefused with what stands already and what can be done."""
    rule = clock.rule
    if rule.extension_amount is None:
        raise ExtensionRefused(
            f"这一期限不能延长，至{clock.due_on}届满。请在期满前办结；办理确有困难的，可提请包抓领导协调。",
            clause=rule.clause,
        )
    if clock.extensions >= rule.extension_times:
        by = Term(clock.extended_by, Unit(rule.unit)).words
        raise ExtensionRefused(
            f"本件已延长{clock.extensions}次（{by}，至{clock.due_on}），不能再次延长。"
            "请在期满前办结；办理确有困难的，可提请包抓领导协调。",
            clause=rule.clause,
        )
    if not 0 < wanted <= rule.extension_amount:
        most = Term(rule.extension_amount, Unit(rule.unit)).words
        raise ExtensionRefused(f"每次延长不超过{most}，现填{wanted}。请核对后再办。", clause=rule.clause)


def _moved(clock: Clock, verb: str, state: str, actor: Any, *, on: date, before: date, reason: str) -> None:
    _note(clock, verb, state, actor, on=on, before=before, reason=reason)
    tell(ClockMoved(clock.pk, clock.rule.code, clock.owner_key, clock.village_id, verb, before, clock.due_on))


def _note(clock: Clock, verb: str, state: str, actor: Any, *, on: date, before: date | None, reason: str = "") -> None:
    ClockMove(
        clock=clock,
        verb=verb,
        from_state=state,
        to_state=ClockState(clock.state),
        happened_on=on,
        due_before=before,
        due_after=clock.due_on,
        by=actor.user,
        on_behalf_of_id=running_deed().on_behalf_of,
        reason=reason,
    ).save()
