"""keep_worded_paper and its job: words that were added stand on the paper before anybody checks or signs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.files import store
from portal.jobs.models import Job
from portal.jobs.worklist import Outcome, perform
from portal.kernel.errors import BrokenInvariant, NotPermitted, NotSeen
from portal.reports import actions, making, selectors
from portal.reports.actions import Form, Paper
from portal.reports.actions.course import NotPrintedYet
from portal.reports.blocks import EditionDocument, Issue
from portal.reports.facts import EditionPrinted
from portal.reports.models import Edition, WordedPaper
from tests.projects import sql
from tests.reports.conftest import SYSTEM, Hands, everywhere, printed, reprinted
from tests.reports.test_desk_pages import as_user, desk, text

pytestmark = pytest.mark.django_db(transaction=True)

NOTE = "请各专班对照卡点抓好落实。"


@pytest.fixture(autouse=True)
def press(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[Issue]:
    """What was sent to the press; real pages are printed in test_added_words_on_paper.py."""
    settings.PORTAL_VAR = tmp_path
    sent: list[Issue] = []

    def set_page(document: EditionDocument, issue: Issue, *rest: Any) -> bytes:
        sent.append(issue)
        return f"%PDF-{issue.words.note}".encode()

    monkeypatch.setattr(making, "_print", set_page)
    return sent


@pytest.fixture
def worded(hands: Hands) -> Edition:
    edition = printed()
    actions.write_words(hands.submitter, edition, kind="note", text=NOTE)
    return edition


def print_wanted() -> None:
    """The worker takes what is wanted of this kind."""
    for job in Job.objects.filter(kind=selectors.WORDED_PAPER, state="wanted").order_by("pk"):
        assert perform(job.pk) is Outcome.DONE


def handed(edition: Edition, hands: Hands) -> bytes:
    return store.read(actions.read_paper(hands.signer, Paper(edition, Form.DRAFT, hands.signer)))


def test_the_paper_before_the_signer_bears_the_words(worded: Edition, hands: Hands, press: list[Issue]) -> None:
    with pytest.raises(NotSeen, match="正在重印"):
        handed(worded, hands)
    print_wanted()
    assert handed(worded, hands) == f"%PDF-{NOTE}".encode()
    assert (press[-1].words.note, press[-1].number_text) == (NOTE, "")


def test_nobody_submits_or_checks_before_it_is_there(worded: Edition, hands: Hands) -> None:
    with pytest.raises(NotPrintedYet, match="正在重印"):
        hands.submitted(worded)
    print_wanted()
    hands.submitted(worded)
    actions.write_words(hands.checker, worded, kind="note", text="请阅。")
    with pytest.raises(NotPrintedYet):
        actions.check_edition(hands.checker, worded)
    print_wanted()
    actions.check_edition(hands.checker, worded)


def test_the_desk_says_so_and_offers_no_step(worded: Edition, hands: Hands) -> None:
    client = as_user(hands.submitter.user)
    page = desk(client, worded)
    assert "送审稿正在重印" in page
    assert f"/editions/{worded.pk}/submit/" not in page
    assert f"/editions/{worded.pk}/paper/" not in page
    print_wanted()
    page = desk(client, worded)
    assert "送审稿正在重印" not in page
    assert f"/editions/{worded.pk}/submit/" in page
    assert f"/editions/{worded.pk}/paper/" in page


def test_words_as_they_were_before_need_no_new_paper(worded: Edition, hands: Hands, press: list[Issue]) -> None:
    print_wanted()
    actions.write_words(hands.submitter, worded, kind="note", text="请阅。")
    actions.write_words(hands.submitter, worded, kind="note", text=NOTE)
    assert handed(worded, hands) == f"%PDF-{NOTE}".encode()
    actions.write_words(hands.submitter, worded, kind="note", text="")
    assert selectors.draft_hash(worded) == worded.pdf_hash
    assert len(press) == 1


def test_it_is_kept_and_told(worded: Edition, deeds: list[Any]) -> None:
    paper = WordedPaper.objects.get(edition=reprinted(worded))
    assert deeds[-1].facts == [EditionPrinted(worded.pk, paper.pdf_hash)]
    with pytest.raises(BrokenInvariant, match="已经印制"):
        reprinted(worded)
    for statement in ("UPDATE reports_wordedpaper SET template_version = '2'", "DELETE FROM reports_wordedpaper"):
        sql.is_refused(statement, saying="不能更换")


def test_only_who_makes_editions_keeps_it(worded: Edition) -> None:
    inputs = {"content_hash": "0" * 64, "pdf_hash": "1" * 64, "template_version": "1"}
    with pytest.raises(NotPermitted):
        actions.keep_worded_paper(everywhere("commander"), worded, **inputs)
    with pytest.raises(BrokenInvariant, match="64位"):
        actions.keep_worded_paper(SYSTEM, worded, **{**inputs, "pdf_hash": "1"})


def test_nobody_is_led_to_a_paper_that_is_not_there(worded: Edition, hands: Hands) -> None:
    client, address = as_user(hands.submitter.user), f"/editions/{worded.pk}/"
    page = text(client.get(address))
    assert "PDF正在重印" in page
    for shown in (page, desk(client, worded)):
        assert f"{address}download/" not in shown
        assert f"{address}paper/" not in shown
    print_wanted()
    assert f"{address}download/" in text(client.get(address))
