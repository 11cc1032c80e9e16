"""停刊 and 合刊: what is due, of which days it tells, with what it is compared; and the office's own settings."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import InvalidInput, NotPermitted, WrongState
from portal.kernel.periods import SHANGHAI, Period, Week
from portal.kernel.permissions import PORTAL
from portal.reports import actions, rules, selectors
from portal.reports.rules import CutOff, Cycle
from tests import world
from tests.clock import stand_at
from tests.projects import sql
from tests.reports.conftest import Hands, composed, everywhere, printed

LONG_AGO = datetime(2020, 1, 1, tzinfo=SHANGHAI)
W39, W40, W41, W42 = (Week(2026, number) for number in (39, 40, 41, 42))
weeks = st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(Week.of)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[arg-type, misc]


def cycle(**plan: Any) -> Cycle:
    return Cycle(W39, LONG_AGO, **{name: frozenset(value) for name, value in plan.items()})


def test_over_the_national_day_one_edition_tells_of_two_weeks() -> None:
    settled = cycle(joined=[W40])
    assert settled.due(at(2026, 10, 19, 9)) == [W39, W41, W42]
    told = settled.told(W41)
    assert (told.first_week, told.week, told.is_joint) == (W40, W41, True)
    assert told.days == Period(date(2026, 9, 28), date(2026, 10, 12))
    assert told.cut_off == at(2026, 10, 11, 18)
    assert settled.told_before(told).week == W39
    assert settled.told_before(settled.told(W42)) == told
    assert rules.week_text(W41, W40) == "9月28日—10月11日"


def test_a_week_that_is_left_out_is_never_due_and_the_next_is_compared_with_the_one_before() -> None:
    settled = cycle(skipped=[W40])
    assert settled.due(at(2026, 10, 19, 9)) == [W39, W41, W42]
    told = settled.told(W41)
    assert (told.first_week, told.is_joint) == (W41, False)
    assert settled.told_before(told).week == W39


@given(st.sets(weeks, max_size=6), st.sets(weeks, max_size=6), weeks)
def test_the_weeks_that_are_told_or_left_out_are_every_week_once(
    skipped: set[Week], joined: set[Week], last: Week
) -> None:
    settled = Cycle(Week(2025, 1), LONG_AGO, skipped=frozenset(skipped), joined=frozenset(joined - skipped))
    due = settled.due(last.cut_off() + rules.SETTLING)
    told = [settled.told(week) for week in due]
    covered = [week for each in told for week in _weeks(each.first_week, each.week)]
    assert len(covered) == len(set(covered))
    everything = _weeks(Week(2025, 1), due[-1]) if due else []
    lost = set(everything) - set(covered)
    assert all(week in skipped or _runs_into(week, skipped, joined) for week in lost)


def _weeks(first: Week, last: Week) -> list[Week]:
    weeks = [first]
    while weeks[-1] < last:
        weeks.append(weeks[-1].next)
    return weeks


def _runs_into(week: Week, skipped: set[Week], joined: set[Week]) -> bool:
    """A joined week whose next one was left out; the action refuses such a plan."""
    while week in joined and week not in skipped:
        week = week.next
    return week in skipped


def test_a_cut_off_moves_from_a_week_on_and_leaves_those_before() -> None:
    settled = Cycle(W39, LONG_AGO, changes=(CutOff(W41, 5, time(16)), CutOff(W42, 7, time(12))))
    assert settled.cut_off(W40) == at(2026, 10, 4, 18)
    assert settled.cut_off(W41) == at(2026, 10, 9, 16)
    assert settled.cut_off(W42) == at(2026, 10, 18, 12)


@pytest.fixture
def september(db: None) -> datetime:
    """An office that began in week 39 and stands before the holidays."""
    now = at(2026, 9, 27, 19)
    stand_at(now)
    world.seeded()
    return now


def plan(week: Week, kind: str, reason: str = "国庆假期", by: Any = world.WHY) -> None:
    actions.plan_week(by, PORTAL, week=week, kind=kind, reason=reason)


def settled_now() -> Cycle:
    found = selectors.cycle()
    assert found
    return found


def test_the_office_joins_two_weeks_and_the_edition_follows(september: datetime) -> None:
    plan(W40, "joined", by=everywhere("office"))
    world.reported(world.village(3), "signed_households", 500, 582)
    stand_at(at(2026, 9, 30, 9))
    world.reported(world.village(3), "signed_households", 503, 582)
    stand_at(at(2026, 10, 11, 17))
    world.reported(world.village(4), "signed_households", 200, 268)
    stand_at(at(2026, 10, 12, 9))
    with pytest.raises(Exception, match="与下一周合刊，不单独生成"):
        actions.ask_for_edition(world.WHY, PORTAL, week=W40)
    content = composed(W41)
    page = content.document.page_one
    assert content.as_data()["scope"] | {"villages": []} == {
        "week": "2026-W41",
        "first_week": "2026-W40",
        "villages": [],
        "cut_off": "2026-10-11T18:00:00+08:00",
        "known_at": "2026-10-11T18:00:00+08:00",
    }
    # 503 was counted in the first of the two weeks: of this issue, not an old number.
    assert "已签703户。" in page.progress[1]
    assert content.document.covers == "9月28日—10月11日"
    assert page.headline == "本期进展、卡点和提请研究事项"
    assert "10个点位本期未报数" in page.overall
    figures = {figure.key: figure for figure in content.figures}
    assert figures["projects.reporting"].numerator == 2
    edition = printed(W41, content=content)
    assert selectors.label_of(edition) == "2026年9月28日—10月11日送审稿"
    assert selectors.row_of(edition).marks == "合刊"


def test_the_base_of_a_joint_edition_is_the_one_before(september: datetime) -> None:
    """W39's cut-off, not last week's: and the brackets say so."""
    plan(W40, "joined")
    stand_at(at(2026, 9, 27, 19))
    stand_at(at(2026, 10, 4, 17))
    world.reported(world.village(3), "signed_households", 500, 582)
    stand_at(at(2026, 10, 11, 17))
    world.reported(world.village(3), "signed_households", 510, 582)
    stand_at(at(2026, 10, 12, 9))
    assert "（＋10户）" not in composed(W41).document.page_one.progress[1]
    stand_at(at(2026, 10, 18, 17))
    world.reported(world.village(3), "signed_households", 513, 582)
    stand_at(at(2026, 10, 19, 9))
    page = composed(W42).document.page_one
    assert "已签513户（＋3户）" in page.progress[1]
    assert page.progress_note == "（括号内为比上期）"
    assert composed(W42).document.covers == ""


def test_a_skipped_week_shows_as_such_and_is_not_made(september: datetime) -> None:
    plan(W40, "skipped")
    stand_at(at(2026, 10, 12, 9))
    assert [str(week) for week in selectors.due_weeks(at(2026, 10, 12, 9))] == ["2026-W39", "2026-W41"]
    with pytest.raises(Exception, match="已定停刊，不生成专报"):
        actions.ask_for_edition(world.WHY, PORTAL, week=W40)
    rows = selectors.listed(everywhere("commander"), selectors.Asked())
    assert [(row.label, row.note) for row in rows] == [("停刊", "国庆假期")]


def test_a_plan_may_be_taken_back_before_the_week_is_over(september: datetime) -> None:
    plan(W40, "skipped")
    plan(W40, "regular", "需要出刊")
    assert settled_now().is_told(W40)
    stand_at(at(2026, 10, 4, 19))
    with pytest.raises(WrongState, match="已经截数，不能再变更安排"):
        plan(W40, "skipped")


@pytest.mark.parametrize(
    ("first", "second", "saying"),
    [
        ((W41, "skipped"), (W40, "joined"), "不能与它合刊"),
        ((W40, "joined"), (W41, "skipped"), "本周不能停刊"),
    ],
)
def test_weeks_that_do_not_go_together(september: datetime, first: Any, second: Any, saying: str) -> None:
    plan(*first)
    with pytest.raises(InvalidInput, match=saying):
        plan(*second)


def test_not_more_than_four_weeks_go_into_one(september: datetime) -> None:
    for week in (W40, W41, W42):
        plan(week, "joined")
    with pytest.raises(InvalidInput, match="合刊最多4周"):
        plan(W42.next, "joined")


def test_a_slip_of_the_year_is_noticed(september: datetime) -> None:
    with pytest.raises(InvalidInput, match="请核对年份"):
        plan(Week(2036, 40), "skipped")


@pytest.mark.parametrize("kind", ["skipped", "joined"])
def test_a_plan_gives_its_reason(september: datetime, kind: str) -> None:
    with pytest.raises(Exception, match="请写明停刊或合刊的原因"):
        plan(W40, kind, "  ")


def test_only_the_office_sets_anything(september: datetime) -> None:
    for role in ("commander", "liaison", "auditor"):
        with pytest.raises(NotPermitted):
            plan(W40, "skipped", by=everywhere(role))


def test_the_cut_off_is_moved_for_weeks_to_come_alone(september: datetime) -> None:
    actions.move_cut_off(world.WHY, PORTAL, from_week=W41, weekday=5, at=time(16), reason="会议纪要")
    assert settled_now().cut_off(W40) == at(2026, 10, 4, 18)
    assert settled_now().cut_off(W41) == at(2026, 10, 9, 16)
    with pytest.raises(WrongState, match="已经截数"):
        actions.move_cut_off(world.WHY, PORTAL, from_week=W39, weekday=5, at=time(16), reason="会议纪要")


@pytest.mark.database
def test_what_was_planned_stays_written(september: datetime) -> None:
    plan(W40, "skipped")
    actions.move_cut_off(world.WHY, PORTAL, from_week=W41, weekday=5, at=time(16), reason="会议纪要")
    for statement in (
        "UPDATE reports_plannedweek SET kind = 'regular'",
        "DELETE FROM reports_plannedweek",
        "UPDATE reports_cutoffchange SET weekday = 1",
        "DELETE FROM reports_cutoffchange",
    ):
        sql.is_refused(statement, saying="记录不能改动")


def test_a_joint_edition_goes_its_way_and_takes_one_number(september: datetime) -> None:
    hands = Hands.seated()
    plan(W40, "joined")
    hands.issued(printed(W39))
    stand_at(at(2026, 10, 12, 9) + timedelta(hours=1))
    assert hands.issued(printed(W41)).number_text == "2026年第2期"
