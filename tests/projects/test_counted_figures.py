"""What an app counts stands in the place of what was reported: on every page, and nobody is asked to report it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import DesignError
from portal.kernel.periods import Week
from projects.actions.figure_rows import Entry, FigureIsCounted, judged
from projects.contributions import counts
from projects.models import FigureKind, Village
from projects.selectors.cards import cards
from projects.selectors.figures import latest_figures
from projects.selectors.moment import Moment
from projects.selectors.picture import read_picture
from tests import world
from tests.clock import go_on
from tests.projects.counting import Counting
from tests.projects.pages import text


@pytest.fixture
def counting(monkeypatch, village, elsewhere):
    """Both villages reported; an app counts in one of them."""
    for where in (village, elsewhere):
        world.reported(where, "signed_households", 30, 90)
    made = Counting(monkeypatch, "signed_households", "vacated_households")
    made.give(village, signed_households=(41, 90))
    return made


def test_the_count_takes_the_place_of_the_report_where_the_app_has_rows(village, elsewhere, counting):
    moment = Moment(clock.now(), clock.now())
    found = latest_figures([village.pk, elsewhere.pk], moment)
    counted, reported = (found[where.pk]["signed_households"] for where in (village, elsewhere))
    assert (counted.numerator, counted.denominator, counted.source) == (41, 90, "由协议台账统计")
    assert (counted.as_of, counted.is_counted, counted.address) == (
        moment.as_of,
        True,
        f"/agreements/?village={village.pk}",
    )
    assert (reported.numerator, reported.source, reported.is_counted) == (30, "测试报表", False)
    assert counting.asked == [((village.pk, elsewhere.pk), moment)]


def test_the_cards_say_what_was_counted_and_lead_there(village, elsewhere, counting):
    now = Moment.now()
    both = Village.objects.filter(pk__in=[village.pk, elsewhere.pk])
    [signed] = [card for card in cards(read_picture(both, now, Week.of(now.day).days), None) if card.label == "已签约"]
    assert (signed.value, signed.source) == (71, "由协议台账统计、1个点位报数")
    assert signed.url == "/agreements/?village="


def test_who_would_report_it_is_told_and_may_explain_it(village, counting, client, sign_in):
    force = world.holder("relocation_force", village)
    client = sign_in(force)
    kinds = text(client.get(f"/villages/{village.pk}/report-figures/"))
    assert "系统统计" in kinds
    address = f"/villages/{village.pk}/report-figures/signed_households/"
    asked = text(client.get(address))
    assert "“签约”由协议台账统计，不需填报" in asked
    assert "已签户数" not in asked
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "本周集中签约一天"}).status_code == 302
    page = client.get(f"/villages/{village.pk}/").content.decode()
    assert f'<a href="/agreements/?village={village.pk}">由协议台账统计</a>' in page
    assert "说明：本周集中签约一天" in page
    go_on(timedelta(days=7))
    assert latest_figures([village.pk], Moment.now())[village.pk]["signed_households"].note == ""


def test_a_report_of_it_is_not_taken(village, elsewhere, counting):
    with pytest.raises(FigureIsCounted, match="由协议台账统计，现为41／90户，不需填报，没有登记。有出入的"):
        world.reported(village, "signed_households", 42, 90, as_of=clock.now() + timedelta(minutes=-1))
    go_on(timedelta(minutes=5))
    assert world.reported(elsewhere, "signed_households", 42, 90).numerator == 42
    assert world.reported(village, "vacated_households", 3, 41).numerator == 3
    kind = FigureKind.objects.get(key="signed_households")
    [one] = judged(world.WHY, [Entry(village, kind, 42, 90, clock.now(), "周报")], at=clock.now())
    assert isinstance(one.refusal, FigureIsCounted)


def test_a_kind_is_counted_by_one_app(counting):
    with pytest.raises(DesignError, match="counted twice"):
        counts("signed_households", ledger="另一台账", address=str)(counting.read)
