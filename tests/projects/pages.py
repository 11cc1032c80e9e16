"""What the tests of the pages of projects begin with: the seeded villages and people who are signed in."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from projects.models import Village
from tests import world


@pytest.fixture
def lead(seeded_today: None) -> Village:
    """The seeded portal; its lead project."""
    return world.village(1)


@pytest.fixture
def enter(client: Any, lead: Village) -> Any:
    """Signs in somebody who holds one role, in one village or (None) in all."""

    def sign_in(role: str, where: Village | None = None) -> Any:
        client.force_login(world.holder(role, where))
        return client

    return sign_in


def text(answer: Any) -> str:
    """The page as people read it."""
    return unescape(answer.content.decode())
