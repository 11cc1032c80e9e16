"""A trail of real deeds, sealed and signed by a key of the test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from integrity.trail import checkpoints, sealing
from portal.accounts.permissions import MANAGE_ORGANISATIONS
from portal.kernel import actions
from portal.kernel.permissions import PORTAL
from tests.integrity.bundles import held_now
from tests.world import WHY, reported, village

KEY = "01" * 32


def sign() -> None:
    """What the signer does each ten minutes."""
    signed = checkpoints.prepare()
    assert signed
    signed.keep()


@pytest.fixture
def signing_key(settings: Any, tmp_path: Path) -> Path:
    place = tmp_path / "key"
    place.write_text(KEY)
    settings.SIGNING_KEY = str(place)
    return place


@pytest.fixture
def trail(transactional_db: None, seeded_today: None, signing_key: Path) -> str:
    """Deeds in five villages between two checkpoints, and some sealed after; size and root as held outside."""
    for where in (1, 2):
        reported(village(where), "signed_households", 10, 100)
    sign()
    reported(village(3), "signed_households", 20, 100)
    reported(village(4), "signed_households", 30, 100)
    sign()
    reported(village(5), "signed_households", 31, 100)
    sealing.seal(waits=True)
    return held_now()


@pytest.fixture
def deed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The smallest action: it does what the test wants. It is forgotten afterwards."""
    monkeypatch.setattr(actions.ACTIONS, "_entries", dict(actions.ACTIONS._entries))

    @actions.action(needs=MANAGE_ORGANISATIONS)
    def do(actor: Any, target: Any, *, then: Any, reason: str = "") -> Any:
        """Do what a test wants."""
        return then()

    def call(actor: Any = WHY, target: Any = PORTAL, **inputs: Any) -> Any:
        return do(actor, target, **inputs)

    return call
