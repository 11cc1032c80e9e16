"""作废重出 before signing and 更正 afterwards, each through the worker's own path."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.test import Client

from portal.files import store
from portal.jobs import reconciling, worklist
from portal.jobs.models import Job
from portal.jobs.worklist import Outcome, perform
from portal.kernel.errors import InvalidInput, NotPermitted, WrongState
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import PORTAL
from portal.reports import actions, making, pdf, selectors
from portal.reports.blocks import EditionDocument, Table
from portal.reports.composing import document_of
from portal.reports.lifecycle import EditionState
from portal.reports.models import Edition
from projects.actions import correct_figure
from tests import world
from tests.clock import go_on, stand_at
from tests.projects import sql
from tests.reports.conftest import FIRST_WEEK, MONDAY, SYSTEM, Hands

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def set_up(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, seeded_friday: datetime) -> None:
    """A seeded portal whose bell nobody hears; its press sets the document's words, its store is the test's own."""
    settings.PORTAL_VAR = tmp_path
    for place in (worklist, reconciling):
        monkeypatch.setattr(place, "ring", lambda job_id, kind: None)
    monkeypatch.setattr(pdf, "render", words_and_what_lies_in_them)
    world.reported(world.village(3), "signed_households", 500, 582, as_of=datetime(2026, 11, 20, 8, tzinfo=SHANGHAI))
    stand_at(MONDAY)


def words_and_what_lies_in_them(
    document: EditionDocument, issue: Any, *, enclosed: pdf.Enclosure | None = None, cache_dir: Path
) -> bytes:
    return repr((document, issue)).encode() + (enclosed.content if enclosed else b"")


@pytest.fixture
def seated() -> Hands:
    return Hands.seated()


def made() -> Edition:
    assert perform(actions.ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)) is Outcome.DONE
    return Edition.objects.get()


def run(kind: str) -> None:
    for pk in Job.objects.filter(kind=kind, state="wanted").values_list("pk", flat=True):
        assert perform(pk) is Outcome.DONE


def corrected_to(number: int) -> None:
    report = world.village(3)
    from projects.models import FigureReport

    standing = FigureReport.objects.known_at(None).get(village=report, kind__key="signed_households")
    correct_figure(world.WHY, standing, numerator=number, denominator=582, source="更正报表", reason="重复计算")


def signed_households(edition: Edition) -> int:
    figures = {figure["key"]: figure["numerator"] for figure in selectors.figures_of(edition)}
    return int(figures["projects.figure.signed_households"])


def test_a_draft_is_voided_and_told_anew_with_what_is_known_now(seated: Hands) -> None:
    edition = seated.submitted(made())
    go_on(timedelta(hours=1))
    corrected_to(497)
    actions.void_edition(seated.submitter, edition, reason="塔桥大庄点更正了数据")
    run("edition_again")
    old, new = Edition.objects.order_by("revision")
    assert (old.state, new.state, new.revision) == (EditionState.VOIDED, EditionState.DRAFT, 2)
    assert (signed_households(old), signed_households(new)) == (500, 497)
    assert new.known_at > old.known_at
    assert new.is_printed
    assert selectors.label_of(new) == "2026年11月16日—22日送审稿（第2稿）"
    assert seated.issued(new).number == 1


def test_a_voided_draft_is_the_end_of_it(seated: Hands) -> None:
    edition = made()
    actions.void_edition(seated.submitter, edition, reason="单位更正数据")
    with pytest.raises(WrongState, match="已作废"):
        seated.submitted(edition)
    with pytest.raises(WrongState):
        actions.void_edition(seated.submitter, edition, reason="单位更正数据")
    sql.is_refused("UPDATE reports_edition SET state = 'draft' WHERE id = %s", edition.pk, saying="不能再办理")


@pytest.mark.parametrize("reason", ["", "  ", "更正"])
def test_voiding_says_why(seated: Hands, reason: str) -> None:
    edition = made()
    with pytest.raises(InvalidInput, match="没有写明原因"):
        actions.void_edition(seated.submitter, edition, reason=reason)
    assert Edition.objects.get().state == EditionState.DRAFT


def test_a_second_telling_made_late_says_what_it_would_have_said(seated: Hands) -> None:
    edition = made()
    actions.void_edition(seated.submitter, edition, reason="单位更正数据")
    go_on(timedelta(days=3))
    corrected_to(400)
    run("edition_again")
    assert signed_households(Edition.objects.get(revision=2)) == 500


def test_what_is_signed_is_printed_once_with_its_number_from_the_frozen_data(seated: Hands) -> None:
    edition = made()
    draft = store.read(edition.pdf_hash)
    seated.issued(edition)
    corrected_to(400)
    run("issue_paper")
    issued = Edition.objects.get()
    paper = store.read(issued.issued_hash).decode()
    assert "2026年第1期" in paper
    assert f"signed_by='{seated.signer.user.name}'" in paper
    assert "500户" in paper
    assert store.read(issued.pdf_hash) == draft
    claim = worklist.claim(Job.objects.get(kind="issue_paper").pk)
    assert claim is None  # done is done
    for column in ("issued_hash", "issued_template_version", "pdf_hash"):
        value = "b" * 64 if column.endswith("hash") else "2"
        sql.is_refused(f"UPDATE reports_edition SET {column} = %s", value, saying="专报")  # noqa: S608


def test_the_office_keeps_a_copy_with_the_data_inside_and_nobody_else_has_them(seated: Hands) -> None:
    seated.issued(made())
    run("issue_paper")
    edition = Edition.objects.get()
    issue, office = store.read(edition.issued_hash), store.read(edition.office_hash)
    assert office.startswith(issue)
    assert not zipfile.is_zipfile(io.BytesIO(issue))
    enclosed = openpyxl.load_workbook(io.BytesIO(office))  # a zip may have anything before it
    assert edition.data_hash in str(enclosed.worksheets[0]["A5"].value)
    clients = {user: Client() for user in (seated.checker.user, world.holder("liaison"))}
    answers = {}
    for user, client in clients.items():
        client.force_login(user)
        answers[user] = client.get(f"/editions/{edition.pk}/office/")
    assert [answer.status_code for answer in answers.values()] == [200, 403]
    answer = answers[seated.checker.user]
    assert answer.content == office
    assert "周调度专报2026年第1期办公室留存本（2026年11月16日—22日）.pdf" in unquote(answer["Content-Disposition"])


def test_before_it_is_signed_there_is_no_office_copy(seated: Hands) -> None:
    edition = seated.checked(made())
    client = Client()
    client.force_login(seated.checker.user)
    answer = client.get(f"/editions/{edition.pk}/office/")
    assert answer.status_code == 404
    assert "签发后随签发件一并印制" in answer.content.decode()
    assert "办公室留存本" not in client.get(f"/editions/{edition.pk}/desk/").content.decode()


def test_a_print_killed_before_its_close_is_taken_up_and_gives_the_same_bytes(seated: Hands) -> None:
    seated.issued(made())
    job_id = Job.objects.get(kind="issue_paper").pk
    killed = worklist.claim(job_id)
    assert killed
    making.print_issue(killed)
    sql_lapse()
    assert perform(job_id) is Outcome.DONE
    assert Edition.objects.get().issued_hash


def sql_lapse() -> None:
    from tests.reports.test_making import lapse

    lapse()


def test_a_draft_that_is_not_signed_has_no_issue_paper(seated: Hands) -> None:
    edition = made()
    job_id = worklist.want("issue_paper", str(edition.pk))
    assert perform(job_id) is Outcome.GIVEN_BACK
    assert Edition.objects.get().issued_hash == ""


def test_an_issue_is_corrected_by_another_that_tells_both_numbers_and_why(seated: Hands) -> None:
    first = seated.issued(made())
    go_on(timedelta(days=1))
    corrected_to(497)
    actions.correct_edition(seated.submitter, first, reason="塔桥大庄点重复计算3户")
    run("edition_again")
    correction = Edition.objects.get(revision=2)
    assert (correction.corrects_id, correction.state) == (first.pk, EditionState.DRAFT)
    section = document_of(correction.data).sections[0]
    assert (section.key, section.title) == ("reports.correction", "更正说明")
    said, table = section.blocks
    assert said.text == "本期更正2026年第1期专报。更正原因：塔桥大庄点重复计算3户。"  # type: ignore[union-attr]
    assert isinstance(table, Table)
    assert ("签约", "500户", "497户", "更正－3户") in [
        (row[0], row[1], row[2], row[3]) for row in table.rows if row[0] == "签约"
    ]
    issued = seated.issued(correction)
    assert (issued.number_text, issued.number) == ("2026年第2期", 2)
    assert selectors.corrections_of(first) == [issued]
    again = Edition.objects.get(pk=first.pk)
    assert (again.data_hash, again.number) == (first.data_hash, 1)


def test_only_what_was_issued_is_corrected_and_by_one_at_a_time(seated: Hands) -> None:
    edition = made()
    with pytest.raises(WrongState, match="还没有签发，不需要更正"):
        actions.correct_edition(seated.submitter, edition, reason="重复计算")
    seated.issued(edition)
    with pytest.raises(NotPermitted):
        actions.correct_edition(seated.signer, edition, reason="重复计算")
    actions.correct_edition(seated.submitter, edition, reason="重复计算")
    with pytest.raises(WrongState, match="已有送审稿正在办理"):
        actions.correct_edition(seated.submitter, edition, reason="重复计算")
    run("edition_again")
    with pytest.raises(WrongState, match="已有送审稿正在办理"):
        actions.correct_edition(seated.submitter, edition, reason="重复计算")


def test_the_next_edition_tells_what_the_last_one_said_otherwise(seated: Hands) -> None:
    seated.issued(made())
    go_on(timedelta(days=1))
    corrected_to(497)
    go_on(timedelta(days=6))
    following = FIRST_WEEK.next
    assert perform(actions.ask_for_edition(SYSTEM, PORTAL, week=following)) is Outcome.DONE
    edition = Edition.objects.get(week=str(following))
    document: EditionDocument = document_of(edition.data)
    (section,) = [part for part in document.sections if part.key == "reports.explained"]
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert ("签约", "500户", "497户", "更正－3户") in table.rows
