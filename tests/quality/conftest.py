"""What the tests of quality begin with: the seeded world, a village with its hands, and a folder of their own."""

from __future__ import annotations

import pytest

from portal.kernel import actions as kernel_actions
from tests import world
from tests.quality.course import Hands


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.PORTAL_VAR = tmp_path


@pytest.fixture
def village(seeded_today):
    return world.village(2)


@pytest.fixture
def elsewhere(village):
    return world.village(3)


@pytest.fixture
def hands(village):
    """The people through whose hands a doubt goes in this village."""
    return Hands(village)


@pytest.fixture
def deeds(monkeypatch):
    """The deeds that finish from here on, as the trail hears of them."""
    heard = []
    monkeypatch.setattr(kernel_actions, "_on_finish", [heard.append])
    return heard
