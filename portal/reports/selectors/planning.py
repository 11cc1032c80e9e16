"""When editions are due, and what each tells of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal.kernel import clock
from portal.kernel.periods import Week
from portal.reports import rules
from portal.reports.contributions import Scope, reported_villages
from portal.reports.models import CutOffChange, PlanKind, PlannedWeek, ReportSettings


def report_settings() -> ReportSettings | None:
    """The one row of settings, None while the portal is not set up."""
    row: ReportSettings | None = ReportSettings.objects.first()
    return row


def cycle() -> rules.Cycle | None:
    """When editions are due, or None while the portal is not set up."""
    row = report_settings()
    if row is None:
        return None
    changes = [
        rules.CutOff(Week.parse(change.from_week), change.weekday, change.at)
        for change in CutOffChange.objects.order_by("from_week", "pk")
    ]
    plan = planned_weeks()
    return rules.Cycle(
        Week.parse(row.first_week),
        row.knows_from,
        row.cut_off_weekday,
        row.cut_off_time,
        tuple(changes),
        frozenset(week for week, planned in plan.items() if planned.kind == PlanKind.SKIPPED),
        frozenset(week for week, planned in plan.items() if planned.kind == PlanKind.JOINED),
    )


def planned_weeks() -> dict[Week, PlannedWeek]:
    """The newest plan of each week that was ever planned."""
    newest = PlannedWeek.objects.order_by("week", "-pk").distinct("week")
    return {Week.parse(row.week): row for row in newest}


@dataclass(frozen=True)
class PlanRow:
    """A week that is not as usual, for lists."""

    week: Week
    label: str
    kind: str
    word: str
    reason: str


def plan_rows() -> list[PlanRow]:
    """Weeks left out or joined, newest first."""
    rows = [
        PlanRow(week, rules.year_week_text(week), row.kind, row.get_kind_display(), row.reason)
        for week, row in planned_weeks().items()
        if row.kind != PlanKind.REGULAR
    ]
    return sorted(rows, key=lambda row: row.week, reverse=True)


def settings_shown() -> list[dict[str, Any]]:
    """The settings as a list of properties."""
    row = report_settings()
    if row is None:
        return []
    cut_offs = [(row.first_week, row.cut_off_weekday, row.cut_off_time)]
    cut_offs += [(one.from_week, one.weekday, one.at) for one in CutOffChange.objects.order_by("from_week", "pk")]
    return [
        {"label": "起始周", "value": rules.year_week_text(Week.parse(row.first_week))},
        {
            "label": "截数时间",
            "value": "；".join(
                f"自{rules.year_week_text(Week.parse(week))}起，周{_DAYS[day - 1]}{at:%H:%M}"
                for week, day, at in cut_offs
            ),
        },
        {"label": "期号样式", "value": rules.number_text(row.number_pattern, clock.today().year, 1)},
        {"label": "启用前已编期数", "value": f"{row.numbers_year}年{row.numbers_used}期"},
        {"label": "报", "value": row.report_to},
        {"label": "送", "value": row.send_to},
        {"label": "发", "value": row.issue_to},
        {"label": "共印份数", "value": f"{row.copies}份" if row.copies else ""},
    ]


_DAYS = "一二三四五六日"


def have_reports_begun() -> bool:
    return ReportSettings.objects.exists()


def due_weeks(now: datetime) -> list[Week]:
    """Every week whose edition should exist by now."""
    settled = cycle()
    return settled.due(now) if settled else []


def scope_of(week: Week, settled: rules.Cycle) -> Scope:
    """What the edition of a week speaks of, and with which knowledge: the same whenever it is made."""
    known_at = settled.known_at(week)
    told = settled.told(week)
    return Scope(reported_villages(known_at), week, told.cut_off, known_at, told.first_week, settled.told_before(told))


def scope_again(scope: Scope, known_at: datetime) -> Scope:
    """The same weeks with later knowledge, for a draft made again and for a correction."""
    known_at = max(known_at, scope.known_at)
    return replace(scope, villages=reported_villages(known_at), known_at=known_at)
