"""keep_issued_paper: the hashes of the issue and of the office's copy are noted once, and only of what is signed."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.reports.actions import EditionIsMade, keep_issued_paper
from portal.reports.facts import IssuePrinted
from portal.reports.file_owners import papers
from portal.reports.models import Edition
from tests.projects import sql
from tests.reports.conftest import SYSTEM, Hands, everywhere, printed

ISSUE, OFFICE = "0123456789abcdef" * 4, "fedcba9876543210" * 4


def kept(edition: Edition, **changes: str) -> Edition:
    given = {"pdf_hash": ISSUE, "office_hash": OFFICE, "template_version": "f00", **changes}
    found: Edition = keep_issued_paper(SYSTEM, edition, **given)
    return found


def test_both_hashes_are_noted_and_told(hands: Hands, deeds: list[Any]) -> None:
    edition = kept(hands.issued(printed()))
    edition.refresh_from_db()
    assert (edition.issued_hash, edition.office_hash, edition.issued_template_version) == (ISSUE, OFFICE, "f00")
    assert deeds[-1].facts == [IssuePrinted(edition.pk, ISSUE, OFFICE)]


def test_nobody_s_upload_takes_a_paper_along(hands: Hands) -> None:
    edition = kept(hands.issued(printed()))
    other = "a" * 64
    assert papers([ISSUE, OFFICE, edition.pdf_hash, other]) == {ISSUE, OFFICE, edition.pdf_hash}


def test_a_second_paper_is_refused(hands: Hands) -> None:
    edition = kept(hands.issued(printed()))
    with pytest.raises(EditionIsMade):
        kept(edition, pdf_hash=OFFICE)
    assert Edition.objects.get().issued_hash == ISSUE


@pytest.mark.database
def test_what_is_kept_is_not_exchanged_by_hand(hands: Hands) -> None:
    kept(hands.issued(printed()))
    for column in ("issued_hash", "office_hash"):
        sql.is_refused(f"UPDATE reports_edition SET {column} = %s", "b" * 64, saying="专报已签发，不能改动")  # noqa: S608


@pytest.mark.parametrize(
    "changes", [{"pdf_hash": "123"}, {"office_hash": "123"}, {"template_version": ""}, {"pdf_hash": ""}]
)
def test_only_hashes_with_their_press_are_noted(hands: Hands, changes: dict[str, str]) -> None:
    edition = hands.issued(printed())
    with pytest.raises(BrokenInvariant, match="64位"):
        kept(edition, **changes)


def test_a_draft_has_neither(hands: Hands) -> None:
    with pytest.raises(BrokenInvariant, match="签发时一并生成"):
        kept(hands.checked(printed()))


def test_only_who_makes_editions_notes_them(hands: Hands) -> None:
    edition = hands.issued(printed())
    with pytest.raises(NotPermitted):
        keep_issued_paper(everywhere("commander"), edition, pdf_hash=ISSUE, office_hash=OFFICE, template_version="f00")
