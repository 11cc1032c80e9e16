"""The way a deed came in: set at the doors, kept with the deed, gone afterwards."""

import pytest
from django.test import Client

from portal.kernel import actions
from portal.kernel.deeds import Channel, Via, coming_by
from portal.kernel.permissions import PORTAL
from tests import world
from tests.kernel.conftest import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def ways():
    """The channels of all deeds that finish."""
    found = []
    actions.on_finish(lambda deed: found.append(deed.channel))
    return found


def test_a_deed_of_nobodys_asking_came_by_a_command(open_unit, ways):
    open_unit(SYSTEM, PORTAL)
    assert ways == [Channel(Via.COMMAND)]


def test_inner_deeds_came_by_the_same_way(open_unit, ways):
    way = Channel(Via.TASK, req="job-7-1")
    with coming_by(way):
        open_unit(SYSTEM, PORTAL, name="外", then=lambda unit: open_unit(SYSTEM, PORTAL, name="内"))
    open_unit(SYSTEM, PORTAL, name="后")
    assert ways == [way, way, Channel(Via.COMMAND)]


def test_a_deed_of_a_page_knows_the_address_and_the_number_that_the_person_was_told(ways, settings):
    settings.TRUSTED_PROXIES = 1
    person = world.person("zhangsan")
    client = Client(headers={"X-Forwarded-For": "6.6.6.6, 10.20.30.40"})
    ways.clear()
    answer = client.post("/account/sign-in/", {"username": "zhangsan", "password": person.password_given})
    assert answer.status_code == 302
    assert set(ways) == {Channel(Via.WEB, "10.20.30.40", answer["X-Reference"])}
