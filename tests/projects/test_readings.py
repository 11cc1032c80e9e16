"""The selectors behind screens and reports: what was known when, sums with missing bases, orders, the countdown."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from portal.kernel import clock
from portal.kernel.periods import SHANGHAI
from projects import actions
from projects.models import Village
from projects.selectors.figures import (
    figures_onwards,
    latest_figures,
    numbers_text,
    total,
    villages_that_reported,
)
from projects.selectors.milestones import milestones, next_milestones
from projects.selectors.moment import Moment
from projects.selectors.villages import village_rows, villages_known_at
from tests import world
from tests.clock import go_on, stand_at

KIND = "signed_households"
FIRST_DAY = datetime(2026, 11, 22, 18, tzinfo=SHANGHAI)


def known(villages, *, as_of=None, at=None):
    return latest_figures([village.pk for village in villages], Moment(as_of or clock.now(), at))


# --- what had happened, and what was known of it --------------------------------------------------------------------


def test_as_of_bounds_what_happened_and_known_at_what_was_recorded(village):
    """Counted on Monday, entered on Thursday: it counts for Tuesday, but on Wednesday nobody knew of it."""
    monday = clock.now()
    go_on(timedelta(days=2))
    wednesday = clock.now()
    go_on(timedelta(days=1))
    world.reported(village, KIND, 571, 580, as_of=monday)
    tuesday = monday + timedelta(days=1)
    assert known([village], as_of=tuesday)[village.pk][KIND].numerator == 571
    assert known([village], as_of=tuesday, at=wednesday) == {}
    assert known([village], as_of=monday - timedelta(minutes=1)) == {}


def test_the_latest_is_the_latest_counted_not_the_latest_entered(village):
    now = clock.now()
    world.reported(village, KIND, 571, 580, as_of=now)
    world.reported(village, KIND, 500, 580, as_of=now - timedelta(days=7))
    assert known([village])[village.pk][KIND].numerator == 571
    assert [row.numerator for row in figures_onwards([village.pk], Moment.now(), most=9)] == [571, 500]


def test_a_village_is_known_from_when_it_was_recorded(seeded):
    assert len(villages_known_at(clock.now())) == 12
    assert villages_known_at(clock.now() - timedelta(days=1)) == []


def test_who_reported_since(village, elsewhere):
    now = clock.now()
    world.reported(village, KIND, 1, 2, as_of=now)
    world.reported(elsewhere, KIND, 1, 2, as_of=now - timedelta(days=8))
    both = [village.pk, elsewhere.pk]
    week = now - timedelta(days=7)
    assert villages_that_reported(both, Moment(now), since=week) == {village.pk}
    assert villages_that_reported([elsewhere.pk], Moment(now), since=week) == set()


# --- sums -----------------------------------------------------------------------------------------------------------


def test_a_sum_counts_each_village_once_with_its_rows(village, elsewhere):
    world.reported(village, KIND, 10, 20, as_of=clock.now() - timedelta(days=1))
    world.reported(village, KIND, 12, 20)
    world.reported(elsewhere, KIND, 30, 40)
    found = total(known([village, elsewhere]), KIND)
    assert (found.numerator, found.denominator, len(found.rows)) == (42, 60, 2)
    assert not found.is_demonstration
    assert found.as_of == max(row.as_of for row in found.rows)


def test_a_sum_of_which_one_base_is_missing_has_no_base(village, elsewhere):
    """What is counted without a base has none in the sum either: no rate is made of half the bases."""
    world.reported(village, "inquiries_new", 3)
    world.reported(elsewhere, "inquiries_new", 4)
    found = total(known([village, elsewhere]), "inquiries_new")
    assert (found.numerator, found.denominator) == (7, None)


def test_nobody_reported_is_no_zero(village):
    assert total(known([village]), KIND) is None
    world.reported(village, KIND, 0, 580)
    found = total(known([village]), KIND)
    assert (found.numerator, found.denominator) == (0, 580)


def test_one_invented_row_marks_the_sum(village, elsewhere):
    world.reported(village, KIND, 1, 2)
    world.reported(elsewhere, KIND, 1, 2, is_demonstration=True)
    assert total(known([village, elsewhere]), KIND).is_demonstration


def test_a_share_is_exact_and_a_base_of_nothing_has_none(village, elsewhere):
    world.reported(village, KIND, 571, 580)
    world.reported(elsewhere, "annual_investment", 0, 0)
    found = known([village, elsewhere])
    assert found[village.pk][KIND].share == Fraction(571, 580)
    assert found[elsewhere.pk]["annual_investment"].share is None


def test_money_is_written_in_yuan_from_whole_fen(village):
    report = world.reported(village, "annual_investment", 30_000_000_001, 60_000_000_000)
    text = numbers_text(report.kind, report.numerator, report.denominator)
    assert text == "300,000,000.01／600,000,000.00元"


# --- milestones -----------------------------------------------------------------------------------------------------


def test_the_countdown_of_the_lead_project(seeded):
    stand_at(FIRST_DAY)
    lead = world.village(1)
    [row] = [row for row in milestones([lead.pk], Moment.now())[lead.pk] if row.kind == "return"]
    assert (row.days, row.promised_on, row.promised_text) == (404, date(2027, 12, 31), "2027年底")
    assert not row.is_overdue


def test_the_topping_out_that_nobody_reported_is_overdue_and_comes_first(seeded):
    stand_at(FIRST_DAY)
    villages = [village.pk for village in Village.objects.all()]
    coming = next_milestones(milestones(villages, Moment.now()), limit=5)
    assert [row.kind for row in coming] == ["topping_out", "return"]
    assert coming[0].is_overdue
    assert coming[0].due_words == "2025年底"


def test_the_next_milestones_are_the_nearest_of_all_villages(village, elsewhere):
    for where, days in ((village, 30), (elsewhere, 10)):
        actions.set_milestone(
            world.WHY,
            where,
            kind="acceptance",
            promised_on=clock.today() + timedelta(days=days),
            basis="纪要",
        )
    found = milestones([village.pk, elsewhere.pk], Moment.now())
    assert [row.village_id for row in next_milestones(found, limit=9)] == [elsewhere.pk, village.pk]
    assert [row.village_id for row in next_milestones(found, limit=1)] == [elsewhere.pk]


def test_what_was_reached_waits_no_more_and_was_not_yet_reached_before(village):
    day = clock.today()
    actions.set_milestone(world.WHY, village, kind="acceptance", promised_on=day, basis="纪要")
    actions.report_milestone_reached(world.WHY, village, kind="acceptance", reached_on=day, source="验收记录")
    assert next_milestones(milestones([village.pk], Moment.now()), limit=9) == []
    [row] = next_milestones(milestones([village.pk], Moment(clock.now() - timedelta(days=1))), limit=9)
    assert (row.reached_on, row.days) == (None, 1)


# --- villages -------------------------------------------------------------------------------------------------------


def test_villages_stand_in_their_order_and_cost_the_same_however_many(seeded, django_assert_num_queries):
    moment = Moment.now()
    with django_assert_num_queries(14):
        rows = village_rows(Village.objects.all(), moment)
    assert [row.ordinal for row in rows] == list(range(1, 13))
    with django_assert_num_queries(14):
        assert len(village_rows(Village.objects.filter(ordinal=1), moment)) == 1


@pytest.mark.parametrize(
    ("kind", "stage"), [("launch", "已启动"), ("construction_start", "已开工"), ("return", "已回迁")]
)
def test_the_stage_is_the_furthest_that_was_reported(village, kind, stage):
    actions.report_milestone_reached(world.WHY, village, kind=kind, reached_on=clock.today(), source="简报")
    [row] = village_rows(Village.objects.filter(pk=village.pk), Moment.now())
    assert row.stage == stage
