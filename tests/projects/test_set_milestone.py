"""set_milestone: a promised day rests on a paper and is changed only with the reason."""

from datetime import date, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects import actions
from projects.actions.milestones import PromiseNeedsReason, PromiseOutOfReach, PromiseTooLate
from projects.facts import MilestonePromised
from projects.models import Milestone, MilestoneReached
from projects.selectors.milestones import milestones
from projects.selectors.moment import Moment
from tests import world
from tests.clock import go_on
from tests.projects import sql

DAY = date(2027, 6, 30)


def promised(village, by=world.WHY, **inputs):
    given = {"kind": "topping_out", "promised_on": DAY, "basis": "指挥部会议纪要〔2026〕8号", **inputs}
    return actions.set_milestone(by, village, **given)


def test_a_day_is_promised_with_its_paper(village, acting, deeds):
    actor = acting("office", village)
    deeds.clear()
    made = promised(village, by=actor)
    assert (made.label, made.promised_text, made.recorded_by) == ("封顶", "2027年6月30日", actor.user)
    assert deeds[0].facts == [MilestonePromised(village.pk, made.pk, "topping_out", DAY, None)]
    assert deeds[0].changes[0].after["basis"] == "指挥部会议纪要〔2026〕8号"
    assert not MilestoneReached.objects.filter(village=village).exists()


def test_another_day_needs_the_reason(village):
    promised(village)
    with pytest.raises(PromiseNeedsReason, match="原定2027年6月30日，调整须写明原因") as refused:
        promised(village, promised_on=date(2027, 9, 30), reason="  ")
    assert set(refused.value.fields) == {"reason"}


def test_the_day_before_stays_readable(village, deeds):
    first = promised(village)
    before = clock.now()
    go_on(timedelta(days=1))
    later = promised(village, promised_on=date(2027, 9, 30), reason="设计变更")
    assert (later.supersedes, later.reason) == (first, "设计变更")
    assert deeds[-1].facts == [MilestonePromised(village.pk, later.pk, "topping_out", date(2027, 9, 30), DAY)]

    def known(at):
        [row] = milestones([village.pk], Moment(clock.now(), at))[village.pk]
        return row.promised_on

    assert (known(before), known(None)) == (DAY, date(2027, 9, 30))


@pytest.mark.parametrize(
    ("inputs", "fields"),
    [
        ({"basis": "x"}, {"basis"}),
        ({"reason": "x"}, {"reason"}),
        ({"basis": "设计变更"}, {"basis"}),
        ({"basis": " ", "reason": " "}, {"basis", "reason"}),
    ],
)
def test_the_reason_and_the_paper_are_real(village, inputs, fields):
    promised(village)
    given = {"promised_on": date(2029, 12, 31), "reason": "设计变更", **inputs}
    with pytest.raises(PromiseNeedsReason, match="会议纪要、批示或文件") as refused:
        promised(village, **given)
    assert set(refused.value.fields) == fields
    assert Milestone.objects.filter(village=village).count() == 1


def test_the_first_promise_stays_beside_every_later_one(village, django_assert_num_queries):
    promised(village, promised_on=date(2027, 12, 31), precision="year_end")
    known = clock.now()
    go_on(timedelta(days=1))
    for year in (2028, 2029):
        promised(village, promised_on=date(year, 12, 31), precision="year_end", reason="设计变更")
    now = Moment.now()
    with django_assert_num_queries(3):
        [row] = milestones([village.pk], now)[village.pk]
    assert (row.due_words, row.first_words, row.is_moved) == ("2029年底", "2027年底", True)
    assert row.change_words == "调整为2029年底（依据指挥部会议纪要〔2026〕8号，原因设计变更）"
    assert row.first_days == (date(2027, 12, 31) - clock.today()).days
    [then] = milestones([village.pk], Moment(clock.now(), known))[village.pk]
    assert (then.due_words, then.first_words, then.is_moved) == ("2027年底", "", False)


def test_what_was_reached_is_not_promised_any_more(village):
    actions.report_milestone_reached(
        world.WHY, village, kind="topping_out", reached_on=date(2026, 5, 20), source="封顶验收记录"
    )
    with pytest.raises(PromiseTooLate, match="“封顶”已登记2026年5月20日完成") as refused:
        promised(village)
    assert set(refused.value.fields) == {"kind"}


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2050, 1, 1)])
def test_a_day_out_of_the_programme_is_not_promised(village, day):
    with pytest.raises(PromiseOutOfReach, match="2020年至2049年") as refused:
        promised(village, promised_on=day)
    assert set(refused.value.fields) == {"promised_on"}


def test_a_first_promise_has_no_reason(village):
    assert promised(village, reason="无").reason == ""


def test_it_rests_on_a_paper(village):
    with pytest.raises(BrokenInvariant, match="请填写节点日期的依据"):
        promised(village, basis="")


def test_a_year_end_is_no_more_exact_than_it_was_promised(village):
    made = promised(village, promised_on=date(2027, 12, 31), precision="year_end")
    assert made.promised_text == "2027年底"


def test_it_takes_the_power_in_this_village(village, elsewhere, acting):
    strangers = [acting(role, village) for role in ("owner_unit", "township", "building_force", "community")]
    for actor in (acting("office", elsewhere), *strangers):
        with pytest.raises(NotPermitted):
            promised(village, by=actor)
    assert not Milestone.objects.filter(village=village).exists()


@pytest.mark.database
def test_the_row_is_kept_as_written(village):
    sql.is_kept_as_written(promised(village), "promised_on", date(2028, 1, 1))


@pytest.mark.database
def test_a_second_promise_beside_the_first_is_refused(village):
    made = promised(village)
    insert = (
        "INSERT INTO projects_milestone (village_id, kind, label, promised_on, precision, promised_text, basis, source,"
        " confidence, reason, is_demonstration) SELECT village_id, kind, label, promised_on, precision, '', basis, '',"
        " confidence, '', false FROM projects_milestone WHERE id = %s"
    )
    sql.is_refused(insert, made.pk, saying="milestone_is_promised_once")
