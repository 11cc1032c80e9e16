"""The section of the weekly briefing: what the week brought against the week before, as it was known then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.periods import Week
from portal.reports.blocks import Heading, Table, Text
from portal.reports.contributions import Figure, Scope
from quality import actions
from quality.report_sections import complaints
from tests import world
from tests.clock import go_on, stand_at

WEEK = Week(2026, 48)  # 23–29 November


def scope(village, week=WEEK):
    return Scope((village.pk,), week, week.cut_off(), clock.now())


def told(village, week=WEEK):
    return list(complaints(scope(village, week)))


def figures(found):
    return {each.key: each.numerator for each in found if isinstance(each, Figure)}


@pytest.fixture
def before(village):
    """The Monday of the week before."""
    stand_at(WEEK.cut_off() - timedelta(days=13))


def test_a_week_against_the_week_before(hands, before, django_assert_max_num_queries):
    assert told(hands.village) == []
    old = hands.reinspected()
    go_on(timedelta(days=8))
    actions.confirm_repair(hands.supervisor, old)
    late = hands.assigned(hands.raised(what="渗水"), category="leaks", severity="minor")
    hands.assigned(category="leaks")
    hands.raised()
    again = hands.reinspected(hands.rectified(hands.assigned()))
    actions.reopen_complaint(hands.supervisor, again, words="仍有裂缝")
    go_on(timedelta(days=6))
    with django_assert_max_num_queries(8):
        found = told(hands.village)
    assert [each.text for each in found if isinstance(each, Heading)] == ["受理情况", "反映的热点问题"]
    received, topics = (each.text for each in found if isinstance(each, Text))
    assert received.startswith("本周受理质询4件（现场巡查4件）；办结1件（反映人确认修好1件）；未办结4件")
    assert "反映人作出评价2件，其中确认修好1件。" in received
    assert topics.splitlines()[0].startswith("1.渗漏2件，主要反映在")
    assert topics.splitlines()[-1].startswith("3.待受理1件")
    table, grave = (each for each in found if isinstance(each, Table))
    assert table.rows[0] == ("新增", "4件", "1件", "＋3件")
    assert table.rows[1] == ("办结", "1件", "0件", "＋1件")
    assert len(grave.rows) == 2
    numbers = figures(found)
    assert (numbers["quality.new"], numbers["quality.closed"], numbers["quality.reopened"]) == (4, 1, 1)
    new = next(each for each in found if isinstance(each, Figure) and each.key == "quality.new")
    assert f"{hands.village.pk}@{late.label}" in new.counted
    # The week before told anew says what it said, whatever happened since.
    assert figures(told(hands.village, WEEK.previous)) | {"quality.new": 1, "quality.closed": 0} == figures(
        told(hands.village, WEEK.previous)
    )
    # What was recorded after an edition knew its data is not in it.
    past = Scope((hands.village.pk,), WEEK, WEEK.cut_off(), clock.now() - timedelta(days=7))
    assert figures(complaints(past))["quality.new"] == 0
    assert told(world.village(5)) == []


def test_silence_is_no_answer_and_delay_is_named(hands, before):
    silent = hands.reinspected()
    hands.assigned(severity="safety")
    go_on(timedelta(days=30))
    actions.lapse_complaint(world.WHY, silent)
    week = Week.of(clock.today())
    go_on(timedelta(days=7))
    received = next(each.text for each in told(hands.village, week) if isinstance(each, Text))
    assert "办结1件（逾期未评价1件）" in received
    assert "逾期未评价1件，不计入。" in received
    assert "其中超期1件" in received
    grave = [each for each in told(hands.village, week) if isinstance(each, Table)][1]
    assert grave.rows[0][2] == "涉及安全"
    assert "（超期）" in grave.rows[0][4]
