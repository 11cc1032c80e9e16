"""Auditors are read-only in the database: a page of theirs that writes is refused, whatever it tries."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import Client

from integrity.models import AuditEntry
from portal.accounts.models import Organisation
from portal.kernel.reading import ReadsOnly
from projects.models import Village
from tests import world
from tests.integrity.hands import newest, said_since

pytestmark = [pytest.mark.urls("tests.accounts.reading_addresses"), pytest.mark.database]
APP = "portal_app off"


def reader(role="auditor", **options):
    client = Client(**options)
    user = world.holder(role)
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def committed(transactional_db, seeded_today):
    """The portal that a test works in."""


@pytest.fixture
def portal(seeded_today):
    """The portal that a test works in."""


def test_nothing_that_a_page_tries_is_written_and_the_connection_is_as_before(committed):
    client, writer = reader(raise_request_exception=False), Client()
    writer.force_login(world.holder("office"))
    assert client.get("/who/").content.decode() == "portal_ro on"
    assert writer.get("/who/").content.decode() == APP
    for address in ("raw", "raw-as-app", "acts", "later", "streams"):
        before = newest()
        answer = client.get(f"/{address}/")
        assert answer.status_code == 403, address
        assert ReadsOnly.sentence in answer.content.decode(), address
        told = [(said["result"], said["facts"][0]["fact"]) for said in said_since(before)]
        assert told == [("denied", "ReadsOnly")], address
    # What no page of ours says at all is a defect, and as fruitless.
    assert client.get("/raw-turned-back/").status_code == 500
    assert not Village.objects.filter(name="x").exists()
    assert not Organisation.objects.filter(name="新单位").exists()
    assert writer.get("/who/").content.decode() == APP
    assert writer.get("/acts/").status_code == 200
    assert Organisation.objects.filter(name="新单位").exists()


def test_what_a_reader_takes_out_is_kept_before_it_leaves_or_does_not_leave(committed, monkeypatch):
    client = reader("discipline")
    before = newest()
    assert client.get("/villages/?as=xlsx").status_code == 200
    (said,) = said_since(before)
    assert (said["action"], said["result"], said["actor"]["user"]) == ("portal.web.take_list", "ok", client.user.pk)

    def fails(bodies):
        raise OperationalError("the disk is full")

    monkeypatch.setattr("integrity.trail.recording.add", fails)
    client.raise_request_exception = False
    answer = client.get("/villages/?as=xlsx")
    assert (answer.status_code, answer["Content-Type"]) == (503, "text/html; charset=utf-8")


def test_his_own_account_he_keeps_himself(portal):
    client = reader()
    new = "凤凰碑下四十里渠甲乙丙"
    given = {"old_password": client.user.password_given, "new_password": new, "new_password_again": new}
    assert client.post("/account/password/", given).status_code == 302
    client.user.refresh_from_db()
    assert client.user.check_password(new)
    assert client.post("/account/sign-out/").status_code == 302


def test_who_has_another_role_too_is_no_reader(portal):
    officer = world.holder("integrity_officer")
    client = Client()
    client.force_login(officer)
    assert client.get("/who/").content.decode() == APP
    assert AuditEntry.objects.exists()


def test_a_refusal_inside_a_page_of_a_reader_is_told_after_it(portal):
    client = reader()
    before = newest()
    assert client.post("/editions/make/").status_code == 403
    assert client.get("/jobs/").status_code == 403
    assert [said["action"] for said in said_since(before)] == [
        "portal.web.change:reports:edition-make",
        "portal.web.read:jobs:jobs",
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_app",)
