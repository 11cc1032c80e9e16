"""keep_paper: the hash of the stored paper is noted once."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.reports.actions import EditionIsMade, keep_paper
from portal.reports.facts import EditionPrinted
from tests.reports.conftest import SYSTEM, everywhere, frozen

HASH = "0123456789abcdef" * 4


def test_the_hash_and_the_press_are_noted_and_told(installation: datetime, deeds: list) -> None:
    edition = keep_paper(SYSTEM, frozen(), pdf_hash=HASH, template_version="f00")
    edition.refresh_from_db()
    assert (edition.pdf_hash, edition.template_version, edition.is_printed) == (HASH, "f00", True)
    assert deeds[-1].facts == [EditionPrinted(edition.pk, HASH)]


def test_a_second_paper_is_refused(installation: datetime) -> None:
    edition = keep_paper(SYSTEM, frozen(), pdf_hash=HASH, template_version="f00")
    with pytest.raises(EditionIsMade):
        keep_paper(SYSTEM, edition, pdf_hash=HASH[::-1], template_version="f00")
    edition.refresh_from_db()
    assert edition.pdf_hash == HASH


@pytest.mark.parametrize(("digest", "press"), [("123", "f00"), (HASH.upper(), "f00"), (HASH, "")])
def test_only_a_hash_with_its_press_is_noted(installation: datetime, digest: str, press: str) -> None:
    with pytest.raises(BrokenInvariant, match="64位"):
        keep_paper(SYSTEM, frozen(), pdf_hash=digest, template_version=press)


def test_only_who_makes_editions_notes_it(installation: datetime) -> None:
    with pytest.raises(NotPermitted):
        keep_paper(everywhere("commander"), frozen(), pdf_hash=HASH, template_version="f00")
