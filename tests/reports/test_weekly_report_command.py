"""manage.py weekly_report: a week's edition by hand, on the worker's own path; what cannot be made is one sentence."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from portal.files import store
from portal.jobs import worklist
from portal.jobs.lifecycle import JobState
from portal.jobs.models import Job
from portal.jobs.worklist import claim
from portal.kernel.permissions import PORTAL
from portal.reports import pdf, selectors
from portal.reports.actions import ask_for_edition, write_words
from portal.reports.management.commands import weekly_report
from portal.reports.models import Edition
from portal.site import seeding
from tests import world
from tests.clock import go_on, stand_at
from tests.reports.conftest import FIRST_WEEK, MONDAY, SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def set_up(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> None:
    """No worker hears the bell; the press answers at once with what would differ were it asked twice."""
    settings.PORTAL_VAR = tmp_path / "var"
    monkeypatch.setattr(worklist, "ring", lambda job_id, kind: None)
    count = iter(range(10))
    monkeypatch.setattr(pdf, "render", lambda document, issue, **options: b"%PDF-1.7 " + bytes([48 + next(count)]))
    stand_at(MONDAY)
    seeding.seed()


@pytest.fixture
def begun() -> None:
    seeding.begin_editions()


def report(**options: Any) -> str:
    said = io.StringIO()
    call_command("weekly_report", stdout=said, **options)
    return said.getvalue()


def refused(**options: Any) -> str:
    said = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("weekly_report", stdout=io.StringIO(), stderr=said, **options)
    assert left.value.code == 1
    return said.getvalue()


def test_the_paper_of_a_week_is_written_to_a_file(begun: None, tmp_path: Path) -> None:
    out = tmp_path / "专报.pdf"
    assert report(week="2026-W47", out=out) == f"2026-W47 2026年11月16日—22日送审稿：{out}\n"
    assert out.read_bytes() == store.read(Edition.objects.get().pdf_hash)
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["专报.pdf"]


def test_a_second_call_gives_the_bytes_that_were_stored(begun: None, tmp_path: Path) -> None:
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    report(week="2026-W47", out=first)
    go_on(timedelta(days=10))
    world.reported(world.village(1), "secondary_structure", 63, 100)
    report(week="2026-W47", out=second)
    assert second.read_bytes() == first.read_bytes()
    assert Edition.objects.count() == 1


def test_without_a_week_it_is_the_last_one_that_closed(begun: None) -> None:
    go_on(timedelta(days=7))
    said = report()
    assert said.startswith("2026-W48 2026年11月23日—29日送审稿：")
    assert said.strip().endswith(Edition.objects.get().pdf_hash)


def test_a_file_that_is_there_is_replaced_whole(begun: None, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    out.write_bytes(b"older and longer" * 100)
    report(week="2026-W47", out=out)
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("week", "told"),
    [
        ("2026-W60", "没有“2026-W60”这一周。请按“2026-W47”的样式填写。"),
        ("2025-W53", "没有“2025-W53”这一周"),
        ("last", "没有“last”这一周"),
        ("2026-W48", "2026年11月23日—29日截至11月29日18时，截数后才能生成专报。请到时再办。"),
        ("2026-W46", "专报从2026年11月16日—22日这一周开始生成，没有2026年11月9日—15日的数据。"),
    ],
)
def test_a_week_that_cannot_be_made_is_one_sentence(begun: None, week: str, told: str, tmp_path: Path) -> None:
    assert told in refused(week=week, out=tmp_path / "a.pdf")
    assert not Job.objects.exists()
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize("place", ["missing/a.pdf", ""])
def test_a_place_that_is_not_there_is_said_before_anything_is_made(begun: None, place: str, tmp_path: Path) -> None:
    assert "请写明已有文件夹中的一个文件名" in refused(week="2026-W47", out=tmp_path / place)
    assert not Edition.objects.exists()


def test_a_place_that_cannot_be_written_to_keeps_the_edition(
    begun: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        self.touch()
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(weekly_report.Path, "write_bytes", full)
        assert "PDF不能写入" in refused(week="2026-W47", out=tmp_path / "a.pdf")
    assert Edition.objects.get().is_printed
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == []


def test_before_the_set_up_it_says_what_is_missing() -> None:
    assert "专报还没有启用" in refused(week="2026-W47")
    assert "专报还没有启用" in refused()


def test_a_print_that_comes_to_nothing_tells_the_reason(begun: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(document: Any, issue: Any, **options: Any) -> bytes:
        raise pdf.LayoutMissing

    monkeypatch.setattr(pdf, "render", missing)
    assert "apt-get install libpango-1.0-0" in refused(week="2026-W47")
    assert Job.objects.get(kind="weekly_edition").state == JobState.WANTED


def test_a_worker_that_heard_the_bell_first_is_waited_for(begun: None, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)
    theirs = claim(job_id)
    assert theirs
    waited: list[float] = []

    def meanwhile(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            worklist._close(theirs, worklist.JOB_KINDS[theirs.kind].work(theirs))

    monkeypatch.setattr(weekly_report.time, "sleep", meanwhile)
    assert report(week="2026-W47").startswith("2026-W47")
    assert len(waited) == 2
    assert Edition.objects.get().is_printed


def test_words_that_were_added_stand_on_what_it_writes(begun: None, tmp_path: Path) -> None:
    out = tmp_path / "w47.pdf"
    report(week=str(FIRST_WEEK), out=out)
    first = out.read_bytes()
    edition = Edition.objects.get()
    write_words(world.actor(world.holder("office")), edition, kind="note", text="请阅。")
    report(week=str(FIRST_WEEK), out=out)
    assert out.read_bytes() != first
    assert store.read(selectors.draft_hash(edition)) == out.read_bytes()
