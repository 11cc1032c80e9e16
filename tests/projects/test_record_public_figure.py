"""record_public_figure: what was published, by whom, how far to be trusted; contradictions stand side by side."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.actions.public_facts import AddressUnreadable, CorrectsAnother, PublicFactIncomplete
from projects.actions.recording import AlreadyCorrected
from projects.facts import PublicFigureRecorded
from projects.models import Area, PublicFigure
from projects.rules.addresses import is_web_address
from projects.selectors.moment import Moment
from projects.selectors.public_figures import public_figures
from tests import world
from tests.clock import go_on
from tests.projects import sql


def recorded(where, by=world.WHY, **inputs):
    given = {
        "key": "shops",
        "label": "商铺",
        "value": "46间",
        "number": Decimal(46),
        "unit": "间",
        "source": "宁夏日报",
        "confidence": "B",
        **inputs,
    }
    return actions.record_public_figure(by, where, **given)


def shown(village, at=None):
    return [row.value for row in public_figures(village, Moment(clock.now(), at)) if row.key == "shops"]


def test_it_stands_with_its_source(village, acting, deeds):
    actor = acting("office", village)
    deeds.clear()
    figure = recorded(village, by=actor)
    assert (figure.village, figure.area, figure.recorded_by) == (village, None, actor.user)
    assert deeds[0].facts == [PublicFigureRecorded(figure.pk, village.pk, None, "shops")]
    assert deeds[0].changes[0].after["source"] == "宁夏日报"
    assert shown(village) == ["46间"]


def test_of_the_district_and_of_an_area(seeded):
    area = Area.objects.first()
    assert recorded(PORTAL).village is None
    assert (recorded(area).village, recorded(area, key="other").area) == (None, area)


def test_another_source_stands_beside_it(village):
    recorded(village)
    recorded(village, value="52间", number=Decimal(52), source="央广网", note="两种口径并存。")
    assert sorted(shown(village)) == ["46间", "52间"]


def test_one_source_says_it_once(village):
    recorded(village)
    with pytest.raises(BrokenInvariant, match="同一来源的这项公开信息已登记"):
        recorded(village, value="52间")
    recorded(PORTAL)
    with pytest.raises(BrokenInvariant, match="同一来源"):
        recorded(PORTAL)


@pytest.mark.parametrize("missing", [{"source": " "}, {"confidence": ""}])
def test_a_fact_without_source_or_confidence_is_none(village, missing):
    with pytest.raises(PublicFactIncomplete, match="须注明来源和可信度"):
        recorded(village, **missing)


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"confidence": "D"}, "可信度"),
        ({"precision": "guess"}, "精确程度"),
        ({"value": ""}, "同时写明原文内容"),
        ({"label": ""}, "名称和来源"),
    ],
)
@pytest.mark.database
def test_what_cannot_be_is_refused(village, inputs, said):
    with pytest.raises(BrokenInvariant, match=said):
        recorded(village, **inputs)


@pytest.mark.parametrize(
    "address",
    ["", "https://www.nx.gov.cn/a?b=1", "http://szb.nxrb.cn", "m.qlbk.net/news/3Ww4l7bw75.html", "a.cn:8080/x",
     "www.wentop.com 2025-08-07"],
)  # fmt: skip
def test_an_address_leads_to_a_page(village, address):
    assert recorded(village, address=address).address == address


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JavaScript://nx.cn/%0aalert(1)", "data:text/html,x", "ftp://nx.cn/x", "//nx.cn/x",
     " javascript:alert(1)", "nx.cn/<b> x", "宁夏日报"],
)  # fmt: skip
def test_any_other_address_is_refused(village, address):
    with pytest.raises(AddressUnreadable, match="出处地址应为网址") as refused:
        recorded(village, address=address)
    assert set(refused.value.fields) == {"address"}


def test_every_address_of_the_seed_could_be_entered(seeded):
    addresses = set(PublicFigure.objects.values_list("address", flat=True))
    assert len(addresses) > 3
    assert all(is_web_address(address) for address in addresses)


def test_a_correction_keeps_both(village):
    first = recorded(village)
    before = clock.now()
    go_on(timedelta(hours=1))
    second = recorded(village, value="64间", number=Decimal(64), corrects=first, reason="看错")
    assert second.supersedes == first
    assert (shown(village, before), shown(village)) == (["46间"], ["64间"])
    with pytest.raises(AlreadyCorrected, match="最新一条"):
        recorded(village, corrects=first, reason="再改")


def test_a_correction_says_why(village):
    with pytest.raises(BrokenInvariant, match="更正须写明原因"):
        recorded(village, corrects=recorded(village))


def test_a_correction_is_about_the_same(village, elsewhere):
    """Whoever may record in one village cannot put away what stands of another."""
    first = recorded(elsewhere)
    for inputs in ({"where": village}, {"where": PORTAL}, {"where": elsewhere, "key": "other"}):
        with pytest.raises(CorrectsAnother, match="同一点位"):
            recorded(inputs.pop("where"), corrects=first, reason="更正", **inputs)
    assert shown(elsewhere) == ["46间"]


def test_it_takes_the_power_there(village, elsewhere, acting):
    office = acting("office", village)
    for where in (elsewhere, PORTAL):
        with pytest.raises(NotPermitted):
            recorded(where, by=office)
    with pytest.raises(NotPermitted):
        recorded(village, by=acting("commander", None))
    assert shown(village) == shown(elsewhere) == []


@pytest.mark.database
def test_the_row_is_kept_as_written(village):
    figure = recorded(village)
    sql.is_kept_as_written(figure, "value", "99间")
    area = Area.objects.first()
    insert = (
        "INSERT INTO projects_publicfigure (village_id, area_id, key, label, value, unit, precision, confidence,"
        " source, address, note, ordinal, reason, is_demonstration)"
        " VALUES (%s, %s, 'x', 'x', 'x', '', 'exact', 'A', 'x', '', '', 0, '', false)"
    )
    sql.is_refused(insert, village.pk, area.pk, saying="public_figure_has_one_subject")
