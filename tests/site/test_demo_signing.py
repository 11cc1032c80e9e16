"""The demonstration shows an issue or two and one that is being checked, by real deeds; nothing of it elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.jobs.models import Job
from portal.kernel import clock
from portal.kernel.permissions import PORTAL, Person
from portal.reports import making, selectors
from portal.reports.actions import keep_paper, make_edition, send_back_edition, write_words
from portal.reports.models import Edition
from portal.site import seeding
from portal.site.demo import signing, thread, world
from tests.clock import stand_at
from tests.reports.conftest import MONDAY, SYSTEM, reprinted

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration world of that Monday, in a database that says it is one."""
    stand_at(MONDAY)
    monkeypatch.setattr(clock, "world", lambda: "demo")
    seeding.seed()
    world.make(MONDAY.date(), thread.SMALL)
    seeding.begin_editions(first_week=world.first_week(MONDAY.date(), thread.SMALL))


def print_due() -> None:
    for week in selectors.due_weeks(clock.now()):
        if selectors.edition_of(week) is None:
            content = making.content_of(making.Telling(week))
            edition = make_edition(SYSTEM, PORTAL, week=week, content=content, code_version="1")
            keep_paper(SYSTEM, edition, pdf_hash=f"{edition.pk:064x}", template_version="1")


def print_words() -> None:
    """As the worker does when its bell rings."""
    for job in Job.objects.filter(kind=selectors.WORDED_PAPER).order_by("pk"):
        edition = Edition.objects.get(pk=job.key.partition("/")[0])
        if not selectors.draft_hash(edition):
            reprinted(edition)
            signing.take_part()


def states() -> list[tuple[str, str]]:
    return list(Edition.objects.order_by("week").values_list("state", "number_text"))


def test_two_are_issued_and_one_waits_to_be_checked(demonstration: None) -> None:
    print_due()
    signing.take_part()
    assert {state for state, _ in states()} == {"draft"}  # nobody signs a paper that does not show its words
    print_words()
    print_words()
    expected = [("issued", "2026年第1期"), ("issued", "2026年第2期"), ("submitted", "")]
    assert states() == expected
    signing.take_part()
    assert states() == expected
    assert selectors.added_words(Edition.objects.order_by("week")[0]).note.startswith("（演示数据）")


def test_what_a_visitor_sent_back_is_left_to_him(demonstration: None) -> None:
    print_due()
    signing.take_part()
    print_words()
    print_words()
    edition = Edition.objects.order_by("week").last()
    office = Person(User.objects.get(username=signing.OFFICE))
    send_back_edition(office, edition, reason="请补充按语")
    write_words(office, edition, kind="note", text="请阅。")
    print_words()
    assert states()[2:] == [("draft", "")]


def test_later_editions_are_left_to_whoever_tries_the_demonstration(demonstration: None) -> None:
    print_due()
    signing.take_part()
    print_words()
    print_words()
    stand_at(MONDAY + timedelta(days=7))
    print_due()
    signing.take_part()
    assert states()[3:] == [("draft", "")]


def test_a_real_portal_has_people_of_its_own() -> None:
    stand_at(MONDAY)
    seeding.seed()
    seeding.begin_editions()
    print_due()
    signing.take_part()
    assert {state for state, _ in states()} == {"draft"}
