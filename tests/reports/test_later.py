"""The desk says what came to light after a draft was frozen, and what a correction puts right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.reports import actions, making, selectors
from portal.reports.making import Telling
from portal.reports.models import Edition
from tests import world
from tests.clock import stand_at
from tests.reports.conftest import FIRST_WEEK, MONDAY, Hands, printed
from tests.reports.test_desk_pages import as_user, desk, own_store

__all__ = ["own_store"]


def report_late() -> None:
    """A unit hands in on Monday what it had counted on Saturday."""
    stand_at(MONDAY + timedelta(hours=2))
    world.reported(world.village(4), "signed_households", 200, 268, as_of=MONDAY - timedelta(days=2))


@pytest.fixture
def corrected(hands: Hands) -> Edition:
    issued = hands.issued(printed())
    report_late()
    telling = Telling(FIRST_WEEK, 2, clock.now(), issued.pk, "漏报1个点位")
    return printed(content=making.content_of(telling), revision=2, corrects=issued, reason=telling.reason)


def test_nothing_is_said_while_nothing_changed(hands: Hands) -> None:
    edition = hands.submitted(printed())
    assert selectors.known_since(edition) == []
    assert "成稿后" not in desk(as_user(hands.checker.user), edition)


def test_whoever_checks_and_signs_reads_that_the_draft_is_behind(hands: Hands) -> None:
    edition = hands.submitted(printed())
    report_late()
    page = desk(as_user(hands.checker.user), edition)
    assert "成稿后又有补报、更正，涉及" in page
    assert "补报＋200户（满春小康村）" in page
    actions.check_edition(hands.checker, edition)
    assert "补报＋200户（满春小康村）" in desk(as_user(hands.signer.user), edition)


def test_what_is_issued_is_not_behind(hands: Hands) -> None:
    edition = hands.issued(printed())
    report_late()
    assert "成稿后" not in desk(as_user(hands.checker.user), edition)


def test_a_draft_made_anew_has_it(corrected: Edition) -> None:
    assert selectors.known_since(corrected) == []


def test_a_correction_says_first_what_it_puts_right(corrected: Edition, hands: Hands) -> None:
    page = desk(as_user(hands.submitter.user), corrected)
    assert "更正2026年第1期" in page
    [signed] = [
        (each.was_text, each.now_text, where)
        for each, where in selectors.put_right(corrected)
        if each.key.endswith("signed_households")
    ]
    assert signed[1:] == ("200户", "满春小康村")
    assert "更正哪些数" in page


def test_an_edition_that_corrects_none_puts_nothing_right(hands: Hands) -> None:
    assert selectors.put_right(printed()) == []
