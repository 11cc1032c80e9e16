"""report_figures: many figures as one deed, by the very rules of a single one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.accounts import actions as accounts
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted, Refusal
from portal.kernel.periods import SHANGHAI, Period
from projects import actions
from projects.actions.figure_rows import Entry, FigureNeedsNote, hands_of, judged
from projects.actions.figures import InSeveralNames, Several
from projects.actions.reporting import OfAnotherMatter
from projects.facts import FiguresReported
from projects.models import FigureKind, FigureReport
from tests import world
from tests.clock import stand_at

NOON = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def on_monday(db):
    stand_at(NOON + timedelta(days=1))


def entry(village, kind="signed_households", numerator=10, denominator=20, **given) -> Entry:
    told = {"as_of": NOON, "source": "周报", **given}
    return Entry(village, FigureKind.objects.get(key=kind), numerator, denominator, **told)


def reported(by, *entries: Entry) -> list[FigureReport]:
    villages = frozenset(each.village.pk for each in entries)
    return actions.report_figures(by, Several(villages), entries=entries)


def test_all_are_kept_as_one_deed(village, elsewhere, acting, deeds):
    office = acting("office", None)
    deeds.clear()
    made = reported(office, entry(village), entry(elsewhere, "accidents", 0, None, as_of=NOON.replace(second=40)))
    kept = FigureReport.objects.order_by("pk").values_list("village", "numerator", "as_of", "reported_by")
    assert list(kept) == [(village.pk, 10, NOON, office.user.pk), (elsewhere.pk, 0, NOON, office.user.pk)]
    assert {report.organisation_id for report in made} == {office.user.organisation_id}
    [deed] = deeds
    kinds = ("accidents", "signed_households")
    assert deed.facts == [FiguresReported((village.pk, elsewhere.pk), kinds, 2)]
    assert [(change.key, change.scope) for change in deed.changes] == [(one.pk, (one.village_id,)) for one in made]


@pytest.mark.parametrize(
    ("kind", "numerator", "denominator", "given"),
    [
        ("signed_households", 21, 20, {}),
        ("signed_households", 10, None, {}),
        ("signed_households", 0, 0, {}),
        ("signed_households", 5, 20, {}),
        ("signed_households", 10, 20, {"as_of": NOON - timedelta(days=40)}),
        ("signed_households", 10, 20, {"as_of": NOON + timedelta(days=2)}),
        ("signed_households", 10, 20, {"as_of": NOON - timedelta(days=7)}),
        ("signed_households", 10, 20, {"source": ""}),
        ("collective_visits", -1, None, {}),
        ("collective_visits", 1, 2, {}),
        ("funds_paid", 1, 2, {}),
    ],
)
def test_what_is_refused_alone_is_refused_among_others_in_the_same_words(
    village, acting, kind, numerator, denominator, given
):
    cadre = acting("community", village)
    world.reported(village, "signed_households", 8, 20, as_of=NOON - timedelta(days=7))
    before = FigureReport.objects.count()
    bad = entry(village, kind, numerator, denominator, **given)
    told = vars(bad) | {"kind": bad.kind}
    del told["village"]
    with pytest.raises(Refusal) as alone:
        actions.report_figure(cadre, village, **told)
    with pytest.raises(type(alone.value)) as among:
        reported(cadre, entry(village, "vacated_households", 1, 8), bad)
    assert among.value.sentence == alone.value.sentence
    assert FigureReport.objects.count() == before


def test_one_that_falls_behind_another_of_the_same_deed_says_why(village, acting):
    """By the time at which they were counted, wherever they stand."""
    office = acting("office", None)
    later, earlier = entry(village, numerator=9), entry(village, numerator=12, as_of=NOON - timedelta(days=1))
    with pytest.raises(FigureNeedsNote, match="比上次（11月21日，12户）少3户"):
        reported(office, later, earlier)
    explained = entry(village, numerator=9, note="口径调整")
    assert len(reported(office, explained, earlier)) == 2


def test_the_nearest_before_counts_whether_it_stands_or_comes_along(village, acting):
    office = acting("office", None)
    world.reported(village, "signed_households", 15, 20, as_of=NOON - timedelta(hours=5))
    earlier = entry(village, numerator=12, as_of=NOON - timedelta(days=1))
    with pytest.raises(FigureNeedsNote, match="15户）少3户"):
        reported(office, earlier, entry(village, numerator=12))


def test_a_sum_of_another_order_is_asked_about_among_others_too(village, acting):
    office = acting("office", None)
    base = 90_000_000_00
    before = entry(village, "annual_investment", 75_000_000_00, base, as_of=NOON - timedelta(days=1))
    with pytest.raises(FigureNeedsNote, match="请核对是否以元为单位"):
        reported(office, before, entry(village, "annual_investment", 700_00, base))


def test_one_instant_is_reported_once(village, acting):
    office = acting("office", None)
    with pytest.raises(BrokenInvariant, match="已报过这项数据"):
        reported(office, entry(village), entry(village, numerator=11, as_of=NOON.replace(second=9)))
    reported(office, entry(village))
    with pytest.raises(BrokenInvariant, match="已报过这项数据"):
        reported(office, entry(village))


def test_it_takes_the_power_in_every_village(village, elsewhere, acting):
    cadre = acting("community", village)
    with pytest.raises(NotPermitted):
        reported(cadre, entry(village), entry(elsewhere))
    with pytest.raises(OfAnotherMatter):
        reported(acting("builder", village), entry(village))
    assert not FigureReport.objects.exists()


def test_a_deputy_reports_in_one_name_at_a_time(village, acting, deeds):
    principal = world.holder("funding_force", village, unit=world.organisation("资金监管办公室"))
    deputy = acting("builder", village).user
    days = Period(clock.today(), clock.today() + timedelta(days=3))
    accounts.delegate(world.WHY, principal, deputy=deputy, days=days, document="委托书")
    actor, deeds[:] = world.actor(deputy), []
    money, floors = entry(village, "funds_paid", 1, 2), entry(village, "main_structure", 1, 2)
    with pytest.raises(InSeveralNames):
        reported(actor, money, floors)
    [made] = reported(actor, money)
    assert (deeds[-1].on_behalf_of, made.organisation) == (principal.pk, principal.organisation)
    assert [hand.principal_id for hand in hands_of(actor, [money, floors])] == [principal.pk, None]


@pytest.mark.parametrize("count", [2, 60])
def test_the_number_of_statements_is_that_of_two(village, acting, django_assert_num_queries, count):
    office = acting("office", None)
    assert office.holdings
    kind = FigureKind.objects.get(key="accidents")
    rows = [Entry(village, kind, at, None, NOON - timedelta(hours=at), "周报") for at in range(count)]
    with django_assert_num_queries(REPORTING):
        actions.report_figures(office, Several(frozenset({village.pk})), entries=rows)


def test_who_is_judged_writes_nothing(village, acting, django_assert_num_queries):
    office = acting("office", None)
    rows = [entry(village), entry(village, "accidents", 0, None)]
    now = clock.now()
    assert office.holdings
    with django_assert_num_queries(6):
        assert [one.refusal for one in judged(office, rows, at=now)] == [None, None]
    assert judged(office, [], at=now) == []


REPORTING = 10
"""Recorded: locks, the clock, what stands, one insertion, one of the trail."""
