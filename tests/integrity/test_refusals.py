"""Refusals are entries: of pages and deeds to those who are signed in, of guesses at the door; not by the thousand."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from integrity.models import AuditEntry, RefusalCount
from integrity.trail.hammering import MOST
from portal.accounts import actions as accounts
from portal.kernel import clock
from portal.kernel.errors import WrongState
from portal.kernel.permissions import Person
from tests import world
from tests.accounts.codes import confirmed, wrong_code
from tests.clock import go_on
from tests.integrity.hands import newest, said_since

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/sign-in/"
TYPED = "mima-typed-in-the-wrong-box"


@pytest.fixture
def liaison(seeded_today):
    return world.holder("liaison", world.village(1))


@pytest.fixture
def office(liaison):
    return world.holder("office")


def signed_in(person, **given):
    client = Client(**given)
    client.force_login(person)
    return client


def guess(username, password, **given):
    return Client(**given).post(SIGN_IN, {"username": username, "password": password})


# --- pages -----------------------------------------------------------------------------------------------------------


def test_a_refused_page_is_an_entry_with_all_that_is_known_of_it(liaison):
    start = newest()
    answer = signed_in(liaison).get("/people/", REMOTE_ADDR="10.20.30.40")
    assert answer.status_code == 403
    (said,) = said_since(start)
    assert (said["actor"], said["roles"]) == ({"kind": "person", "user": liaison.pk}, ["liaison"])
    assert (said["action"], said["object"]) == ("portal.web.read:accounts:person-list", "page:accounts:person-list")
    assert (said["via"], said["ip"], said["req"]) == ("web", "10.20.30.40", answer["X-Reference"])
    assert (said["result"], said["cause"]) == ("denied", None)
    assert said["facts"] == [{"fact": "NotPermitted", "status": 403, "clause": ""}]
    assert (said["before"], said["after"], said["scope"], said["reason"]) == ({}, {}, [], "")


def test_a_refused_deed_names_the_row_that_its_address_named(liaison, office):
    start = newest()
    client = signed_in(liaison)
    assert client.post(f"/people/{office.pk}/deactivate/").status_code == 403
    assert client.post("/people/13995071234/deactivate/").status_code == 403
    assert [(said["action"], said["object"]) for said in said_since(start)] == [
        ("portal.web.change:accounts:person-deactivate", f"page:accounts:person-deactivate/{office.pk}"),
        ("portal.web.change:accounts:person-deactivate", "page:accounts:person-deactivate"),
    ]


def test_the_api_is_no_other_way(liaison):
    household = world.holder("household", world.village(1))
    start = newest()
    assert signed_in(household).get("/api/v1/villages/").status_code == 403
    (said,) = said_since(start)
    assert (said["via"], said["action"]) == ("api", "portal.web.read:projects-api:village-list")


def test_what_a_view_refuses_by_itself_is_an_entry_too(liaison, office):
    start = newest()
    assert signed_in(liaison).get(f"/reveals/accounts.user.phone/{office.pk}/").status_code == 403
    (said,) = said_since(start)
    assert said["object"] == f"page:accounts:reveal/{office.pk}"


def test_a_form_that_came_from_elsewhere_is_an_entry(office):
    start = newest()
    assert signed_in(office, enforce_csrf_checks=True).post("/people/register/").status_code == 403
    (said,) = said_since(start)
    assert said["facts"][0]["fact"] == "NotFromOurPage"


def test_what_an_action_refused_is_told_once(office, liaison):
    start = newest()
    today = clock.today()
    answer = signed_in(office).post(
        f"/people/{liaison.pk}/delegate/",
        {"deputy": office.pk, "starts_on": today, "last_on": today + timedelta(days=3), "document": "委托书"},
    )
    assert answer.status_code == 403
    (said,) = said_since(start)
    assert (said["action"], said["object"]) == ("portal.accounts.delegate", f"accounts.user:{liaison.pk}")


def test_who_may_leaves_neither_entry_nor_count(office):
    start = newest()
    assert signed_in(office).get("/people/").status_code == 200
    assert signed_in(office).get("/people/987654/").status_code == 404
    assert said_since(start) == []
    assert not RefusalCount.objects.exists()


def test_who_is_not_signed_in_is_in_the_log_only(db):
    start = newest()
    Client().get("/people/")
    assert Client(enforce_csrf_checks=True).post(SIGN_IN).status_code == 403
    assert Client().get("/metrics").status_code == 403
    assert said_since(start) == []


# --- not by the thousand ---------------------------------------------------------------------------------------------


def test_of_many_in_a_minute_the_first_are_entries_and_the_next_minute_tells_how_many_were_not(liaison):
    start, client = newest(), signed_in(liaison)
    for _ in range(MOST + 3):
        assert client.get("/people/").status_code == 403
    assert len(said_since(start)) == MOST
    go_on(timedelta(seconds=59))
    client.get("/people/")
    assert len(said_since(start)) == MOST
    go_on(timedelta(seconds=1))
    client.get("/people/")
    client.get("/people/")
    *_, first, second = said_since(start)
    assert len(said_since(start)) == MOST + 2
    assert first["facts"][0]["passed_over"] == 4
    assert "passed_over" not in second["facts"][0]


def test_another_page_another_method_and_another_person_count_apart(liaison, office):
    other = world.holder("liaison", world.village(2))
    for _ in range(MOST + 1):
        signed_in(liaison).get("/people/")
    start = newest()
    signed_in(liaison).get("/people/")
    assert said_since(start) == []
    signed_in(liaison).get("/people/register/")
    signed_in(liaison).post("/people/register/")
    signed_in(other).get("/people/")
    assert [said["actor"]["user"] for said in said_since(start)] == [liaison.pk, liaison.pk, other.pk]


def test_made_up_methods_are_no_way_around(liaison):
    start, client = newest(), signed_in(liaison)
    for number in range(3 * MOST):
        assert client.generic(f"WAY{number}", "/people/").status_code == 403
    assert len(said_since(start)) == MOST


def test_refused_deeds_are_bounded_in_the_same_way_but_not_what_the_portal_does(liaison, office, deed):
    def refused(actor):
        start = newest()
        for _ in range(MOST + 3):
            with pytest.raises(WrongState):
                deed(actor, then=_say_no)
        return len(said_since(start))

    assert (refused(Person(office)), refused(world.WHY)) == (MOST, MOST + 3)


def _say_no():
    raise WrongState("未办成：这项授权已经批准。请刷新后查看。")


# --- the door --------------------------------------------------------------------------------------------------------


def test_a_wrong_password_names_the_account_and_not_what_was_typed(db):
    person = world.person("kanalique")
    start = newest()
    assert guess(person.username, TYPED, REMOTE_ADDR="10.20.30.40").status_code == 422
    (said,) = said_since(start)
    assert said["actor"] == {"kind": "claimant", "user": person.pk}
    assert (said["action"], said["object"]) == ("portal.accounts.sign_in", f"accounts.user:{person.pk}")
    assert (said["via"], said["ip"], said["result"]) == ("web", "10.20.30.40", "denied")
    assert said["facts"] == [{"fact": "NotKnown", "status": 401, "clause": ""}]
    is_not_kept(TYPED)


def test_a_guess_at_a_name_that_does_not_exist_leaves_no_name(liaison):
    start = newest()
    guess(TYPED, "x")
    (said,) = said_since(start)
    assert (said["actor"], said["object"]) == ({"kind": "claimant", "user": None}, "portal")
    is_not_kept(TYPED)


def test_by_the_api_it_is_the_same(liaison):
    start = newest()
    given = {"username": liaison.username, "password": TYPED, "name": "取数"}
    assert Client().post("/api/v1/tokens/", given, content_type="application/json").status_code == 401
    (said,) = said_since(start)
    assert (said["via"], said["object"]) == ("api", f"accounts.user:{liaison.pk}")
    is_not_kept(TYPED)


def test_an_ended_token_that_is_still_used_names_its_person_and_a_made_up_one_nobody(office):
    issued = accounts.issue_token(Person(office), office, name="取数", expires_on=clock.today() + timedelta(days=9))
    accounts.end_token(Person(office), issued.token)
    start = newest()
    for secret in (issued.secret, TYPED):
        headers = {"authorization": f"Bearer {secret}"}
        assert Client(headers=headers).get("/api/v1/villages/", REMOTE_ADDR="10.20.30.40").status_code == 401
    (said,) = said_since(start)
    assert (said["actor"], said["action"]) == ({"kind": "claimant", "user": office.pk}, "portal.accounts.use_token")
    assert (said["object"], said["via"], said["ip"]) == (f"accounts.apitoken:{issued.token.pk}", "api", "10.20.30.40")
    is_not_kept(issued.secret)


def test_somebody_who_left_is_named(liaison):
    accounts.deactivate_person(world.WHY, liaison)
    start = newest()
    guess(liaison.username, liaison.password_given)
    assert [said["object"] for said in said_since(start)] == [f"accounts.user:{liaison.pk}"]


def test_unknown_and_wrong_ask_the_database_the_same(liaison):
    asked = []
    for username in (TYPED, liaison.username):
        with CaptureQueriesContext(connection) as queries:
            guess(username, "x")
        asked.append([re.split(r" WHERE | VALUES |POINT ", query["sql"])[0] for query in queries])
    assert asked[0] == asked[1]


def test_who_has_to_wait_adds_nothing(liaison):
    start = newest()
    for _ in range(9):
        guess(liaison.username, TYPED)
    assert len(said_since(start)) == 5


def test_all_names_that_do_not_exist_share_one_count(liaison):
    start = newest()
    for number in range(MOST + 4):
        guess(f"{TYPED}-{number}", "x", REMOTE_ADDR=f"10.0.0.{number}")
    assert len(said_since(start)) == MOST
    guess(liaison.username, TYPED)
    assert said_since(start)[-1]["actor"]["user"] == liaison.pk


def test_a_wrong_code_and_a_wrong_own_password_are_entries(office):
    factor = confirmed(office)
    start, code = newest(), wrong_code(factor)
    client = Client()
    client.post(SIGN_IN, {"username": office.username, "password": office.password_given})
    assert client.post("/account/sign-in/code/", {"code": code}).status_code == 422
    at_the_page = {"password": TYPED, "name": "取数", "expires_on": clock.today() + timedelta(days=9)}
    assert signed_in(office).post("/account/tokens/", at_the_page).status_code == 422
    at_the_door, at_the_page = [said for said in said_since(start) if said["result"] == "denied"]
    assert (at_the_door["action"], at_the_door["actor"]["kind"]) == ("portal.accounts.sign_in_code", "claimant")
    assert (at_the_page["action"], at_the_page["actor"]["kind"]) == ("portal.accounts.own_password", "person")
    assert {at_the_door["object"], at_the_page["object"]} == {f"accounts.user:{office.pk}"}
    is_not_kept(TYPED)


def is_not_kept(*typed):
    kept = json.dumps([entry.said for entry in AuditEntry.objects.all()], ensure_ascii=False)
    counted = json.dumps(list(RefusalCount.objects.values_list("key", flat=True)))
    assert not [word for word in typed if word in kept or word in counted]
