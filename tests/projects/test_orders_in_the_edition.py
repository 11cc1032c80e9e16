"""问题清单与督办 in the edition: what was given before first, red first, as it was known; page one names the late."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.kernel.periods import SHANGHAI, Week
from portal.reports.blocks import StuckPoint, Table
from portal.reports.contributions import Decided, Figure, Scope
from projects import actions
from projects.report_sections.orders import decided, order_table, overdue
from tests.clock import stand_at
from tests.projects import ordering

MONDAY = datetime(2026, 11, 16, 9, tzinfo=SHANGHAI)


def scope(village, number=48):
    week = Week(2026, number)
    cut_off = week.cut_off()
    return Scope((village.pk,), week, cut_off, cut_off)


def test_what_was_given_before_stands_first_and_red_on_top(village, acting):
    stand_at(MONDAY)
    late = ordering.issued(village, matter="连墙件缺失", source="meeting", due_on=ordering.day(9))
    done = ordering.reported(village, matter="围挡破损", source="meeting")
    stand_at(MONDAY + timedelta(days=8))
    actions.close_order(acting("office", village), done, words="现场已核实")
    ordering.issued(village, matter="扬尘超标", due_on=ordering.day(20))
    ordering.proposed(village, matter="还没有签发")
    told = scope(village)
    before, new = [block for block in order_table(told) if isinstance(block, Table)]
    assert (before.title, new.title) == ("上周结转事项", "本周新增事项")
    assert [(row[0], row[1].partition("（")[0], row[5]) for row in before.rows] == [
        ("1", "连墙件缺失", "红色，超期4天"),
        ("2", "围挡破损", "已销号"),
    ]
    assert [(row[0], row[5], row[6]) for row in new.rows] == [("3", "蓝色，还有15天", "未反馈")]
    figures = {block.key: block for block in order_table(told) if isinstance(block, Figure)}
    assert (figures["projects.orders.open"].numerator, figures["projects.orders.overdue"].numerator) == (2, 1)
    assert figures["projects.orders.overdue"].counted == {f"{village.pk}@{late.number}": "红色"}
    assert list(overdue(told)) == [StuckPoint("连墙件缺失超期4天", "兴庆区大新镇", None, "11月25日")]
    assert list(decided(told)) == [Decided(2, "办结1项；连墙件缺失限11月25日。")]
    # The week before is told with what was known then: what was reported waits with the office and is no stuck point.
    earlier = scope(village, 47)
    [table] = [block for block in order_table(earlier) if isinstance(block, Table)]
    assert [row[5] for row in table.rows] == ["红色，超期1天", "黄色，还有3天"]
    assert list(overdue(earlier)) == []


def test_without_orders_nothing_is_said(village):
    assert list(order_table(scope(village))) == []
    assert list(decided(scope(village))) == []
