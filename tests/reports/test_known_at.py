"""An edition counts what happened before its cut-off and was recorded by then, whenever it is made."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.kernel.periods import SHANGHAI, Week
from portal.reports import rules
from portal.reports.blocks import Table
from tests import world
from tests.clock import stand_at
from tests.reports.conftest import FIRST_WEEK, composed

NEXT_WEEK = Week(2026, 48)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[arg-type, misc]


def signed(week: Week) -> str:
    """The line on relocation of a week's edition."""
    return composed(week).document.page_one.progress[1]


def numerator(week: Week, key: str) -> object:
    return {figure.key: figure.numerator for figure in composed(week).figures}.get(key)


@pytest.fixture
def reporting(installation: datetime) -> None:
    """Signatures of one village: 500 by the first cut-off, 510 in the week after."""
    stand_at(at(2026, 11, 25, 10))
    world.reported(world.village(3), "signed_households", 500, 582, as_of=at(2026, 11, 24, 17))
    stand_at(at(2026, 11, 29, 17))
    world.reported(world.village(3), "signed_households", 510, 582, as_of=at(2026, 11, 29, 16))


def test_what_was_counted_after_the_cut_off_belongs_to_the_next_week(reporting: None) -> None:
    stand_at(at(2026, 12, 1, 9))
    assert signed(FIRST_WEEK).endswith("已签户数未报。")
    assert "已签510户" in signed(NEXT_WEEK)


def test_what_was_recorded_after_the_cut_off_is_not_known(reporting: None) -> None:
    stand_at(at(2026, 11, 29, 18, 1))
    world.reported(world.village(3), "signed_households", 511, 582, as_of=at(2026, 11, 29, 17, 30))
    stand_at(at(2026, 12, 9, 9))
    assert numerator(NEXT_WEEK, "projects.figure.signed_households") == 510


def test_a_late_entry_counts_from_the_next_edition_on(reporting: None) -> None:
    stand_at(at(2026, 11, 30, 9))
    world.reported(world.village(4), "signed_households", 200, 268, as_of=at(2026, 11, 26, 17))
    stand_at(at(2026, 12, 6, 18, 3))
    assert numerator(NEXT_WEEK, "projects.figure.signed_households") == 510
    assert numerator(NEXT_WEEK.next, "projects.figure.signed_households") == 710


def test_the_change_has_one_base_and_not_two(reporting: None) -> None:
    """Last week's number is read with today's knowledge, so that a late entry does not show as progress."""
    stand_at(at(2026, 11, 30, 9))
    world.reported(world.village(4), "signed_households", 200, 268, as_of=at(2026, 11, 26, 17))
    stand_at(at(2026, 12, 6, 17))
    world.reported(world.village(3), "signed_households", 513, 582, as_of=at(2026, 12, 6, 16))
    stand_at(at(2026, 12, 6, 18, 3))
    assert "已签713户（＋3户）" in signed(NEXT_WEEK.next)


def test_an_edition_made_late_is_the_one_made_in_time(reporting: None) -> None:
    stand_at(at(2026, 11, 29, 18, 2))
    in_time = composed(NEXT_WEEK).as_data()
    stand_at(at(2026, 12, 20, 9))
    world.reported(world.village(5), "signed_households", 1, 2, as_of=at(2026, 11, 28, 9))
    late = composed(NEXT_WEEK).as_data()
    assert rules.data_hash(late) == rules.data_hash(in_time)
    assert late == in_time


def test_who_did_not_report_in_the_week_is_counted(reporting: None) -> None:
    stand_at(at(2026, 11, 30, 9))
    page = composed(NEXT_WEEK).document.page_one
    assert "11个点位本周未报数" in page.overall
    assert page.request == "无；11个未报数点位12月2日18时前补报。"
    assert numerator(NEXT_WEEK, "projects.reporting") == 1


def test_the_annex_names_the_instant_and_the_source_of_each_report(reporting: None) -> None:
    stand_at(at(2026, 11, 30, 9))
    (table,) = [
        block
        for part in composed(NEXT_WEEK).document.sections
        if part.key == "projects.figures"
        for block in part.blocks
        if isinstance(block, Table)
    ]
    assert table.rows == (("塔桥大庄点", "签约510／582户", "11月29日16时", "测试报表"),)


def test_an_old_figure_says_when_it_was_counted(reporting: None) -> None:
    stand_at(at(2026, 12, 6, 18) + timedelta(minutes=3))
    assert "已签510户（截至11月29日）" in signed(NEXT_WEEK.next)
