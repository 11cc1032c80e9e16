"""What machines ask: is the process alive, is everything there that it needs, and the figures of the monitoring."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from integrity.trail import checkpoints, sealing
from portal.jobs.worklist import want
from portal.kernel import clock
from portal.site.views import health
from tests.clock import go_on
from tests.world import organisation


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def checks(client, status):
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    return answer.json()


def test_the_process_answers_without_anything_behind_it(client):
    """No database fixture: pytest-django refuses any query."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_everything_is_there(client, db):
    """Nothing was done yet, so nothing has a time."""
    words = dict.fromkeys(("database", "migrations", "broker", "disk", "jobs", "sealing", "signing"), "ok")
    times = dict.fromkeys(("last_job", "last_checkpoint", "unsealed_seconds"))
    assert checks(client, 200) == words | times


def test_a_broker_that_is_gone_is_named(client, db, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    found = checks(client, 503)
    assert (found["broker"], found["database"]) == ("ConnectionError", "ok")
    assert "127.0.0.1" not in str(found)


def test_a_broker_that_wants_another_password_is_named(client, db, settings):
    settings.CELERY_BROKER_URL = settings.CELERY_BROKER_URL.replace(":", ":wrong", 2).replace("redis:wrong", "redis:")
    assert checks(client, 503)["broker"] in ("AuthenticationError", "ResponseError")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_gone_is_named_and_the_rest_still_looked_at(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    found = checks(client, 503)
    for name in ("database", "migrations", "jobs", "sealing", "signing"):
        assert found[name] == "OperationalError"
    assert (found["last_job"], found["last_checkpoint"], found["unsealed_seconds"]) == (None, None, None)
    assert found["broker"] == found["disk"] == "ok"
    assert client.get("/healthz").status_code == 200


def test_a_full_disk_is_named(client, db, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=health.LEAST_FREE_BYTES))
    assert checks(client, 503)["disk"] == "full"
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=health.LEAST_FREE_BYTES + 1))
    assert checks(client, 200)["disk"] == "ok"


def test_a_data_folder_that_is_gone_is_named(client, db, settings):
    settings.PORTAL_VAR = settings.PORTAL_VAR / "gone"
    assert checks(client, 503)["disk"] == "FileNotFoundError"


def test_migrations_that_wait_are_named(client, db, monkeypatch):
    applied = MigrationRecorder.applied_migrations
    monkeypatch.setattr(
        MigrationRecorder,
        "applied_migrations",
        lambda self: {key: row for key, row in applied(self).items() if key[0] != "jobs"},
    )
    assert checks(client, 503)["migrations"] == "pending"


def test_entries_that_nobody_seals_are_named_after_a_minute(client, db):
    organisation()
    go_on(timedelta(seconds=50))
    found = checks(client, 200)
    assert found["sealing"] == "ok"
    assert 50 <= found["unsealed_seconds"] < 60
    go_on(timedelta(seconds=20))
    found = checks(client, 503)
    assert found["sealing"] == "unsealed"
    assert found["unsealed_seconds"] >= 70


@pytest.mark.django_db(transaction=True)
def test_seals_that_nobody_signs_are_told_after_half_an_hour_and_the_site_stays_ready(client, settings, tmp_path):
    settings.SIGNING_KEY = str(tmp_path / "key")
    (tmp_path / "key").write_text("01" * 32)
    organisation()
    assert sealing.seal(waits=True).entries > 0
    go_on(timedelta(minutes=29))
    assert checks(client, 200)["signing"] == "ok"
    go_on(timedelta(minutes=2))
    found = checks(client, 200)
    assert (found["signing"], found["sealing"], found["last_checkpoint"]) == ("unsigned", "ok", None)
    checkpoint = checkpoints.prepare()
    assert checkpoint
    checkpoint.keep()
    found = checks(client, 200)
    assert found["signing"] == "ok"
    assert datetime.fromisoformat(found["last_checkpoint"]) <= clock.now()


@pytest.mark.django_db(transaction=True)
def test_only_what_the_usual_workers_leave_lying_is_stuck(client):
    """A signer that is away is told by ``signing``: the site and its papers go on (ADR 6)."""
    want("audit_checkpoint", "2026-11-25T10:00Z")
    go_on(timedelta(minutes=11))
    assert checks(client, 200)["jobs"] == "ok"
    want("weekly_edition", "2026-W47")
    go_on(timedelta(minutes=11))
    assert checks(client, 503)["jobs"] == "stuck"


def test_readiness_tells_no_figures_and_no_places(client, db):
    text = client.get("/readyz").content.decode()
    assert "postgres" not in text
    assert "/" not in text


def test_metrics_are_closed_while_no_token_is_set(client, db, settings):
    settings.METRICS_TOKEN = ""
    for headers in ({}, {"authorization": "Bearer "}, {"authorization": ""}):
        assert client.get("/metrics", headers=headers).status_code == 403


def test_metrics_open_to_their_token_alone(client, db, settings):
    settings.METRICS_TOKEN = "t0ken"
    for given in ("", "t0ke", "Bearer", "Bearer t0ke", "Bearer t0kenn", "Bearer 令牌", "Basic t0ken"):
        assert client.get("/metrics", headers={"authorization": given}).status_code == 403, given
    answer = client.get("/metrics", headers={"authorization": "Bearer t0ken"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    assert b"django_http_requests_total_by_method_total" in answer.content
