"""Which weeks are due: none is left out, none is made early, whatever the calendar does at the turn of a year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.periods import SHANGHAI, Week
from portal.reports import rules
from portal.reports.rules import SETTLING, Cycle

LONG_AGO = datetime(2020, 1, 1, tzinfo=SHANGHAI)
SECOND = timedelta(seconds=1)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
weeks = st.dates(date(2024, 1, 1), date(2031, 12, 31)).map(Week.of)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[arg-type, misc]


@given(weeks, instants)
def test_the_due_weeks_follow_each_other_without_a_gap(first: Week, now: datetime) -> None:
    cycle = Cycle(first, LONG_AGO)
    due = cycle.due(now)
    assert due == sorted(set(due))
    assert all(later == earlier.next for earlier, later in pairwise(due))
    assert all(cycle.is_due(week, now) for week in due)
    assert not cycle.is_due(due[-1].next if due else first, now)


@given(weeks, instants, st.integers(0, 60))
def test_a_week_once_due_stays_due(first: Week, now: datetime, minutes: int) -> None:
    cycle = Cycle(first, LONG_AGO)
    assert set(cycle.due(now)) <= set(cycle.due(now + timedelta(minutes=minutes)))


@given(instants)
def test_the_last_due_week_is_the_only_one_due_when_editions_begin_with_it(now: datetime) -> None:
    cycle = Cycle(Week(2024, 1), LONG_AGO)
    last = cycle.last_due(now)
    assert Cycle(last, now).due(now) == [last]


@given(weeks, instants)
def test_an_edition_knows_at_least_its_own_week_and_nothing_later_when_made_later(week: Week, began: datetime) -> None:
    cycle = Cycle(week, began)
    assert cycle.known_at(week) >= cycle.cut_off(week)
    assert cycle.known_at(week) == max(cycle.cut_off(week), began)


def test_news_closes_on_sunday_at_18_in_yinchuan() -> None:
    cycle = Cycle(Week(2026, 47), LONG_AGO)
    assert cycle.cut_off(Week(2026, 47)) == at(2026, 11, 22, 18) == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_stragglers_are_waited_for() -> None:
    cycle = Cycle(Week(2026, 47), LONG_AGO)
    closes = at(2026, 11, 22, 18) + SETTLING
    assert cycle.due(closes - SECOND) == []
    assert cycle.due(closes) == [Week(2026, 47)]


def test_the_year_2026_has_53_weeks_and_each_has_its_edition() -> None:
    due = [str(week) for week in Cycle(Week(2026, 52), LONG_AGO).due(at(2027, 1, 10, 18, 2))]
    assert due == ["2026-W52", "2026-W53", "2027-W01"]


def test_a_year_of_52_weeks_has_no_53rd() -> None:
    due = [str(week) for week in Cycle(Week(2025, 51), LONG_AGO).due(at(2026, 1, 4, 18, 2))]
    assert due == ["2025-W51", "2025-W52", "2026-W01"]


def test_a_machine_that_was_off_for_a_year_owes_every_week() -> None:
    assert len(Cycle(Week(2026, 47), LONG_AGO).due(at(2027, 11, 28, 18, 2))) == 54


def test_the_office_may_close_its_week_on_another_day() -> None:
    cycle = Cycle(Week(2026, 47), LONG_AGO, cut_off_weekday=5, cut_off_time=time(16, 30))
    assert cycle.cut_off(Week(2026, 47)) == at(2026, 11, 20, 16, 30)
    assert rules.cut_off_text(cycle.cut_off(Week(2026, 47))) == "数据截至11月20日16时30分"


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (Week(2026, 47), "11月16日—22日"),
        (Week(2026, 49), "11月30日—12月6日"),
        (Week(2026, 53), "12月28日—1月3日"),
    ],
)
def test_a_week_is_named_by_its_days(week: Week, said: str) -> None:
    assert rules.week_text(week) == said


def test_a_draft_bears_the_day_after_its_cut_off() -> None:
    assert rules.dated_on(at(2026, 11, 22, 18)) == date(2026, 11, 23)
    assert rules.dated_on(datetime(2026, 12, 31, 16, 30, tzinfo=UTC)) == date(2027, 1, 2)


@pytest.mark.parametrize(
    ("name", "suffix", "named"),
    [
        ("送审稿", "pdf", "周调度专报送审稿（2026年11月16日—22日）.pdf"),
        ("送审稿第2稿", "docx", "周调度专报送审稿第2稿（2026年11月16日—22日）.docx"),
        ("2026年第46期", "pdf", "周调度专报2026年第46期（2026年11月16日—22日）.pdf"),
    ],
)
def test_the_file_has_a_chinese_name(name: str, suffix: str, named: str) -> None:
    assert rules.file_name("2026年11月16日—22日", name, suffix) == named


@given(st.recursive(st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner)))
def test_the_hash_of_contents_does_not_depend_on_the_order_of_keys(data: object) -> None:
    def turned(value: object) -> object:
        if isinstance(value, dict):
            return {key: turned(item) for key, item in reversed(value.items())}
        return [turned(item) for item in value] if isinstance(value, list) else value

    assert rules.data_hash(turned(data)) == rules.data_hash(data)


def test_a_change_in_brackets_is_explained_in_the_heading() -> None:
    assert rules.progress_note(["签约5户（＋1户）。"]) == rules.progress_note(["甲（持平）。"]) == "（括号内为比上周）"
    assert rules.progress_note(["资金（亿元）：总投资13.18。", "签约5户（截至11月1日）。"]) == ""
