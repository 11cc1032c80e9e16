"""The bell is set so that no message is lost with a killed worker and none is worked on twice at once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from integrity.tasks import seal
from launcher.places import ROOT
from portal.celery import app
from portal.jobs.contributions import DEFAULT_LEASE, JOB_KINDS
from portal.jobs.tasks import reconcile, work

TASKS = [reconcile, work]


@pytest.mark.parametrize("task", TASKS)
def test_a_message_is_kept_until_its_work_is_done(task) -> None:
    assert task.acks_late is True
    # Without it the message of a child that was killed counts as handled.
    assert task.reject_on_worker_lost is True
    assert task.ignore_result is True


def test_a_worker_takes_one_message_at_a_time() -> None:
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_acks_late is True
    assert app.conf.task_reject_on_worker_lost is True


@pytest.mark.parametrize("task", TASKS)
def test_a_task_ends_before_its_message_is_given_to_another(task) -> None:
    assert task.time_limit == app.conf.task_time_limit == 600
    assert app.conf.broker_transport_options["visibility_timeout"] > task.time_limit


def test_a_lease_outlives_the_longest_work_of_its_kind() -> None:
    """A print is bounded by 90 s; any other kind by the limit of a task."""
    assert DEFAULT_LEASE.total_seconds() > app.conf.task_time_limit
    assert JOB_KINDS["weekly_edition"].lease.total_seconds() > 2 * (90 + 15)


def test_only_json_is_read() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"


@pytest.mark.parametrize("entry", ["portal.wsgi", "portal.asgi", "django; django.setup()"])
def test_whoever_rings_rings_at_the_portals_broker(entry: str) -> None:
    """In a process of its own: the web server and commands never load the worker's application by themselves."""
    code = f"import {entry}; from portal.jobs.tasks import work; print(work.app.main, work.app.conf.broker_url)"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["portal", os.environ["REDIS_URL"]]


def test_nothing_lives_in_the_broker() -> None:
    """It may be emptied at any time: no results, no sessions, no locks."""
    assert app.conf.result_backend is None
    assert app.conf.task_ignore_result is True


def test_the_beat_rings_each_minute() -> None:
    entry = app.conf.beat_schedule["reconcile"]
    assert (entry["task"], entry["schedule"]) == (reconcile.name, 60.0)


def test_the_trail_is_sealed_each_two_seconds_beside_the_papers_and_never_twice_for_one_pulse() -> None:
    entry = app.conf.beat_schedule["seal"]
    assert (entry["task"], entry["schedule"], entry["options"]) == (seal.name, 2.0, {"expires": 2.0})
    assert app.amqp.router.route({}, seal.name)["queue"].name == "seal"
    assert app.amqp.router.route({}, reconcile.name)["queue"].name == "celery"
