"""A token is issued to the person himself, for a while, and only its hash is kept."""

from datetime import timedelta

import pytest

from portal.accounts import actions, permissions
from portal.accounts.actions.tokens import EnoughTokens, NotIssuedHere, UnfitDays
from portal.accounts.models import ApiToken
from portal.accounts.rules import LONGEST_TOKEN_DAYS, MOST_TOKENS
from portal.accounts.sign_in.token_secrets import hash_of
from portal.kernel import clock
from portal.kernel.db import constraint_sentences
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import Span, System
from tests.clock import go_on


@pytest.fixture
def actor(person, powers):
    return powers(person, permissions.USE_API, span=Span(own=frozenset({person.pk})))


def issued(actor, person, *, name="月报取数", days=30):
    return actions.issue_token(actor, person, name=name, expires_on=clock.today() + timedelta(days=days))


def test_the_secret_is_given_once_and_only_its_hash_is_kept(actor, person, deeds):
    new = issued(actor, person)
    row = ApiToken.objects.values().get()
    assert new.secret not in str(row)
    assert bytes(row["secret_hash"]) == hash_of(new.secret)
    assert row["tail"] == new.secret[-4:]
    assert len(new.secret) >= 43
    assert new.secret not in repr(new)
    (deed,) = deeds
    assert new.secret not in str(deed)
    assert deed.changes[0].after["secret_hash"] != hash_of(new.secret)
    assert [type(fact).__name__ for fact in deed.facts] == ["TokenIssued"]


def test_two_tokens_never_have_the_same_secret(actor, person):
    assert len({issued(actor, person, name=str(place)).secret for place in range(5)}) == 5


@pytest.mark.parametrize("days", [-1, 0, LONGEST_TOKEN_DAYS + 1])
def test_a_token_has_a_near_end(actor, person, days):
    with pytest.raises(UnfitDays) as refused:
        issued(actor, person, days=days)
    assert list(refused.value.fields) == ["expires_on"]
    assert not ApiToken.objects.exists()


def test_nobody_keeps_more_than_a_few(actor, person):
    for place in range(MOST_TOKENS):
        issued(actor, person, name=f"第{place}个", days=2)
    with pytest.raises(EnoughTokens):
        issued(actor, person)
    go_on(timedelta(days=3))
    assert issued(actor, person).token.pk  # those that are over count no more


def test_it_is_ones_own_deed(actor, person, colleague, powers):
    for other in (System("试"), powers(colleague, permissions.USE_API)):
        with pytest.raises(NotPermitted):
            issued(other, person)


def test_it_takes_the_power(person, powers):
    with pytest.raises(NotPermitted):
        issued(powers(person), person)


def test_a_token_says_what_it_is_for(actor, person):
    with pytest.raises(BrokenInvariant) as refused:
        issued(actor, person, name="  ")
    assert refused.value.sentence == constraint_sentences()["api_token_has_name"]


def test_the_auditors_entrance_issues_none(actor, person, settings):
    settings.PORTAL_POOL = "audit"
    with pytest.raises(NotIssuedHere):
        issued(actor, person)
