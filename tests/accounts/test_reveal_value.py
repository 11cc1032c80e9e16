"""A masked value is shown whole to one person, with a reason, after its entry; not more than so many in an hour."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from portal.accounts import actions, permissions
from portal.accounts.actions.reveals import ReasonMissing, SeenEnough
from portal.accounts.contributions import CONCEALED, ConcealedValue
from portal.accounts.models import RevealCount
from portal.accounts.rules import REVEALS_PER_HOUR
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.permissions import Span, System
from tests.clock import go_on

PHONE = "13995071234"
KEY = "accounts.user.phone"


@pytest.fixture
def viewer(colleague, powers):
    return powers(colleague, permissions.VIEW_PEOPLE, permissions.REVEAL_PHONES)


def shown(actor, person, reason="通知开会"):
    return actions.reveal_value(actor, ConcealedValue(CONCEALED[KEY], person), reason=reason)


def address(person, key=KEY):
    return f"/reveals/{key}/{person.pk}/"


def test_the_deed_keeps_the_reason_and_never_the_value(viewer, person, deeds):
    assert shown(viewer, person) == PHONE
    (deed,) = deeds
    assert deed.reason == "通知开会"
    assert deed.changes == []
    (fact,) = deed.facts
    assert (fact.column, fact.row_id, fact.shown_to) == (KEY, person.pk, viewer.user.pk)
    assert PHONE not in str([fact.as_entry(), deed.reason])


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_the_entry_stands_before_the_value_leaves(viewer, person, deeds, monkeypatch):
    """When the entry cannot be written, nothing is shown."""
    from portal.kernel import actions as kernel_actions

    def fails(deed):
        raise RuntimeError("the trail is away")

    monkeypatch.setattr(kernel_actions, "_on_finish", [fails])
    with pytest.raises(RuntimeError):
        shown(viewer, person)
    assert not RevealCount.objects.exists()
    monkeypatch.setattr(kernel_actions, "_on_finish", [])
    assert shown(viewer, person) == PHONE
    assert connection.in_atomic_block is False  # committed by the time that it is returned


@pytest.mark.parametrize("reason", ["", "   ", "看看"])
def test_without_a_reason_nothing_is_shown(viewer, person, reason):
    with pytest.raises(ReasonMissing):
        shown(viewer, person, reason)


def test_so_many_in_an_hour_and_then_no_more(viewer, person):
    for _ in range(REVEALS_PER_HOUR):
        assert shown(viewer, person) == PHONE
    with pytest.raises(SeenEnough):
        shown(viewer, person)
    go_on(timedelta(hours=1))
    assert shown(viewer, person) == PHONE


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_nobody_counts_past_the_limit_by_asking_at_once(viewer, person):
    answers = []

    def ask():
        try:
            answers.append(shown(viewer, person))
        except SeenEnough:
            answers.append(None)
        finally:
            connection.close()

    askers = [threading.Thread(target=ask) for _ in range(REVEALS_PER_HOUR + 10)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert answers.count(PHONE) == REVEALS_PER_HOUR
    assert answers.count(None) == 10


def test_it_takes_the_power_of_the_column_there(person, colleague, other_unit, powers):
    near, far = (Span(organisations=frozenset({key})) for key in (person.organisation_id, other_unit.pk))
    assert shown(powers(colleague, permissions.REVEAL_PHONES, span=near), person) == PHONE
    for other in (powers(colleague, permissions.REVEAL_PHONES, span=far), System("试")):
        with pytest.raises(NotPermitted):
            shown(other, person)


def test_what_was_never_entered_cannot_be_shown(viewer, resident):
    with pytest.raises(WrongState):
        shown(viewer, resident)


# --- on the pages ----------------------------------------------------------------------------------------------------


@pytest.fixture
def page(client, sign_in, viewer, colleague):
    sign_in(colleague)
    return client


def test_the_page_of_a_person_shows_the_mask_and_the_way(page, person):
    content = page.get(f"/people/{person.pk}/").content.decode()
    assert "****1234" in content
    assert PHONE not in content
    assert address(person) in content
    assert "<title>人员资料" in content.replace("\n", "")


def test_plain_form_and_htmx_show_it_once(page, person):
    assert PHONE not in page.get(address(person)).content.decode()
    for headers in ({}, {"HX-Request": "true"}):
        answer = page.post(address(person), {"reason": "通知开会"}, headers=headers)
        assert PHONE in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
        assert (b"<html" in answer.content) is (not headers)
        assert PHONE not in str(answer.headers)
    assert PHONE not in page.get(address(person)).content.decode()


def test_the_form_says_what_is_missing(page, person):
    answer = page.post(address(person), {"reason": ""})
    assert answer.status_code == 422
    assert PHONE not in answer.content.decode()


def test_who_may_not_and_what_is_not_there(page, person, colleague, powers, other_unit):
    assert page.post(address(person, "accounts.user.name"), {"reason": "看看"}).status_code == 404
    assert page.post(f"/reveals/{KEY}/987654/", {"reason": "看看"}).status_code == 404
    far = Span(organisations=frozenset({other_unit.pk}))
    powers(colleague, permissions.REVEAL_PHONES, span=far)
    assert page.post(address(person), {"reason": "看看"}).status_code == 404
    powers(colleague, permissions.REVEAL_PHONES, span=Span())
    assert page.post(address(person), {"reason": "看看"}).status_code == 403
    assert "查看完整" not in page.get(f"/people/{person.pk}/").content.decode()


def test_too_many_is_said_on_the_page(page, person, viewer):
    for _ in range(REVEALS_PER_HOUR):
        shown(viewer, person)
    answer = page.post(address(person), {"reason": "通知开会"})
    assert answer.status_code == 429
    assert "本小时已满" in answer.content.decode()
