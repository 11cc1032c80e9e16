"""A canary wherever somebody could type or hold personal data: it turns up in no log, address, title or task.

What the database server writes down by itself is looked at, too.
"""

from __future__ import annotations

import io
import json
import logging
import logging.config
import os
from copy import deepcopy
from pathlib import Path

import pytest
from celery.app import trace
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client

from integrity.models import AuditEntry
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.jobs import worklist
from portal.jobs.contributions import JOB_KINDS, job_kind
from portal.jobs.models import Job
from portal.kernel.permissions import PORTAL
from tests import world
from tests.journeys.addresses import all_routes

NAME, ACCOUNT, PHONE, PASSWORD = "卡纳莉雀", "kanalique", "13955512345", "mima-kanali-mima"
CANARIES = (NAME, ACCOUNT, PHONE, PASSWORD, "%E5%8D%A1%E7%BA%B3")


@pytest.fixture
def log():
    """Everything that is logged, at the finest level, as the portal would write it."""
    before = logging.root.handlers[:], logging.root.level
    written = io.StringIO()
    config = deepcopy(settings.LOGGING)
    config["root"]["level"] = "DEBUG"
    config["handlers"]["stderr"]["stream"] = written
    logging.config.dictConfig(config)
    yield written
    logging.config.dictConfig(settings.LOGGING)
    logging.root.handlers[:], level = before
    logging.root.setLevel(level)


@pytest.fixture
def canary(seeded):
    return world.person(ACCOUNT, NAME, phone=PHONE)


def is_clean(written):
    lines = written.getvalue().splitlines()
    assert lines, "nothing was logged, so nothing was shown"
    for line in lines:
        json.loads(line)
        assert not [word for word in CANARIES if word in line], line


def test_signing_in(log, canary):
    client = Client()
    for password in (PASSWORD, canary.password_given):
        client.post("/account/sign-in/", {"username": ACCOUNT, "password": password})
        client.post(
            "/api/v1/tokens/",
            {"username": ACCOUNT, "password": PASSWORD, "name": NAME},
            content_type="application/json",
        )
    client.get(f"/account/sign-in/?next=/people/?q={NAME}")
    assert canary.password_given not in log.getvalue()
    is_clean(log)


def test_the_pages_of_people(log, canary, office, client):
    client.force_login(office)
    address = f"/people/{canary.pk}/"
    for asked in (f"/people/?q={NAME}", address, f"/people/{NAME}/", f"/{PHONE}", f"{address}?phone={PHONE}"):
        client.get(asked)
    page = client.get(address).content.decode()
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert not [word for word in CANARIES if word in title]
    assert PHONE not in page
    client.post(f"/reveals/accounts.user.phone/{canary.pk}/", {"reason": NAME})
    client.post(f"/reveals/accounts.user.phone/{canary.pk}/", {"reason": ""})
    client.post(f"/people/{canary.pk}/change/", {"name": NAME, "phone": PHONE})
    is_clean(log)


def test_the_trail_knows_who_looked_at_whose_value_and_why_but_not_the_value(canary, office, client):
    client.force_login(office)
    client.post(f"/people/{canary.pk}/change/", {"name": NAME, "phone": PHONE, "organisation": canary.organisation_id})
    client.post(f"/reveals/accounts.user.phone/{canary.pk}/", {"reason": "通知开会"})
    bodies = [json.loads(body) for body in AuditEntry.objects.values_list("body", flat=True)]
    (looked,) = [body for body in bodies if body["action"] == "portal.accounts.reveal_value"]
    assert (looked["object"], looked["reason"]) == (f"accounts.user:{canary.pk}", "通知开会")
    assert (looked["actor"]["user"], looked["result"]) == (office.pk, "ok")
    kept = json.dumps(bodies, ensure_ascii=False)
    assert not [word for word in (NAME, PHONE, canary.password_given) if word in kept]
    values = [value for body in bodies for side in ("before", "after") for value in body[side].values()]
    assert PHONE[-4:] not in values


def test_a_defect_says_where_and_not_what(log, canary, office, monkeypatch):
    def fails(*_, **__):
        with transaction.atomic():
            raise ValueError(f"{NAME} {PHONE}") from KeyError(PASSWORD)

    monkeypatch.setattr("portal.accounts.views.people._page", fails)
    client = Client(raise_request_exception=False)
    client.force_login(office)
    answer = client.get(f"/people/{canary.pk}/?q={NAME}")
    assert answer.status_code == 500
    assert not [word for word in CANARIES if word in answer.content.decode()]
    assert "ValueError" in log.getvalue()
    assert answer["X-Reference"] in log.getvalue()
    is_clean(log)


def test_the_database_repeats_nothing(log, canary):
    """``DETAIL: Key (username)=(…)``: in our log, and in the log of the server itself."""
    mark = _server_log().stat().st_size
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_user (password, username, name, organisation_id, post, is_active, uid,"
            " must_change_password, last_login_from, is_demonstration, phone_tail)"
            " VALUES ('', %s, %s, %s, '', true, gen_random_uuid(), false, '', false, '')",
            [ACCOUNT, NAME, canary.organisation_id],
        )
    assert ACCOUNT in str(caught.value)  # this is what must not be written down
    logging.getLogger("portal.accounts").error("refused", exc_info=caught.value)
    logging.getLogger("django.request").error("it said: %s", caught.value)
    is_clean(log)
    with _server_log().open("rb") as file:
        file.seek(mark)
        said = file.read().decode()
    assert not [word for word in CANARIES if word in said], said


def _server_log():
    return Path(os.environ["PORTAL_TEST_HOME"]) / "postgres.log"


@pytest.mark.django_db(transaction=True)
def test_a_job_that_comes_to_nothing(log, canary, monkeypatch):
    monkeypatch.setattr(JOB_KINDS, "_entries", {})

    def work(claim):
        User.objects.get(pk=canary.pk)
        raise ValueError(f"{NAME}: {PHONE}")

    job_kind("count", "计数", due=lambda now: [])(work)
    job = Job.objects.create(kind="count", key="2026-W40")
    worklist.perform(job.pk)
    job.refresh_from_db()
    assert job.complaint
    kept = json.dumps([job.kind, job.key, job.payload, job.result, job.complaint], ensure_ascii=False)
    assert not [word for word in CANARIES if word in kept]
    is_clean(log)


def test_celery_repeats_neither_error_nor_arguments(log):
    context = {
        "hostname": "worker",
        "id": "1-2",
        "name": "portal.jobs.tasks.work",
        "exc": f"ValueError('{NAME} {PHONE}')",
        "traceback": NAME,
        "args": f"({PHONE},)",
        "kwargs": "{}",
        "description": "raised unexpected",
        "internal": False,
    }
    logging.getLogger("celery.app.trace").error(trace.LOG_FAILURE.strip(), context, extra={"data": context})
    assert "portal.jobs.tasks.work[1-2] raised unexpected" in log.getvalue()
    is_clean(log)


def test_gunicorn_repeats_no_line_of_a_request(log):
    gunicorn = logging.getLogger("gunicorn.error")
    gunicorn.error("Error handling request %s", f"/people/?q={NAME}")
    gunicorn.warning("Invalid request from ip=%s: %s", "127.0.0.1", f"GET /people/?q={NAME}")
    logging.getLogger("django.server").info('"GET /people/?q=%s HTTP/1.1" 200', NAME)
    is_clean(log)


def test_long_numbers_that_nobody_thought_of_are_struck_out(log):
    found = logging.getLogger("somebody.else")
    found.error("called %s, card %s, identity %s", PHONE, "6222020200112233445", "64010219491231002X")
    found.error("job %s of %s took %s ms at %s", 12, "2026-W47", 1234567, "2026-11-22T18:00:00.123456Z")
    first, second = log.getvalue().splitlines()
    assert "***, card ***, identity ***" in first
    assert "job 12 of 2026-W47 took 1234567 ms at 2026-11-22T18:00:00.123456Z" in second
    is_clean(log)


def test_what_an_account_hands_over_is_in_no_trace_of_it(log, seeded):
    account = accounts.register_person(
        world.WHY, PORTAL, username=ACCOUNT, name=NAME, organisation=world.organisation(), phone=PHONE
    )
    assert account.one_time_password not in repr(account)
    logging.getLogger("portal.accounts").warning("made %r", account)
    assert account.one_time_password not in log.getvalue()


def test_no_address_takes_personal_data_in_its_path():
    taken = {part for route in all_routes() for part in route.path.split("/") if part.startswith("<")}
    names = {part.strip("<>").rpartition(":")[2] for part in taken}
    assert not names & {"name", "phone", "username", "person_name", "id_number", "address"}
