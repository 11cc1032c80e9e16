"""correct_figure: both rows stay, with the reason, and what was known earlier stays what it was."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects import actions
from projects.actions.figures import FigureDoesNotFit
from projects.actions.recording import AlreadyCorrected
from projects.facts import FigureCorrected
from projects.models import FigureReport
from projects.selectors.figures import latest_figures
from projects.selectors.moment import Moment
from tests import world
from tests.clock import go_on
from tests.projects import sql

KIND = "signed_households"
WHY = {"reason": "漏报9户", "source": "签约台账"}


@pytest.fixture
def report(village):
    return world.reported(village, KIND, 562, 580)


def corrected(report, numerator=571, denominator=580, by=world.WHY, **inputs):
    return actions.correct_figure(by, report, numerator=numerator, denominator=denominator, **{**WHY, **inputs})


def test_the_correction_stands_beside_what_it_corrects(report, village, acting, deeds):
    actor = acting("community", village)
    deeds.clear()
    correction = corrected(report, by=actor)
    assert correction.supersedes == report
    assert (correction.kind, correction.as_of, correction.village) == (report.kind, report.as_of, village)
    assert (correction.numerator, correction.reason, correction.reported_by) == (571, "漏报9户", actor.user)
    assert FigureReport.objects.get(pk=report.pk).numerator == 562
    assert deeds[0].facts == [FigureCorrected(village.pk, correction.pk, report.pk, KIND, "漏报9户")]
    assert deeds[0].changes[0].after["supersedes_id"] == report.pk


def test_an_earlier_instant_knows_nothing_of_it(report, village):
    before = clock.now()
    go_on(timedelta(days=1))
    corrected(report)

    def known(at):
        return latest_figures([village.pk], Moment(clock.now(), at))[village.pk][KIND].numerator

    assert (known(before), known(None), known(clock.now())) == (562, 571, 571)
    assert FigureReport.objects.known_at(report.recorded_at - timedelta(microseconds=1)).count() == 0


def test_a_correction_can_be_corrected_but_no_row_twice(report):
    first = corrected(report)
    with pytest.raises(AlreadyCorrected, match="请在最新一条记录上办理") as refused:
        corrected(report, 572)
    assert refused.value.status == 409
    assert corrected(first, 573).supersedes == first
    assert [row.numerator for row in FigureReport.objects.known_at(None)] == [573]


def test_it_says_why(report):
    with pytest.raises(BrokenInvariant, match="更正须写明原因"):
        corrected(report, reason="")


def test_it_fits_its_kind_like_a_first_report(report):
    with pytest.raises(FigureDoesNotFit, match="多于"):
        corrected(report, 581)
    with pytest.raises(FigureDoesNotFit, match="须同时填报"):
        corrected(report, denominator=None)


def test_it_has_a_source(report):
    with pytest.raises(BrokenInvariant, match="请填写数据来源"):
        corrected(report, source="")


def test_it_takes_the_power_in_the_village_of_the_figure(report, elsewhere, acting):
    with pytest.raises(NotPermitted):
        corrected(report, by=acting("community", elsewhere))
    assert FigureReport.objects.count() == 1


def test_what_was_invented_stays_invented(village):
    invented = world.reported(village, KIND, 562, 580, is_demonstration=True)
    assert corrected(invented).is_demonstration


@pytest.mark.database
def test_no_row_corrects_itself_and_none_is_corrected_without_reason(report):
    insert = (
        "INSERT INTO projects_figurereport (id, village_id, kind_id, numerator, denominator, as_of, source, note,"
        " reason, is_demonstration, supersedes_id) OVERRIDING SYSTEM VALUE"
        " SELECT %s, village_id, kind_id, 1, 2, as_of, '报表', '', %s, false, %s"
        " FROM projects_figurereport WHERE id = %s"
    )
    sql.is_refused(insert, 999, "改", 999, report.pk, saying="figure_report_does_not_correct_itself")
    sql.is_refused(insert, 999, "", report.pk, report.pk, saying="figure_report_correction_has_reason")
    sql.is_kept_as_written(corrected(report), "reason", "")


@pytest.mark.database
def test_two_corrections_of_one_row_cannot_both_stand(report):
    correction = corrected(report)
    insert = (
        "INSERT INTO projects_figurereport (village_id, kind_id, numerator, denominator, as_of, source, note, reason,"
        " is_demonstration, supersedes_id) SELECT village_id, kind_id, 1, 2, as_of, '报表', '', '改', false,"
        " supersedes_id FROM projects_figurereport WHERE id = %s"
    )
    sql.is_refused(insert, correction.pk, saying="supersedes_id")
