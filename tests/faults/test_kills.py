"""Every due week becomes one stored paper, whoever is killed -9 meanwhile: pool child, worker, Valkey, PostgreSQL.

``PORTAL_WEEKS`` and ``PORTAL_KILLS`` raise the size for a soak; ``PORTAL_MEASURED`` names a file for its numbers.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from portal.files import store
from portal.jobs import selectors as work
from portal.jobs.lifecycle import JobState
from portal.jobs.models import MOST_ATTEMPTS, Job
from portal.jobs.reconciling import reconcile
from portal.kernel import clock
from portal.kernel.periods import Week
from portal.reports import selectors
from portal.reports.models import Edition
from portal.site.seeding import begin_editions, seed
from tests.faults.own_servers import OwnServers, own_servers
from tests.faults.worker import Worker
from tests.launcher.standing import eventually

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.slow]

WEEKS = int(os.environ.get("PORTAL_WEEKS", "6"))
KILLS = int(os.environ.get("PORTAL_KILLS", "8"))
PATIENCE = 120


@dataclass(frozen=True)
class Held:
    """A job in somebody's hands: killed while it is, and found unfinished under the same token, it was hit."""

    job_id: int
    token: int

    def was_hit(self) -> bool:
        job = Job.objects.get(pk=self.job_id)
        return job.token == self.token and job.state != JobState.DONE


def in_hand() -> Held | None:
    """What is being made at this moment, by its lease."""
    found = Job.objects.held().filter(kind=selectors.WEEKLY_EDITION).values_list("pk", "token").first()
    return Held(*found) if found else None


def is_all_done() -> bool:
    return Job.objects.filter(kind=selectors.WEEKLY_EDITION, state=JobState.DONE).count() == WEEKS


def next_round() -> None:
    """The minute's round, with leases of the killed let run out now and no pause after an attempt."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_job SET lease_until = portal_now() - interval '1 second' WHERE state = 'claimed';"
            "UPDATE jobs_job SET not_before = portal_now(), attempts = least(attempts, %s) WHERE state = 'wanted'"
            " OR state = 'claimed'",
            [MOST_ATTEMPTS - 2],
        )
    reconcile()


@pytest.fixture
def servers(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> Iterator[OwnServers]:
    """A seeded portal on servers of its own: so many weeks are due and nobody has made their editions."""
    settings.PORTAL_VAR = tmp_path
    home = Path(os.environ["PORTAL_TEST_HOME"]) / f"own-{os.getpid()}"
    home.mkdir(exist_ok=True)
    home.chmod(0o711)  # the account that PostgreSQL runs as passes through
    with own_servers(home) as servers, servers.worked_with(monkeypatch):
        seed()
        first = Week.of(clock.today()).previous
        for _ in range(WEEKS - 1):
            first = first.previous
        begin_editions(first_week=first)
        assert len(selectors.due_weeks(clock.now())) == WEEKS
        yield servers


@pytest.fixture
def worker(tmp_path: Path, servers: OwnServers) -> Iterator[Worker]:
    made = Worker(tmp_path, servers.variables)
    made.start()
    yield made
    made.stop()
    assert made.left_running() == []


def test_every_due_week_is_made_once_whoever_is_killed(
    servers: OwnServers, worker: Worker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began, killed, hits = time.monotonic(), Counter[str](), Counter[str]()

    def restart() -> None:
        worker.kill()
        worker.start()

    turns: dict[str, Callable[[], None]] = {
        "pool child": worker.kill_pool,
        "PostgreSQL": servers.kill_postgres,
        "worker": restart,
        "Valkey": servers.kill_valkey,
    }
    reconcile()
    for name, kill in cycle(turns.items()):
        assert eventually(lambda: in_hand() or is_all_done() or rung(), seconds=PATIENCE), worker.said
        # Once the words are frozen the press is at work: every other kill falls there.
        if killed.total() % 2:
            eventually(lambda: worker.has_a_press() or not in_hand(), seconds=10)
        if is_all_done() or killed.total() == KILLS:
            break
        if (held := in_hand()) is None:
            continue
        kill()
        killed[name] += 1
        hits[name] += held.was_hit()
        if name != "Valkey":
            next_round()
    with capsys.disabled():
        sys.stdout.write(f"\nkills {dict(killed)}, of a running render {dict(hits)}\n")
    assert hits.total() > 0
    assert {"pool child", "worker", "PostgreSQL"} <= hits.keys()
    assert eventually(lambda: is_all_done() or rung(), seconds=PATIENCE * WEEKS), worker.said
    worker.stop()
    assert_each_week_once(tmp_path)
    measure(weeks=WEEKS, kills=dict(killed), hits=dict(hits), seconds=round(time.monotonic() - began, 1))


def rung() -> bool:
    """When nobody works though something is to do, the bell was lost: the next round rings again. Never true."""
    if in_hand() is None and not is_all_done():
        next_round()
        time.sleep(0.5)
    return False


def assert_each_week_once(var: Path) -> None:
    due = selectors.due_weeks(clock.now())
    editions = {str(row.week_value): row for row in Edition.objects.all()}
    assert Edition.objects.count() == len(due) == WEEKS
    assert sorted(editions) == sorted(map(str, due))
    for week in due:
        row = work.job(selectors.WEEKLY_EDITION, str(week))
        assert row
        assert row.state == JobState.DONE
        assert store.read(editions[str(week)].pdf_hash).startswith(b"%PDF")
    reconcile()
    assert store.owners_of_temporary_files() == set()
    files = [file for file in (var / "files").rglob("*") if file.is_file()]
    assert not [file for file in files if file.name.startswith("tmp.")]
    papers = [file.name for file in files if file.read_bytes()[:4] == b"%PDF"]
    assert sorted(papers) == sorted({row.pdf_hash for row in editions.values()})


def measure(**numbers: Any) -> None:
    """Leave the numbers where the soak picks them up."""
    if place := os.environ.get("PORTAL_MEASURED"):
        Path(place).write_text(json.dumps(numbers, ensure_ascii=False))
