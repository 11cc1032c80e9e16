"""What the tests of money begin with: the seeded world and two villages."""

from __future__ import annotations

import pytest

from tests import world


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
