"""report_figure: numerator, denominator, as-of time and source; the database keeps the row as written."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.periods import SHANGHAI
from projects.actions.figures import FigureDoesNotFit
from projects.actions.recording import BackdatingRefused
from projects.facts import FigureReported
from projects.models import FigureKind, FigureReport
from projects.rules import exceeds_whole
from projects.rules.figures import share
from projects.selectors.figures import latest_figures
from projects.selectors.moment import Moment
from tests import world
from tests.projects import sql


def test_a_figure_is_kept_with_all_that_makes_it_honest(village, acting, deeds):
    actor = acting("community", village)
    deeds.clear()
    as_of = clock.now() - timedelta(hours=2)
    report = world.reported(village, "signed_households", 571, 580, by=actor, as_of=as_of, source="签约台账")
    report.refresh_from_db()
    assert (report.numerator, report.denominator, report.as_of, report.source) == (571, 580, as_of, "签约台账")
    assert (report.reported_by, report.organisation) == (actor.user, actor.user.organisation)
    assert report.recorded_at >= as_of
    assert not report.is_demonstration


def test_the_deed_tells_the_row_and_the_fact(village, acting, deeds):
    actor = acting("community", village)
    deeds.clear()
    report = world.reported(village, "signed_households", 571, 580, by=actor)
    assert deeds[0].facts == [FigureReported(village.pk, report.pk, "signed_households", 571, 580, report.as_of)]
    [change] = deeds[0].changes
    assert (change.table, change.key, change.scope) == ("projects.figurereport", report.pk, (village.pk,))
    assert (change.before, change.after["numerator"]) == ({}, 571)


def test_it_takes_the_power_in_this_village(village, elsewhere, acting):
    actor = acting("community", village)
    with pytest.raises(NotPermitted):
        world.reported(elsewhere, "signed_households", 1, 2, by=actor)
    with pytest.raises(NotPermitted):
        world.reported(village, "signed_households", 1, 2, by=acting("resident_supervisor", village))
    assert not FigureReport.objects.exists()


def test_a_part_is_not_larger_than_its_whole(village):
    with pytest.raises(FigureDoesNotFit, match=r"581户多于.*580户") as refused:
        world.reported(village, "signed_households", 581, 580)
    assert set(refused.value.fields) == {"numerator"}


def test_a_share_needs_its_base(village):
    with pytest.raises(FigureDoesNotFit, match="须同时填报") as refused:
        world.reported(village, "signed_households", 571)
    assert set(refused.value.fields) == {"denominator"}


def test_what_has_no_base_takes_none(village):
    kind = FigureKind.objects.filter(denominator_label="").first()
    with pytest.raises(FigureDoesNotFit, match="没有分母"):
        world.reported(village, kind.key, 1, 2)


def test_one_instant_is_reported_once(village):
    as_of = clock.now()
    world.reported(village, "signed_households", 571, 580, as_of=as_of)
    with pytest.raises(BrokenInvariant, match="已报过这项数据"):
        world.reported(village, "signed_households", 572, 580, as_of=as_of)


def test_nothing_is_reported_of_the_future(village):
    with pytest.raises(BrokenInvariant, match="不能晚于填报时间"):
        world.reported(village, "signed_households", 571, 580, as_of=clock.now() + timedelta(minutes=1))


def test_a_figure_has_a_source(village):
    with pytest.raises(BrokenInvariant, match="请填写数据来源"):
        world.reported(village, "signed_households", 571, 580, source="")


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 580), (-5, -2)])
def test_figures_are_not_negative(village, numerator, denominator):
    with pytest.raises(BrokenInvariant, match="不能为负数"):
        world.reported(village, "signed_households", numerator, denominator)


def test_only_a_demonstration_world_chooses_when_it_was_recorded(village, monkeypatch):
    earlier = clock.now() - timedelta(days=30)
    report = world.reported(village, "signed_households", 1, 2, as_of=earlier, recorded_at=earlier)
    assert report.recorded_at == earlier
    monkeypatch.setattr(clock, "world", lambda: "real")
    for inputs in ({"recorded_at": earlier}, {"is_demonstration": True}):
        with pytest.raises(BackdatingRefused, match="正式环境"):
            world.reported(village, "signed_households", 1, 2, as_of=earlier - timedelta(days=1), **inputs)


@pytest.mark.database
def test_the_row_is_kept_as_written(village):
    report = world.reported(village, "signed_households", 571, 580)
    sql.is_kept_as_written(report, "numerator", 580)
    report.refresh_from_db()
    assert report.numerator == 571


@pytest.mark.database
def test_the_database_itself_refuses_a_figure_of_the_future(village):
    insert = (
        "INSERT INTO projects_figurereport (village_id, kind_id, numerator, as_of, source, note, reason,"
        " is_demonstration) VALUES (%s, %s, 1, portal_now() + interval '1 hour', '报表', '', '', false)"
    )
    kind = FigureKind.objects.first()
    sql.is_refused(insert, village.pk, kind.pk, saying="figure_report_is_not_of_the_future")


COUNTS = st.integers(min_value=0, max_value=10**12)


@given(COUNTS, st.none() | COUNTS, st.booleans())
def test_only_a_part_can_exceed_its_whole(numerator, denominator, is_part):
    expected = is_part and denominator is not None and numerator > denominator
    assert exceeds_whole(numerator, denominator, is_part=is_part) is expected


@given(st.none() | COUNTS, st.none() | COUNTS)
def test_a_share_is_exact_or_cannot_be_said(numerator, denominator):
    found = share(numerator, denominator)
    if numerator is None or not denominator:
        assert found is None
    else:
        assert found * denominator == numerator


def test_the_day_of_a_figure_is_the_day_in_yinchuan(village):
    """23:30 on the 3rd in Yinchuan is still the 3rd, though it is 15:30 elsewhere."""
    as_of = datetime(2026, 10, 3, 23, 30, tzinfo=SHANGHAI)
    report = world.reported(village, "signed_households", 571, 580, as_of=as_of)
    report.refresh_from_db()
    row = latest_figures([village.pk], Moment.now())[village.pk]["signed_households"]
    assert row.reported().as_of.isoformat() == "2026-10-03"
