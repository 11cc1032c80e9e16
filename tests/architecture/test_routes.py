"""Deny by default: a route that does not say who may use it is closed to everybody and fails ``manage.py check``."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client

from portal.kernel import clock
from portal.kernel.permissions import EVERYWHERE, POWERS, Holdings
from portal.web.access import routes
from projects import permissions
from tests import world
from tests.clock import go_on
from tests.web import addresses

FORGOTTEN = (
    "inner/forgotten/1/",
    *addresses.FORGOTTEN,
    "api/forgotten-set/",
    "api/forgotten-set/1/",
)


@pytest.fixture
def mighty(db, monkeypatch):
    """Somebody who holds every power everywhere: whatever he is refused is closed to everybody."""
    everything = Holdings({power.key: EVERYWHERE for power in POWERS})
    monkeypatch.setattr("portal.kernel.permissions._resolver", lambda user: everything)
    client = Client()
    client.force_login(world.person("quanneng"))
    return client


def complaints(caught):
    return [line for line in str(caught.value).splitlines() if "portal.E001" in line]


def test_every_route_of_the_portal_says_who_may_use_it():
    assert [route.path for route in routes() if route.access is None] == []
    call_command("check", fail_level="WARNING")


def test_every_word_of_a_route_gives_its_reason():
    for route in routes():
        assert route.access.needs in list(POWERS) or route.access.reason, route.path
        assert not (route.access.is_public and route.access.needs), route.path


def test_addresses_have_no_format_suffix_and_end_alike():
    assert not [route.path for route in routes() if "format" in route.path or "(?P" in route.path]
    machines = {"healthz", "readyz", "metrics"}
    files = {"files/<uuid:uid>", "files/<uuid:uid>/small"}  # the address of one file, not of a folder
    assert {route.path for route in routes() if route.path and not route.path.endswith("/")} == machines | files


@pytest.mark.urls("tests.web.addresses")
@pytest.mark.parametrize("address", FORGOTTEN)
def test_a_route_without_a_word_is_closed_to_everybody(mighty, address):
    for method in ("get", "head", "options", "post", "put", "delete"):
        for asker in (mighty, Client()):
            answer = getattr(asker, method)(f"/{address}")
            assert answer.status_code == 403
            assert b"reached" not in answer.content
    assert "没有登记查看权限" in (mighty.get(f"/{address}").content.decode())


@pytest.mark.urls("tests.web.addresses")
def test_a_route_without_a_word_fails_the_check():
    with pytest.raises(SystemCheckError) as caught:
        call_command("check")
    named = complaints(caught)
    assert len(named) == len(FORGOTTEN)
    for address in (
        "inner/forgotten/<int:pk>/",
        *addresses.FORGOTTEN,
        "api/forgotten-set/",
        "api/forgotten-set/<str:pk>/",
    ):
        assert any(f"'{address}'" in line for line in named), address


@pytest.mark.urls("tests.web.addresses")
def test_the_door_of_rest_framework_itself_is_closed_too(mighty, monkeypatch):
    """Without our middleware: a view class without ``needs`` answers nobody."""
    monkeypatch.setattr("portal.web.middleware.DenyByDefault.process_view", lambda *_: None)
    for address in ("api/forgotten/", "api/forgotten-set/", "api/forgotten-function/"):
        assert mighty.get(f"/{address}").status_code == 403


@pytest.mark.urls("tests.web.addresses")
def test_each_word_opens_to_those_it_names(seeded_today):
    seer = world.holder("resident_supervisor", world.village(1))
    blind = world.holder("household", world.village(1))
    asked = {
        "nobody": Client(),
        "blind": Client(),
        "seer": Client(),
    }
    asked["blind"].force_login(blind)
    asked["seer"].force_login(seer)
    expected = {
        "everybody/": {"nobody": 200, "blind": 200, "seer": 200},
        "whoever/": {"nobody": 302, "blind": 200, "seer": 200},
        "seen/": {"nobody": 302, "blind": 403, "seer": 200},
        "seen/class/": {"nobody": 302, "blind": 403, "seer": 200},
        "api/v1/villages/": {"nobody": 401, "blind": 403, "seer": 200},
    }
    for address, by_person in expected.items():
        found = {name: asker.get(f"/{address}").status_code for name, asker in asked.items()}
        assert found == by_person, address


@pytest.mark.urls("tests.web.addresses")
def test_a_grant_that_is_over_opens_nothing_at_the_next_request(seeded_today):
    seer = world.person("linshi")
    world.granted(seer, "third_party", world.village(1), expires_on=clock.today() + timedelta(days=1), task="测绘")
    before, after = Client(), Client()
    before.force_login(seer)
    assert before.get("/seen/").status_code == 200
    assert before.get("/api/v1/villages/").json()["count"] == 1
    go_on(timedelta(days=2))
    after.force_login(seer)
    assert after.get("/seen/").status_code == 403
    assert after.get("/api/v1/villages/").status_code == 403


def test_changing_takes_its_own_power():
    villages = next(route for route in routes() if route.path == "api/v1/villages/<int:pk>/figures/")
    for method in ("GET", "HEAD", "OPTIONS"):
        assert villages.access.needed_for(method) is permissions.VIEW_VILLAGES
    for method in ("POST", "PUT", "DELETE", "BREW"):
        assert villages.access.needed_for(method) is permissions.REPORT_FIGURES
