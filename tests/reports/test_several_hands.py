"""When the office asks for two who check and two who sign: each word stands, and the state waits for the last."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.approvals.actions import publish_flow
from portal.kernel.errors import WrongState
from portal.kernel.permissions import PORTAL, Person
from portal.reports import actions, selectors
from portal.reports.lifecycle import EditionState
from portal.reports.models import Edition, WordsKind
from tests import world
from tests.reports.conftest import Hands, printed, reprinted
from tests.reports.test_desk_pages import as_user, desk, own_store, text

__all__ = ["own_store"]


@pytest.fixture
def second_checker(hands: Hands) -> Person:
    return world.actor(world.holder("office", username="bangong-c"))


@pytest.fixture
def two_each(hands: Hands, second_checker: Person) -> Edition:
    publish_flow(hands.submitter, PORTAL, flow="edition", votes={"check": 2, "sign": 2}, reason="会议要求两人签发")
    return hands.submitted(printed())


def state(edition: Edition) -> str:
    return Edition.objects.get(pk=edition.pk).state


def press(client: Client, edition: Edition, verb: str) -> str:
    seen = selectors.digest_of_edition(edition)
    return text(client.post(f"/editions/{edition.pk}/{verb}/", {"seen": seen}, follow=True))


def test_it_is_checked_and_issued_by_the_last_of_them(two_each: Edition, hands: Hands, second_checker: Person) -> None:
    actions.check_edition(hands.checker, two_each)
    assert state(two_each) == EditionState.SUBMITTED
    actions.check_edition(second_checker, two_each)
    assert state(two_each) == EditionState.CHECKED
    actions.sign_edition(hands.signer, two_each)
    assert (state(two_each), Edition.objects.get(pk=two_each.pk).number) == (EditionState.CHECKED, None)
    last = world.actor(world.holder("commander", username="fuzhihuizhang"))
    issued = actions.sign_edition(last, two_each)
    assert (issued.state, issued.signatory) == (EditionState.ISSUED, last.user.name)
    assert [(step.word, step.is_one_of_several) for step in selectors.course_of(issued)[2:]] == [
        ("核稿", True),
        ("核稿", False),
        ("签发", True),
        ("签发", False),
    ]


def test_nobody_agrees_twice(two_each: Edition, hands: Hands) -> None:
    actions.check_edition(hands.checker, two_each)
    with pytest.raises(WrongState, match="已经表示过意见"):
        actions.check_edition(hands.checker, two_each)


def test_changed_words_are_put_before_all_of_them_anew(two_each: Edition, hands: Hands, second_checker: Person) -> None:
    actions.check_edition(hands.checker, two_each)
    actions.write_words(second_checker, two_each, kind=WordsKind.NOTE, text="请抓好落实。")
    assert selectors.still_needed(two_each) == 2
    reprinted(two_each)
    actions.check_edition(hands.checker, two_each)
    actions.check_edition(second_checker, two_each)
    assert state(two_each) == EditionState.CHECKED


def test_the_page_says_how_many_are_still_needed(two_each: Edition, hands: Hands, second_checker: Person) -> None:
    client = as_user(hands.checker.user)
    assert "待核稿，还需2人。目前可办理的有：" in desk(client, two_each)
    said = press(client, two_each, "check")
    assert "意见已记录，还需1人核稿。" in said
    assert "待核稿，还需1人。" in said
    actions.check_edition(second_checker, two_each)
    said = press(as_user(hands.signer.user), two_each, "sign")
    assert "意见已记录，还需1人签发。" in said
    assert "已签发" not in said


def test_when_nobody_is_left_the_page_says_whom_to_ask(two_each: Edition, hands: Hands, second_checker: Person) -> None:
    for checker in (hands.checker, second_checker):
        actions.check_edition(checker, two_each)
    actions.sign_edition(hands.signer, two_each)
    assert "待签发，还需1人。目前没有其他同志可以办理，请联系指挥部办公室明确经办人。" in desk(
        as_user(hands.checker.user), two_each
    )


def test_the_approval_leads_to_the_desk_and_waits_once(two_each: Edition, hands: Hands) -> None:
    client = as_user(hands.checker.user)
    standing = selectors.approval_of(two_each)
    assert f'href="/editions/{two_each.pk}/desk/"' in text(client.get(f"/approvals/{standing.id}/"))
    assert text(client.get("/todo/")).count(selectors.label_of(two_each)) == 1
