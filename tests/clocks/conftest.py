"""What the tests of clocks begin with: the seeded portal on a working Monday, and people with one role."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.kernel import actions as kernel_actions
from portal.kernel.deeds import Deed
from portal.kernel.periods import SHANGHAI
from projects.models import Village
from tests import world

MONDAY = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)


@pytest.fixture
def seeded(seeded_monday: datetime) -> None:
    """The portal that a test works in."""


@pytest.fixture
def village(seeded: None) -> Village:
    return world.village(2)


@pytest.fixture
def office(seeded: None):
    """Somebody of the office, for all villages."""
    return world.actor(world.holder("office"))


@pytest.fixture
def enter(client, seeded):
    """Signs in somebody who holds one role, in one village or (None) in all."""

    def sign_in(role, where=None):
        client.force_login(world.holder(role, where))
        return client

    return sign_in


@pytest.fixture
def deeds(monkeypatch: pytest.MonkeyPatch) -> list[Deed]:
    """The deeds that finish from here on, as the trail hears of them."""
    heard: list[Deed] = []
    monkeypatch.setattr(kernel_actions, "_on_finish", [heard.append])
    return heard
