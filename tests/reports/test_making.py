"""From a due week to its stored paper: what is killed in between is taken up where it was left."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from portal.files import store
from portal.jobs import reconciling, worklist
from portal.jobs.lifecycle import JobState
from portal.jobs.models import Job
from portal.jobs.reconciling import reconcile
from portal.jobs.worklist import Outcome, claim, perform
from portal.kernel.permissions import PORTAL
from portal.reports import making, pdf
from portal.reports.actions import ask_for_edition
from portal.reports.blocks import EditionDocument, Issue
from portal.reports.composing import document_of
from portal.reports.models import Edition
from portal.reports.selectors import planning
from tests import world
from tests.clock import stand_at
from tests.reports.conftest import FIRST_WEEK, SYSTEM

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

Asked = tuple[EditionDocument, Issue]
PAPER = b"%PDF-1.7 printed"


@pytest.fixture(autouse=True)
def set_up(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, seeded_monday: datetime) -> None:
    """A seeded portal whose bell nobody hears; its store is the test's own."""
    settings.PORTAL_VAR = tmp_path
    for place in (worklist, reconciling):
        monkeypatch.setattr(place, "ring", lambda job_id, kind: None)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """What the press was asked for; it answers at once."""
    asked: list[Asked] = []

    def render(document: EditionDocument, issue: Issue, **options: Any) -> bytes:
        assert not connection.in_atomic_block
        asked.append((document, issue))
        return PAPER

    monkeypatch.setattr(pdf, "render", render)
    return asked


def job() -> Job:
    return Job.objects.get(kind="weekly_edition")


def wanted_weeks() -> list[str]:
    """The weeks on the work list after the beat has looked; other kinds of work are not counted."""
    reconcile()
    return list(Job.objects.filter(kind="weekly_edition").order_by("key").values_list("key", flat=True))


def test_a_due_week_becomes_a_stored_paper_by_itself(printed: list[Asked]) -> None:
    assert wanted_weeks() == ["2026-W47"]
    assert perform(job().pk) is Outcome.DONE
    edition = Edition.objects.get()
    assert store.read(edition.pdf_hash) == PAPER
    assert (edition.week, edition.job_id) == ("2026-W47", job().pk)
    assert printed == [(document_of(edition.data), making.issue_of(edition))]
    assert not printed[0][1].is_signed
    assert job().result == {"edition": edition.pk, "data_hash": edition.data_hash, "pdf_hash": edition.pdf_hash}
    assert wanted_weeks() == ["2026-W47"]


def test_the_press_and_the_release_are_named(printed: list[Asked]) -> None:
    perform(ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK))
    edition = Edition.objects.get()
    assert edition.template_version == making.template_version()
    assert edition.code_version == making.code_version()
    assert len(edition.template_version) == 16


def test_killed_after_freezing_the_next_attempt_prints_what_was_frozen(
    printed: list[Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)
    killed = claim(job_id)
    assert killed
    making.make(killed)  # froze and printed, and was killed before its close
    world.reported(world.village(1), "secondary_structure", 63, 100)
    lapse()
    monkeypatch.setattr(making, "compose", None)  # no table is read again
    assert perform(job_id) is Outcome.DONE
    assert printed[0] == printed[1]
    assert Edition.objects.count() == 1


def lapse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_job SET lease_until = portal_now() - interval '1 second' WHERE state = 'claimed'")


def test_a_worker_that_lost_its_lease_freezes_nothing(printed: list[Asked]) -> None:
    job_id = ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)
    slow = claim(job_id)
    assert slow
    lapse()
    assert claim(job_id)
    with pytest.raises(worklist.LeaseLost):
        making.make(slow)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("failure", [pdf.LayoutMissing, pdf.LimitReached, pdf.PressFailed])
def test_a_print_that_comes_to_nothing_is_told_and_tried_again(
    failure: type[Exception], printed: list[Asked], monkeypatch: pytest.MonkeyPatch, client: Any
) -> None:
    job_id = ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)

    def fail(document: EditionDocument, issue: Issue, **options: Any) -> bytes:
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "render", fail)
        assert perform(job_id) is Outcome.GIVEN_BACK
    assert (job().state, job().complaint) == (JobState.WANTED, failure.sentence[:300])  # type: ignore[attr-defined]
    # The rest of the portal goes on: the words of the edition are on its page, with the reason for the missing paper.
    client.force_login(world.holder("office"))
    page = client.get(f"/editions/{Edition.objects.get().pk}/")
    assert page.status_code == 200
    assert "示范点距2027年底回迁404天" in page.content.decode()
    assert failure.sentence[:20] in page.content.decode()  # type: ignore[attr-defined]
    ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)
    assert perform(job_id) is Outcome.DONE
    assert Edition.objects.get().is_printed


def test_before_the_set_up_nothing_is_due(printed: list[Asked], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "cycle", lambda: None)
    assert wanted_weeks() == []


def test_a_machine_that_was_off_makes_up_for_every_week(printed: list[Asked]) -> None:
    stand_at(datetime.fromisoformat("2026-12-14T09:00:00+08:00"))
    assert len(wanted_weeks()) == 4
    weekly = Job.objects.filter(kind="weekly_edition").order_by("key")
    assert [perform(pk) for pk in weekly.values_list("pk", flat=True)] == [Outcome.DONE] * 4
    weeks = list(Edition.objects.order_by("week").values_list("week", flat=True))
    assert weeks == ["2026-W47", "2026-W48", "2026-W49", "2026-W50"]


def test_what_a_killed_worker_left_half_written_is_swept(printed: list[Asked], tmp_path: Path) -> None:
    job_id = ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)
    gone = claim(job_id)
    assert gone
    folder = tmp_path / "files"
    folder.mkdir(exist_ok=True)
    (folder / f"tmp.{gone.owner}.00ff").write_bytes(b"half")
    assert reconcile().tidied == 0  # its lease is alive
    lapse()
    assert reconcile().tidied == 1
    assert list(folder.glob("tmp.*")) == []
