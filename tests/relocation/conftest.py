"""What the tests of relocation begin with: the seeded world, two villages, people with one role in one of them."""

from __future__ import annotations

import pytest

from portal.kernel import actions as kernel_actions
from tests import world


@pytest.fixture
def seeded(seeded_today):
    """The portal that a test works in."""


@pytest.fixture
def village(seeded):
    """The village that a test works in."""
    return world.village(2)


@pytest.fixture
def elsewhere(seeded):
    """Another village, where nobody of the test may do anything."""
    return world.village(3)


@pytest.fixture
def acting(seeded):
    """``acting(role, village, n)``: the n-th person with only that role there, always the same."""
    holders = {}

    def act(role, where, number=1):
        key = (role, where and where.pk, number)
        name = f"{role}-{where.ordinal if where else 'all'}-{number}"
        holders[key] = holders.get(key) or world.holder(role, where, username=name)
        return world.actor(holders[key])

    return act


@pytest.fixture
def deeds(monkeypatch):
    """The deeds that finish from here on, as the trail hears of them."""
    heard = []
    monkeypatch.setattr(kernel_actions, "_on_finish", [*kernel_actions._on_finish, heard.append])
    return heard


@pytest.fixture
def sign_in(client):
    """Signs a person of ``world.person`` in through the page."""

    def go(person):
        given = {"username": person.username, "password": person.password_given}
        answer = client.post("/account/sign-in/", given)
        assert answer.status_code == 302
        return client

    return go
