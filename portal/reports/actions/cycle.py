"""The cycle of editions: begun once, afterwards moved by the office for weeks that are not made yet."""

from __future__ import annotations

from datetime import time

from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, WrongState
from portal.kernel.facts import tell
from portal.kernel.periods import SHANGHAI, Week
from portal.kernel.permissions import Actor, Portal
from portal.reports import rules, selectors
from portal.reports.facts import CutOffMoved, IssueSet, ReportsBegun, WeekPlanned
from portal.reports.models import CutOffChange, Edition, PlanKind, PlannedWeek, ReportSettings
from portal.reports.permissions import SET_REPORTS

LONGEST_PLAN_AHEAD = 60
MOST_JOINED = 4


class ReportsHaveBegun(WrongState):
    """The cycle is set once; the office changes it, never restarts it."""

    sentence = "专报周期已经设置，不能重新启用。"


class ReportsNotBegun(WrongState):
    """Nothing is due before the portal was set up."""

    sentence = "专报还没有启用，暂不能生成。请系统管理员先完成系统初始化。"


class WeekIsOver(WrongState):
    """What is due or made is not planned any more."""


class PlanDoesNotFit(InvalidInput):
    """Weeks that cannot be told together, or too far away to be planned."""


def begun() -> rules.Cycle:
    """The cycle of now. Raises ReportsNotBegun."""
    settled = selectors.cycle()
    if settled is None:
        raise ReportsNotBegun()
    return settled


@action(needs=SET_REPORTS)
def begin_reports(actor: Actor, target: Portal, *, first_week: Week | None = None) -> ReportSettings:
    """Start the cycle of weekly editions; the last step of setting up, after everything that is known was recorded.

    Without ``first_week`` it is the last week whose cut-off has passed.
    """
    if ReportSettings.objects.exists():
        raise ReportsHaveBegun()
    now = clock.now()
    first = first_week or rules.Cycle(Week.of(now.date()), now).last_due(now)
    row = ReportSettings(first_week=str(first), knows_from=now, numbers_year=now.astimezone(SHANGHAI).year)
    row.save(force_insert=True)
    tell(ReportsBegun(row.first_week, row.knows_from))
    return row


@action(needs=SET_REPORTS)
def move_cut_off(actor: Actor, target: Portal, *, from_week: Week, weekday: int, at: time, reason: str) -> CutOffChange:
    """Let the news of weeks close on another day or hour, from a week on that is neither made nor due."""
    settled = _locked_cycle()
    _require_open(settled, from_week)
    row = CutOffChange(from_week=str(from_week), weekday=weekday, at=at, reason=reason.strip(), recorded_by=actor.user)
    row.save()
    tell(CutOffMoved(row.from_week, weekday, at))
    return row


@action(needs=SET_REPORTS)
def plan_week(actor: Actor, target: Portal, *, week: Week, kind: str, reason: str) -> PlannedWeek:
    """Leave a week out (停刊), tell it together with the next one (合刊), or have it as usual again."""
    settled = _locked_cycle()
    _require_open(settled, week)
    if week < settled.first_week:
        raise PlanDoesNotFit(f"专报从{rules.year_week_text(settled.first_week)}这一周开始生成，不能安排更早的周。")
    if kind == PlanKind.JOINED:
        _require_room(settled, week)
    if kind == PlanKind.SKIPPED and week.previous in settled.joined:
        raise PlanDoesNotFit(
            f"前一周（{rules.year_week_text(week.previous)}）已定与本周合刊，本周不能停刊。请先变更前一周的安排。"
        )
    row = PlannedWeek(week=str(week), kind=kind, reason=reason.strip(), recorded_by=actor.user)
    row.save()
    tell(WeekPlanned(row.week, kind, row.reason))
    return row


@action(needs=SET_REPORTS)
def set_issue(
    actor: Actor,
    target: Portal,
    *,
    number_pattern: str,
    numbers_used: int,
    report_to: str,
    send_to: str,
    issue_to: str,
    copies: int | None,
) -> ReportSettings:
    """The 期号 pattern, how many were used on paper before, and the lists of the 版记, for what is signed later."""
    begun()
    row: ReportSettings = ReportSettings.objects.select_for_update().get()
    if numbers_used != row.numbers_used and Edition.objects.filter(number_year=row.numbers_year).exists():
        raise WrongState(f"{row.numbers_year}年的期号已由系统编过，启用前的期数不能再改。")
    row.number_pattern, row.numbers_used = number_pattern, numbers_used
    row.report_to, row.send_to, row.issue_to, row.copies = report_to, send_to, issue_to, copies
    row.save()
    tell(IssueSet(number_pattern, numbers_used))
    return row


def _locked_cycle() -> rules.Cycle:
    """Two who plan at the same time see each other's rows."""
    begun()
    ReportSettings.objects.select_for_update().get()
    return begun()


def _require_open(settled: rules.Cycle, week: Week) -> None:
    """A week may be planned while it is neither due nor made, and not years ahead."""
    now = clock.now()
    if settled.is_due(week, now) or Edition.objects.filter(week=str(week)).exists():
        raise WeekIsOver(f"{rules.year_week_text(week)}已经截数，不能再变更安排。请从以后的周起安排。")
    ahead = (week.days.start - now.astimezone(SHANGHAI).date()).days // 7
    if ahead > LONGEST_PLAN_AHEAD:
        raise PlanDoesNotFit(f"只能安排{LONGEST_PLAN_AHEAD}周以内的专报。请核对年份。")


def _require_room(settled: rules.Cycle, week: Week) -> None:
    if week.next in settled.skipped:
        raise PlanDoesNotFit(
            f"下一周（{rules.year_week_text(week.next)}）已定停刊，不能与它合刊。请先变更下一周的安排。"
        )
    together = 2
    before, after = week.previous, week.next
    while before in settled.joined:
        before, together = before.previous, together + 1
    while after in settled.joined:
        after, together = after.next, together + 1
    if together > MOST_JOINED:
        raise PlanDoesNotFit(f"合刊最多{MOST_JOINED}周，这样安排有{together}周。请分期安排。")
