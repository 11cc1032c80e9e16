"""The frame of pages: a part for htmx and the whole for everybody else, and a menu of what one may do."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.reports.models import ReportSettings
from portal.web.pages import MENU
from tests import world

HTMX = {"hx-request": "true"}


@pytest.fixture
def staff(client, office):
    client.force_login(office)
    return client


def is_whole(answer):
    text = answer.content.decode()
    return "<!doctype html>" in text and text.rstrip().endswith("</html>")


def test_htmx_gets_the_part_and_everybody_else_the_whole(staff, office):
    whole, part = staff.get("/grants/"), staff.get("/grants/", headers=HTMX)
    assert (whole.status_code, part.status_code) == (200, 200)
    assert is_whole(whole)
    assert not is_whole(part)
    assert "<html" not in part.content.decode()
    assert office.name in part.content.decode()
    assert office.name in whole.content.decode()


def test_after_a_deed_htmx_gets_the_part_and_everybody_else_is_led_on(staff):
    week = ReportSettings.objects.get().first_week
    made = staff.post("/editions/make/", {"week": week})
    assert (made.status_code, made["Location"]) == (302, "/editions/")
    assert "已开始生成" in staff.get("/editions/").content.decode()
    part = staff.post("/editions/make/", {"week": week}, headers=HTMX)
    assert part.status_code == 200
    assert not is_whole(part)


def test_whoever_is_led_elsewhere_is_led_with_the_whole_page(client, db):
    plain, part = (
        client.get("/account/"),
        client.get("/account/", headers={**HTMX, "hx-current-url": "http://testserver/account/"}),
    )
    assert plain["Location"] == part["HX-Redirect"] == "/account/sign-in/?next=%2Faccount%2F"


def test_the_menu_shows_what_one_may_and_where_one_is(seeded):
    for role, where in (("office", None), ("household", world.village(1)), ("system_admin", None)):
        person = world.holder(role, where)
        client = Client()
        client.force_login(person)
        menu = client.get("/account/").content.decode().partition("<nav")[2].partition("</nav>")[0]
        may = world.actor(person).may
        for item in MENU:
            assert (f'href="{item.url}"' in menu) == (item.needs is None or may(item.needs)), item
        assert 'aria-current="page"' in menu


def test_every_entry_of_the_menu_opens_for_those_who_see_it(seeded):
    for role in ("office", "auditor", "system_admin", "security_admin", "commander"):
        person = world.holder(role)
        client = Client()
        client.force_login(person)
        for item in MENU:
            if item.needs is None or world.actor(person).may(item.needs):
                assert client.get(str(item.url)).status_code == 200, (role, item.label)


def test_whoever_signs_in_arrives_at_a_page_that_is_open_to_him(seeded):
    for role, where in (("office", None), ("household", world.village(1)), ("system_admin", None)):
        person = world.holder(role, where)
        client = Client()
        given = {"username": person.username, "password": person.password_given}
        answer = client.post("/account/sign-in/", given, follow=True)
        assert answer.status_code == 200, role
        assert client.get("/", follow=True).status_code == 200, role
