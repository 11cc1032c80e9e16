"""A trail of real deeds, sealed and signed by a key of the test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from integrity.trail import checkpoints, sealing
from portal.accounts.permissions import MANAGE_ORGANISATIONS
from portal.kernel import actions
from portal.kernel.permissions import PORTAL
from tests.integrity.bundles import held_now, superuser
from tests.world import WHY, reported, seeded, village

KEY = "01" * 32


_OLDEST_TRANSACTION = """
    SELECT datname = current_database() AND backend_type = 'client backend' FROM pg_stat_activity
    WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() ORDER BY age(backend_xid) DESC LIMIT 1
"""


@pytest.fixture(autouse=True)
def undisturbed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions are counted for the whole cluster, and the other half of the suite has some open in a database of
    its own, which hold sealing up here. So sealing goes on until only transactions of this database hold it up.
    """
    seal = sealing.seal

    def seal_past_the_others(**how: Any) -> sealing.Sealed:
        done = seal(**how)
        while done.is_ours and _held_up_by_others():
            more = seal(**how)
            done = sealing.Sealed(done.entries + more.entries, more.is_ours)
        return done

    monkeypatch.setattr(sealing, "seal", seal_past_the_others)


def _held_up_by_others() -> bool:
    if connection.in_atomic_block or sealing.oldest_unsealed_at() is None:
        return False
    with superuser() as cursor:
        cursor.execute(_OLDEST_TRANSACTION)
        is_ours = cursor.fetchone()
    return is_ours != (True,)


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
def trail(transactional_db: None, signing_key: Path) -> str:
    """Deeds in five villages between two checkpoints, and some sealed after; size and root as held outside."""
    seeded()
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
