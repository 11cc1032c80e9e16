"""People whom the tests of the web layer sign in: one who sees all, one who sees village 1, one who sees none."""

from __future__ import annotations

import pytest

from tests import world


@pytest.fixture
def seeded(seeded_today):
    """The portal that a test works in."""


@pytest.fixture
def office(seeded):
    """Sees and does everywhere."""
    return world.holder("office")


@pytest.fixture
def liaison(seeded):
    """Sees village 1 and reports there, households too; money is not his to report."""
    user = world.holder("liaison", world.village(1))
    world.granted(user, "relocation_force", world.village(1))
    return user


@pytest.fixture
def supervisor(seeded):
    """Sees village 1 and reports nothing."""
    return world.holder("resident_supervisor", world.village(1))


@pytest.fixture
def household(seeded):
    """Has an account, and no power beside."""
    return world.holder("household", world.village(1))
