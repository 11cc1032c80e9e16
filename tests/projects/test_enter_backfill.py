"""What two people agreed on is written at that instant, marked, counted apart, and in no answer of before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import Refusal, WrongState
from portal.kernel.periods import Week
from projects import actions
from projects.actions.backfill_lines import rows_of
from projects.facts import BackfillEntered
from projects.models import BackfillSort, FigureReport, MilestoneReached, PublicFigure
from projects.selectors.figures import latest_figures, villages_that_reported
from projects.selectors.milestones import milestones
from projects.selectors.moment import Moment
from projects.selectors.public_figures import public_figures
from tests import world
from tests.clock import go_on
from tests.projects.backfilling import agreed, asked, figure_line, milestone_line, opened, past, public_line
from tests.projects.test_deputies import delegated


@pytest.fixture
def village(seeded):
    opened()
    return world.village(3)


@pytest.fixture
def asker(village):
    return world.actor(world.holder("township", village))


@pytest.fixture
def office(village):
    return world.actor(world.holder("office"))


def test_figures_stand_in_the_name_of_whoever_asked(village, asker, office, deeds):
    backfill = agreed(
        office, asked(asker, village, BackfillSort.FIGURE, figure_line(), figure_line(effective_on=past(30)))
    )
    first, _ = FigureReport.objects.filter(village=village).order_by("as_of")
    assert backfill.state == "entered"
    assert (first.numerator, first.denominator, first.reported_by) == (10, 20, asker.user)
    assert (first.backfill, first.organisation_id) == (backfill, asker.user.organisation_id)
    assert BackfillEntered(backfill.pk, village.pk, "figure", 2) in [fact for deed in deeds for fact in deed.facts]


def test_the_instant_of_recording_is_the_true_one(village, asker, office):
    backfill = asked(asker, village)
    go_on(timedelta(hours=3))
    agreed(office, backfill)
    (report,) = FigureReport.objects.filter(village=village)
    assert abs(clock.now() - report.recorded_at) < timedelta(minutes=1)
    assert report.recorded_at - backfill.recorded_at >= timedelta(hours=3)


def test_an_answer_about_what_was_known_before_does_not_hold_it(village, asker, office):
    world.reported(village, "accidents", 0)
    go_on(timedelta(hours=1))
    known_at = clock.now()
    go_on(timedelta(hours=1))
    agreed(office, asked(asker, village))
    moment = Moment(clock.now(), known_at)
    assert set(latest_figures([village.pk], moment)[village.pk]) == {"accidents"}
    assert set(latest_figures([village.pk], Moment.now())[village.pk]) == {"accidents", "signed_households"}


def test_milestones_and_public_facts_are_written_too(village, office):
    asker = world.actor(world.holder("office", username="office-2"))
    agreed(office, asked(asker, village, BackfillSort.MILESTONE, milestone_line(precision="month")))
    agreed(office, asked(asker, village, BackfillSort.PUBLIC, public_line()))
    reached = MilestoneReached.objects.get(village=village, kind="signing_complete")
    fact = PublicFigure.objects.get(village=village, key="签约户数")
    assert (reached.reached_on, reached.precision, reached.reported_by) == (past(), "month", asker.user)
    assert (fact.value, fact.as_of, fact.recorded_by) == ("约300户", past(), asker.user)


def test_rows_are_marked_wherever_they_are_read(village, office):
    asker = world.actor(world.holder("office", username="office-2"))
    for sort, line in (("figure", figure_line()), ("milestone", milestone_line()), ("public", public_line())):
        agreed(office, asked(asker, village, sort, line))
    now = Moment.now()
    assert latest_figures([village.pk], now)[village.pk]["signed_households"].is_backfilled
    assert [row.kind for row in milestones([village.pk], now)[village.pk] if row.is_backfilled] == ["signing_complete"]
    assert [row.label for row in public_figures(village, now) if row.mark == "补录"] == ["签约户数"]


def test_a_correction_stays_marked(village, asker, office):
    agreed(office, asked(asker, village))
    (report,) = FigureReport.objects.filter(village=village)
    corrected = actions.correct_figure(
        office, report, numerator=11, denominator=20, reason="台账漏记一户", source="签约台账"
    )
    assert corrected.backfill_id == report.backfill_id


def test_it_counts_as_nobodys_report_of_the_week(village, asker, office):
    opened(went_live_on=clock.today())
    line = figure_line(effective_on=clock.today() - timedelta(days=1))
    agreed(office, asked(asker, village, BackfillSort.FIGURE, line))
    since = clock.now() - timedelta(days=7)
    assert villages_that_reported([village.pk], Moment.now(), since=since) == set()
    world.reported(village, "accidents", 0)
    assert villages_that_reported([village.pk], Moment.now(), since=since) == {village.pk}
    assert Week.of(clock.today()) >= Week.of(line["effective_on"])


def test_nobody_checks_what_he_asked_himself(village):
    office = world.actor(world.holder("office", username="office-2"))
    with pytest.raises(Refusal, match="请由其他同志"):
        agreed(office, asked(office, village))
    assert not FigureReport.objects.filter(village=village).exists()


def test_a_deputy_does_not_check_for_the_principal_who_asked(village, office):
    deputy = world.person("deputy")
    backfill = asked(office, village)
    delegated(office.user, deputy)
    with pytest.raises(Refusal):
        agreed(world.actor(deputy), backfill)
    backfill.refresh_from_db()
    assert backfill.state == "asked"


def test_it_is_entered_once(village, asker, office):
    backfill = agreed(office, asked(asker, village))
    with pytest.raises(WrongState):
        actions.enter_backfill(world.WHY, backfill)
    assert FigureReport.objects.filter(village=village).count() == 1


def test_after_the_closing_day_nothing_is_entered_any_more(village, asker, office):
    backfill = asked(asker, village)
    go_on(timedelta(days=40))
    with pytest.raises(Refusal, match="截止"):
        agreed(office, backfill)
    backfill.refresh_from_db()
    assert (backfill.state, FigureReport.objects.count()) == ("asked", 0)


def test_what_was_reported_meanwhile_stops_all_of_it(village, asker, office):
    backfill = asked(asker, village, BackfillSort.FIGURE, figure_line(effective_on=past(30)), figure_line())
    world.reported(village, "signed_households", 9, 20, as_of=rows_of(backfill)[1].as_of, note="补报")
    with pytest.raises(Refusal, match="已报过这项数据"):
        agreed(office, backfill)
    backfill.refresh_from_db()
    assert (backfill.state, FigureReport.objects.filter(village=village).count()) == ("asked", 1)
