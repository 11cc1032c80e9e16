"""A seeded portal on the Monday after the week; the work list is rung by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from portal.imports import actions
from portal.imports.models import ImportRun
from portal.jobs import worklist
from portal.jobs.models import Job
from portal.jobs.worklist import Outcome, perform
from portal.kernel import actions as kernel_actions
from portal.kernel.permissions import Actor
from projects.models import Village
from tests import world
from tests.imports.books import FIGURES, book, sent


@pytest.fixture(autouse=True)
def apart(request: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of the test's own, and a bell that nobody hears."""
    settings.PORTAL_VAR = tmp_path
    monkeypatch.setattr(worklist, "ring", lambda job_id, kind: None)


@pytest.fixture
def village(seeded_monday: datetime) -> Village:
    return world.village(2)


@pytest.fixture
def elsewhere(village: Village) -> Village:
    return world.village(3)


@pytest.fixture
def cadre(village: Village) -> Actor:
    """Somebody who reports in that village alone."""
    return world.actor(world.holder("community", village, username="cadre"))


@pytest.fixture
def deeds(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The deeds that finish from here on, as the trail hears of them."""
    heard: list[Any] = []
    monkeypatch.setattr(kernel_actions, "_on_finish", [heard.append])
    return heard


def started(by: Actor, rows: list[Any], **options: Any) -> ImportRun:
    """A workbook of these rows, sent."""
    upload = sent(book(rows, **options))
    return actions.start_import(by, actions.Own(by), sheet=FIGURES, upload=upload)


def checked(run: ImportRun) -> ImportRun:
    """The run after the worker has looked at it."""
    job = Job.objects.get(kind=actions.CHECK_IMPORT, key=str(run.pk))
    assert perform(job.pk) is Outcome.DONE
    run.refresh_from_db()
    return run
