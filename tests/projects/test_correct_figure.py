"""correct_figure: both rows stay, with the reason, and what was known earlier stays what it was."""

from datetime import timedelta

import pytest

from portal.accounts import actions as accounts
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.periods import Period
from projects import actions
from projects.actions.figure_rows import FigureDoesNotFit
from projects.actions.recording import AlreadyCorrected
from projects.actions.reporting import OfAnotherMatter, OfAnotherUnit
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
    """Reported by the unit that the people of these tests belong to."""
    return world.reported(village, KIND, 562, 580, organisation=world.organisation())


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


def test_it_takes_the_power_over_the_matter(village, acting):
    accidents = world.reported(village, "accidents", 3, organisation=world.organisation())
    with pytest.raises(OfAnotherMatter, match="“安全事故”由质量安全领域的单位填报"):
        actions.correct_figure(acting("builder", village), accidents, numerator=0, **WHY)
    assert FigureReport.objects.count() == 1


def test_only_the_unit_that_reported_and_the_office_correct(report, village):
    stranger = world.holder("relocation_force", village, unit=world.organisation("金凤区征拆办"))
    with pytest.raises(OfAnotherUnit) as refused:
        corrected(report, by=world.actor(stranger))
    assert refused.value.status == 403
    assert refused.value.sentence == (
        "这项“签约”由兴庆区财政局填报，只能由该单位或指挥部办公室更正，您的账号不能更正。请转兴庆区财政局。"
    )
    colleague = world.person("tongshi")
    world.granted(colleague, "relocation_force", village)
    first = corrected(report, by=world.actor(colleague))
    assert first.organisation == report.organisation
    office = world.holder("office", unit=world.organisation("指挥部办公室"))
    assert corrected(first, 572, by=world.actor(office)).organisation == office.organisation


def test_what_the_portal_loaded_is_corrected_by_the_office(village, acting):
    loaded = world.reported(village, KIND, 562, 580)
    with pytest.raises(OfAnotherUnit, match="由系统载入，只能由指挥部办公室更正"):
        corrected(loaded, by=acting("relocation_force", village))
    assert corrected(loaded, by=acting("office", None)).supersedes == loaded


def test_a_deputy_corrects_for_the_unit_of_his_principal(village, deeds):
    unit = world.organisation("征拆办")
    principal = world.holder("relocation_force", village, unit=unit)
    deputy = world.holder("community", village, unit=world.organisation("大新村"))
    report = world.reported(village, KIND, 562, 580, organisation=unit)
    with pytest.raises(OfAnotherUnit):
        corrected(report, by=world.actor(deputy))
    first = clock.today()
    days = Period(first, first + timedelta(days=3))
    accounts.delegate(world.WHY, principal, deputy=deputy, days=days, document="委托书")
    deeds.clear()
    correction = corrected(report, by=world.actor(deputy))
    assert (correction.reported_by, correction.organisation) == (deputy, unit)
    assert deeds[0].on_behalf_of == principal.pk


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
