"""The main job under a real worker: the due week's edition appears by itself, once, whoever is killed meanwhile.

``PORTAL_KILLS`` raises the number of kills for a soak.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from portal.files import store
from portal.jobs.lifecycle import JobState
from portal.jobs.models import MOST_ATTEMPTS, Job
from portal.jobs.reconciling import reconcile
from portal.reports.composing import document_of
from portal.reports.models import Edition
from tests import world
from tests.faults.worker import Worker
from tests.launcher.standing import eventually
from tests.reports import paper
from tests.reports.test_page_one import plain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.slow]

KILLS = int(os.environ.get("PORTAL_KILLS", "5"))
PATIENCE = 60


@pytest.fixture
def worker(tmp_path: Path, settings: Any, transactional_db: None) -> Iterator[Worker]:
    """A seeded portal: one week is due and nobody has made its edition."""
    settings.PORTAL_VAR = tmp_path
    world.seeded()
    made = Worker(tmp_path)
    yield made
    made.stop()
    assert made.left_running() == []


def is_printed() -> bool:
    return Edition.objects.exclude(pdf_hash="").exists()


def is_claimed() -> bool:
    return Job.objects.filter(kind="weekly_edition", state=JobState.CLAIMED).exists()


def is_frozen() -> bool:
    return Edition.objects.filter(pdf_hash="").exists()


def lapse() -> None:
    """Let the lease of a killed worker run out now instead of after minutes, and make the round that follows."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_job SET lease_until = portal_now() - interval '1 second' WHERE state = 'claimed'")
        cursor.execute("UPDATE jobs_job SET attempts = least(attempts, %s)", [MOST_ATTEMPTS - 2])
    reconcile()


def assert_one_edition(var: Path) -> None:
    edition = Edition.objects.get()
    assert edition.is_printed
    assert Job.objects.get(kind="weekly_edition").state == JobState.DONE
    reconcile()
    files = [file.name for file in (var / "files").rglob("*") if file.is_file()]
    assert files == [edition.pdf_hash]
    read = paper.read(store.read(edition.pdf_hash))
    assert document_of(edition.data).page_one.overall.startswith("示范点距2027年底回迁")
    assert "送审稿" in read.text(1)
    assert plain(document_of(edition.data).page_one.progress[0]) in plain(read.text(1))


def test_the_due_week_becomes_a_stored_paper_by_itself(worker: Worker, tmp_path: Path) -> None:
    worker.start()
    assert eventually(is_printed, seconds=PATIENCE), worker.said
    assert eventually(lambda: Job.objects.filter(kind="weekly_edition", state=JobState.DONE).exists(), seconds=5)
    assert Job.objects.get(kind="weekly_edition").attempts == 1
    assert_one_edition(tmp_path)


def test_killed_again_and_again_it_is_made_once(worker: Worker, tmp_path: Path) -> None:
    """Kill -9 in turn as soon as the job is taken, the words are frozen, the paper is at the press."""
    worker.start()
    moments: tuple[Callable[[], bool], ...] = (is_claimed, is_frozen, lambda: is_frozen() and worker.has_a_press())
    killed = 0
    for reached in islice(cycle(moments), KILLS):
        assert eventually(lambda reached=reached: reached() or is_printed(), seconds=PATIENCE), worker.said
        if is_printed():
            break
        worker.kill_pool()
        killed += 1
        lapse()
    assert killed == KILLS, f"the paper was there after {killed} kills: the moments came too late"
    assert eventually(rung_until_printed, seconds=PATIENCE), worker.said
    assert eventually(lambda: Job.objects.filter(kind="weekly_edition", state=JobState.DONE).exists(), seconds=10)
    worker.stop()
    assert_one_edition(tmp_path)


def rung_until_printed() -> bool:
    """A message that came back while the dead worker's lease still ran was dropped: the next round rings again."""
    if not is_printed() and not is_claimed():
        reconcile()
    return is_printed()


def test_after_a_power_cut_another_worker_finishes_from_what_was_frozen(worker: Worker, tmp_path: Path) -> None:
    worker.start()
    assert eventually(lambda: is_frozen() or is_printed(), seconds=PATIENCE), worker.said
    frozen = Edition.objects.get().data_hash
    worker.kill()
    assert worker.left_running() == []
    worker.start()
    lapse()
    assert eventually(is_printed, seconds=PATIENCE), worker.said
    assert Edition.objects.get().data_hash == frozen
    assert eventually(lambda: Job.objects.filter(kind="weekly_edition", state=JobState.DONE).exists(), seconds=10)
    assert_one_edition(tmp_path)


def test_a_flushed_broker_loses_nothing(worker: Worker, tmp_path: Path, settings: Any) -> None:
    """Every message is gone: the list in the database stands, and the next round rings again."""
    from redis import Redis

    reconcile()
    assert not is_printed()
    Redis.from_url(settings.CELERY_BROKER_URL).flushdb()
    worker.start()
    assert eventually(is_printed, seconds=PATIENCE), worker.said
    assert eventually(lambda: Job.objects.filter(kind="weekly_edition", state=JobState.DONE).exists(), seconds=10)
    assert_one_edition(tmp_path)
