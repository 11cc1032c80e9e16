"""report_figure: numerator, denominator, as-of time and source; the database keeps the row as written."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import actions as accounts
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.periods import SHANGHAI, Period
from projects import actions
from projects.actions.figure_rows import FigureDoesNotFit, FigureNeedsNote
from projects.actions.recording import BackdatingRefused
from projects.actions.reporting import OfAnotherMatter
from projects.facts import FigureReported
from projects.models import FigureKind, FigureReport, Matter, RolePower
from projects.permissions import FIGURES_OF
from projects.rules import (
    LATE_AFTER,
    OTHER_SCALE,
    exceeds_whole,
    fallen_by,
    is_late,
    is_of_another_scale,
    is_share_of_nothing,
)
from projects.rules.figures import share
from projects.selectors.figures import latest_figures
from projects.selectors.moment import Moment
from tests import world
from tests.clock import stand_at
from tests.projects import sql


def test_a_figure_is_kept_with_all_that_makes_it_honest(village, acting, deeds):
    actor = acting("community", village)
    deeds.clear()
    as_of = clock.now() - timedelta(hours=2)
    report = world.reported(village, "signed_households", 571, 580, by=actor, as_of=as_of, source="签约台账")
    report.refresh_from_db()
    to_the_minute = as_of.replace(second=0, microsecond=0)
    assert (report.numerator, report.denominator, report.as_of, report.source) == (571, 580, to_the_minute, "签约台账")
    assert (report.reported_by, report.organisation) == (actor.user, actor.user.organisation)
    assert report.recorded_at >= to_the_minute
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


# What each role reports, by 领域; every other role reports nothing.
REPORTS = {
    "office": {"overall", "relocation", "funding", "construction", "quality"},
    "liaison": {"overall"},
    "community": {"relocation", "overall"},
    "relocation_force": {"relocation", "overall"},
    "funding_force": {"funding"},
    "building_force": {"construction"},
    "quality_force": {"quality"},
    "township": {"relocation", "construction", "overall"},
    "department": {"funding", "construction", "quality"},
    "owner_unit": {"construction", "funding"},
    "builder": {"construction"},
    "supervision": {"construction", "quality"},
}
OF_MATTER = {
    "overall": ("collective_visits", 0, None),
    "relocation": ("signed_households", 5, 9),
    "funding": ("funds_paid", 5, 9),
    "construction": ("main_structure", 5, 9),
    "quality": ("accidents", 0, None),
}


def test_each_matter_has_its_power_and_its_figures(seeded):
    assert set(FIGURES_OF) == set(Matter.values) == set(OF_MATTER)
    kinds = dict(FigureKind.objects.values_list("key", "matter"))
    assert {kinds[key]: key for key, _, _ in OF_MATTER.values()} == {m: key for m, (key, _, _) in OF_MATTER.items()}


def test_the_roles_that_report_are_these_and_no_other(seeded):
    held = RolePower.objects.filter(power="report_figures").values_list("role__key", flat=True)
    assert set(held) == set(REPORTS)
    for matter, needed in FIGURES_OF.items():
        holders = set(RolePower.objects.filter(power=needed.key).values_list("role__key", flat=True))
        assert holders == {role for role, matters in REPORTS.items() if matter in matters}


@pytest.mark.parametrize("role", REPORTS)
def test_a_role_reports_its_own_matters_only(village, acting, role):
    actor = acting(role, village)
    for matter, (kind, numerator, denominator) in OF_MATTER.items():
        if matter in REPORTS[role]:
            world.reported(village, kind, numerator, denominator, by=actor)
            continue
        with pytest.raises(OfAnotherMatter):
            world.reported(village, kind, numerator, denominator, by=actor)
    assert set(FigureReport.objects.values_list("kind__matter", flat=True)) == REPORTS[role]


def test_whoever_is_refused_reads_whom_to_ask(village, acting):
    builder = acting("builder", village)
    with pytest.raises(OfAnotherMatter) as refused:
        world.reported(village, "funds_paid", 1, 2, by=builder)
    assert refused.value.status == 403
    assert refused.value.sentence == ("“资金支付”由资金领域的单位填报，您的账号不能填报。请转资金专班或指挥部办公室。")
    with pytest.raises(OfAnotherMatter, match="请转指挥部办公室。"):
        world.reported(village, "collective_visits", 0, by=builder)


def test_a_power_over_the_matter_elsewhere_is_none_here(village, elsewhere, acting):
    user = acting("builder", village).user
    world.granted(user, "funding_force", elsewhere)
    with pytest.raises(OfAnotherMatter):
        world.reported(village, "funds_paid", 1, 2, by=world.actor(user))
    assert world.reported(elsewhere, "funds_paid", 1, 2, by=world.actor(user)).village == elsewhere


def test_a_deputy_reports_what_his_principal_may_in_the_name_of_that_unit(village, acting, deeds):
    principal = world.holder("funding_force", village, unit=world.organisation("资金监管办公室"))
    deputy = acting("builder", village).user
    first = clock.today()
    days = Period(first, first + timedelta(days=3))
    accounts.delegate(world.WHY, principal, deputy=deputy, days=days, document="委托书")
    deeds.clear()
    money = world.reported(village, "funds_paid", 1, 2, by=world.actor(deputy))
    floors = world.reported(village, "main_structure", 1, 2, by=world.actor(deputy))
    assert [deed.on_behalf_of for deed in deeds] == [principal.pk, None]
    assert (money.reported_by, money.organisation) == (deputy, principal.organisation)
    assert floors.organisation == deputy.organisation
    with pytest.raises(OfAnotherMatter):
        world.reported(village, "accidents", 0, by=world.actor(deputy))


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


def test_a_part_of_nothing_is_not_reported(village):
    with pytest.raises(FigureDoesNotFit, match="应签户数为0，没有可报的数据。") as refused:
        world.reported(village, "signed_households", 0, 0)
    assert set(refused.value.fields) == {"denominator"}


def test_what_may_only_rise_falls_with_a_reason_only(village):
    counted = datetime(2026, 11, 22, 17, tzinfo=SHANGHAI)
    stand_at(datetime(2026, 11, 25, 9, tzinfo=SHANGHAI))
    world.reported(village, "signed_households", 581, 582, as_of=counted)
    with pytest.raises(FigureNeedsNote) as refused:
        world.reported(village, "signed_households", 1, 582)
    sentence = "已签户数比上次（11月22日，581户）少580户。确属减少的，请在“说明”中写明原因后再报。"
    assert (refused.value.sentence, refused.value.fields) == (sentence, {"note": sentence})
    with pytest.raises(FigureNeedsNote):
        world.reported(village, "signed_households", 1, 582, note="  ")
    assert world.reported(village, "signed_households", 1, 582, note="口径调整").numerator == 1


def test_only_what_was_counted_before_and_stands_is_compared(village):
    now = clock.now()
    wrong = world.reported(village, "signed_households", 500, 582, as_of=now - timedelta(days=2))
    actions.correct_figure(world.WHY, wrong, numerator=50, denominator=582, reason="多写一位", source="签约台账")
    world.reported(village, "signed_households", 51, 582, as_of=now - timedelta(days=1))
    assert world.reported(village, "signed_households", 49, 582, as_of=now - timedelta(days=3)).numerator == 49
    with pytest.raises(FigureNeedsNote, match="51户）少1户"):
        world.reported(village, "signed_households", 50, 582)


def test_money_that_fell_is_told_in_yuan(village):
    world.reported(village, "funds_arrived", 300_00, 900_00, as_of=clock.now() - timedelta(days=1))
    with pytest.raises(FigureNeedsNote, match=r"300\.00元）少200\.50元"):
        world.reported(village, "funds_arrived", 99_50, 900_00)


@pytest.mark.parametrize("slip", [750_00, 7_500_000_000_00 * 100])
def test_a_sum_in_another_unit_is_asked_about(village, slip):
    """75,000,000元 one week, 7,500 typed in 万元 or 万元 typed in 分 the next."""
    world.reported(village, "funds_cover", 75_000_000_00, 32_000_000_00, as_of=clock.now() - timedelta(days=1))
    with pytest.raises(
        FigureNeedsNote, match=r"是75,000,000\.00元，这次是.*元，相差100倍以上。请核对是否以元为单位"
    ) as refused:
        world.reported(village, "funds_cover", slip, 32_000_000_00)
    assert set(refused.value.fields) == {"note"}
    assert world.reported(village, "funds_cover", slip, 32_000_000_00, note="专户资金已划转").numerator == slip


def test_a_count_may_multiply(village):
    world.reported(village, "inquiries_new", 1, as_of=clock.now() - timedelta(days=1))
    assert world.reported(village, "inquiries_new", 200).numerator == 200


def test_what_is_counted_anew_each_week_may_fall(village):
    world.reported(village, "inquiries_new", 7, as_of=clock.now() - timedelta(days=1))
    assert world.reported(village, "inquiries_new", 0).numerator == 0


def test_what_is_reported_long_after_says_why(village):
    as_of = clock.now() - timedelta(days=32)
    with pytest.raises(FigureNeedsNote, match="距今已超过31天") as refused:
        world.reported(village, "signed_households", 1, 2, as_of=as_of)
    assert set(refused.value.fields) == {"note"}
    assert world.reported(village, "signed_households", 1, 2, as_of=as_of, note="补报上月").note == "补报上月"
    assert world.reported(village, "signed_households", 1, 2, as_of=clock.now() - timedelta(days=30)).note == ""


def test_two_reports_of_one_minute_are_of_one_instant(village):
    eleven = datetime(2026, 11, 24, 11, 0, tzinfo=SHANGHAI)
    stand_at(eleven + timedelta(hours=2))
    assert world.reported(village, "signed_households", 1, 2, as_of=eleven.replace(second=59)).as_of == eleven
    with pytest.raises(BrokenInvariant, match="已报过这项数据"):
        world.reported(village, "signed_households", 2, 2, as_of=eleven)


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
            world.reported(village, "signed_households", 1, 2, as_of=earlier, note="补报", **inputs)


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


@given(COUNTS, st.none() | COUNTS, st.booleans())
def test_only_what_is_cumulative_can_fall(numerator, before, is_cumulative):
    fall = fallen_by(numerator, before, is_cumulative=is_cumulative)
    assert fall >= 0
    assert (fall > 0) == (is_cumulative and before is not None and numerator < before)
    assert not fall or numerator + fall == before


@given(COUNTS, st.none() | COUNTS)
def test_nothing_is_of_no_scale_and_scales_are_mutual(number, before):
    found = is_of_another_scale(number, before)
    assert found == bool(number and before and max(number, before) >= OTHER_SCALE * min(number, before))


@given(st.none() | COUNTS, st.booleans())
def test_only_a_part_needs_a_whole_that_is_something(denominator, is_part):
    assert is_share_of_nothing(denominator, is_part=is_part) is (is_part and denominator == 0)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_a_figure_is_late_after_its_days(gone):
    now = datetime(2026, 11, 25, tzinfo=SHANGHAI)
    assert is_late(now - gone, now) is (gone > LATE_AFTER)


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
    report = world.reported(village, "signed_households", 571, 580, as_of=as_of, note="补报")
    report.refresh_from_db()
    row = latest_figures([village.pk], Moment.now())[village.pk]["signed_households"]
    assert row.reported().as_of.isoformat() == "2026-10-03"
