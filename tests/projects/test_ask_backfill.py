"""History is asked for with its paper, by whoever reports it today, and only from before the portal was in use."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.approvals.selectors import approval_of
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, InvalidInput, NotPermitted
from projects import actions
from projects.actions.backfills import MOST_LINES, BackfillClosed, BackfillIncomplete
from projects.actions.reporting import OfAnotherMatter
from projects.facts import BackfillAsked
from projects.models import Backfill, BackfillLine, BackfillSort, FigureReport
from projects.selectors.backfills import matter_of
from tests import world
from tests.projects.backfilling import DOCUMENT, asked, figure_line, milestone_line, opened, past, public_line


@pytest.fixture
def village(seeded):
    opened()
    return world.village(3)


@pytest.fixture
def force(village):
    return world.actor(world.holder("relocation_force", village))


def test_it_waits_for_a_second_person_and_nothing_is_written(village, force, deeds):
    backfill = asked(
        force, village, BackfillSort.FIGURE, figure_line(), figure_line(effective_on=past(30), numerator=15)
    )
    waiting = approval_of(matter_of(backfill))
    assert (backfill.state, waiting.state, waiting.asked_by) == ("asked", "open", force.user.pk)
    assert BackfillLine.objects.filter(backfill=backfill).count() == 2
    assert not FigureReport.objects.filter(village=village).exists()
    assert BackfillAsked(backfill.pk, village.pk, "figure", 2) in [fact for deed in deeds for fact in deed.facts]


def test_before_the_days_are_set_the_door_is_shut(seeded):
    with pytest.raises(BackfillClosed, match="补录还没有开放"):
        asked(world.WHY, world.village(3))


def test_after_the_closing_day_the_door_is_shut(seeded):
    yesterday = clock.today() - timedelta(days=1)
    opened(went_live_on=past(10), closes_on=yesterday, basis="指挥部会议纪要〔2026〕3号")
    with pytest.raises(
        BackfillClosed, match=f"补录已于{yesterday.year}年{yesterday.month}月{yesterday.day}日截止"
    ) as shut:
        asked(world.WHY, world.village(3))
    assert shut.value.clause == "指挥部会议纪要〔2026〕3号（本级）"


def test_on_the_closing_day_itself_it_is_open(seeded):
    opened(closes_on=clock.today())
    assert asked(world.WHY, world.village(3)).state == "asked"


def test_what_happened_since_is_reported_the_ordinary_way(village, force):
    line = figure_line(effective_on=clock.today() - timedelta(days=1))
    with pytest.raises(InvalidInput, match="第1行需要修改") as refused:
        asked(force, village, BackfillSort.FIGURE, line)
    assert "应早于正式启用日" in refused.value.fields["1.effective_on"]
    assert not Backfill.objects.exists()


@pytest.mark.parametrize(
    ("document", "lines"), [("  ", [figure_line]), (DOCUMENT, []), (DOCUMENT, [figure_line] * (MOST_LINES + 1))]
)
def test_without_paper_without_rows_or_with_too_many_nothing_is_asked(village, force, document, lines):
    with pytest.raises(BackfillIncomplete):
        actions.ask_backfill(force, village, sort="figure", document=document, lines=[line() for line in lines])
    assert not Backfill.objects.exists()


def test_each_row_that_cannot_be_taken_is_named(village, force):
    lines = [
        figure_line(),
        figure_line(effective_on=past(50), numerator=21),
        figure_line(effective_on=past(40), denominator=None),
        figure_line(effective_on=past(30), numerator=None),
        figure_line(key="no_such_kind"),
    ]
    with pytest.raises(InvalidInput, match="第2行、第3行、第4行、第5行需要修改") as refused:
        asked(force, village, BackfillSort.FIGURE, *lines)
    assert set(refused.value.fields) == {"2.numerator", "3.denominator", "4.numerator", "5.key"}


def test_evidence_is_asked_for_all_the_same(village, force):
    with pytest.raises(BrokenInvariant, match="请填写补录事项及其来源"):
        asked(force, village, BackfillSort.FIGURE, figure_line(source=""))
    assert not Backfill.objects.exists()


def test_what_stands_already_is_corrected_not_entered_again(village, force):
    reached = milestone_line()
    actions.report_milestone_reached(
        world.WHY, village, kind=reached["key"], reached_on=reached["effective_on"], source="确认书"
    )
    with pytest.raises(InvalidInput) as refused:
        asked(world.WHY, village, BackfillSort.MILESTONE, reached)
    assert "已登记完成" in refused.value.fields["1.key"]


def test_a_fallen_or_late_number_needs_no_note(village, force):
    world.reported(village, "signed_households", 19, 20, as_of=clock.now() - timedelta(days=90), note="补报")
    assert asked(force, village, BackfillSort.FIGURE, figure_line(numerator=1)).state == "asked"


def test_whoever_may_not_report_it_today_may_not_enter_it_for_yesterday(village, force):
    with pytest.raises(OfAnotherMatter):
        asked(force, village, BackfillSort.FIGURE, figure_line(key="funds_arrived"))
    for sort, line in ((BackfillSort.MILESTONE, milestone_line()), (BackfillSort.PUBLIC, public_line())):
        with pytest.raises(NotPermitted, match="不能补录这类数据"):
            asked(force, village, sort, line)


@pytest.mark.parametrize("role", ["community", "commander", "auditor", "builder"])
def test_other_roles_have_no_such_door(village, role):
    with pytest.raises(NotPermitted):
        asked(world.actor(world.holder(role, village)), village)


def test_another_village_is_out_of_reach(village, force):
    with pytest.raises(NotPermitted):
        asked(force, world.village(4))
