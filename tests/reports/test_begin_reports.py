"""begin_reports: the cycle begins once, with the last week whose news has closed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import NotPermitted
from portal.kernel.periods import SHANGHAI, Week
from portal.kernel.permissions import PORTAL
from portal.reports import selectors
from portal.reports.actions import ReportsHaveBegun, begin_reports
from portal.reports.facts import ReportsBegun
from tests import world
from tests.clock import stand_at
from tests.projects import sql
from tests.reports.conftest import everywhere
from tests.world import WHY


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=SHANGHAI), "2026-W47"),
        (datetime(2026, 11, 22, 17, 59, tzinfo=SHANGHAI), "2026-W46"),
        (datetime(2026, 11, 22, 18, 2, tzinfo=SHANGHAI), "2026-W47"),
        (datetime(2027, 1, 4, 0, 30, tzinfo=SHANGHAI), "2026-W53"),
    ],
)
def test_the_first_week_is_the_last_one_that_has_closed(db: None, now: datetime, first: str) -> None:
    stand_at(now)
    row = begin_reports(WHY, PORTAL)
    assert row.first_week == first
    assert timedelta() <= clock.now() - row.knows_from < timedelta(minutes=1)
    assert selectors.due_weeks(clock.now()) == [Week.parse(first)]


def test_an_earlier_week_may_be_the_first(monday: datetime) -> None:
    begin_reports(WHY, PORTAL, first_week=Week(2026, 45))
    assert [str(week) for week in selectors.due_weeks(clock.now())] == ["2026-W45", "2026-W46", "2026-W47"]


def test_it_is_told(monday: datetime, deeds: list) -> None:
    row = begin_reports(WHY, PORTAL)
    assert deeds[-1].facts == [ReportsBegun("2026-W47", row.knows_from)]


def test_it_begins_once(installation: datetime) -> None:
    with pytest.raises(ReportsHaveBegun, match="不能重新启用"):
        begin_reports(WHY, PORTAL)


def test_only_who_sets_reports_begins_them(installation: datetime) -> None:
    with pytest.raises(NotPermitted):
        begin_reports(everywhere("commander"), PORTAL)
    with pytest.raises(NotPermitted):
        begin_reports(world.actor(world.holder("office", world.village(1))), PORTAL)


@pytest.mark.database
@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("first_week", "W47", "report_settings_name_a_week"),
        ("cut_off_weekday", 8, "report_settings_cut_off_is_a_weekday"),
        ('"only"', False, "report_settings_are_one_row"),
    ],
)
def test_the_database_refuses_a_cycle_that_is_none(
    installation: datetime, column: str, value: object, constraint: str
) -> None:
    sql.is_refused(f"UPDATE reports_reportsettings SET {column} = %s", value, saying=constraint)  # noqa: S608
