"""What the tests of money begin with: the seeded world and two villages."""

from __future__ import annotations

import pytest

from portal.kernel import actions as kernel_actions
from tests import world
from tests.funding.chain import Hands


@pytest.fixture
def seeded(seeded_today):
    """The portal that a test works in."""


@pytest.fixture
def lead(seeded):
    return world.village(1)


@pytest.fixture
def village(seeded):
    return world.village(2)


@pytest.fixture
def elsewhere(seeded):
    return world.village(3)


@pytest.fixture
def deeds(monkeypatch):
    """The deeds that finish from here on, as the trail hears of them."""
    heard = []
    monkeypatch.setattr(kernel_actions, "_on_finish", [*kernel_actions._on_finish, heard.append])
    return heard


@pytest.fixture
def hands(village):
    """One person for each link of the chain, in the village."""
    return Hands(village)
