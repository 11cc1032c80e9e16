"""What the tests of the kernel begin with: registries that forget what a test put into them, and real records."""

import pytest

from portal.accounts import permissions
from portal.accounts.models import Organisation
from portal.kernel import actions, facts, gates
from portal.kernel.permissions import System

SYSTEM = System("测试")
POWER = permissions.MANAGE_ORGANISATIONS


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    """Actions, hooks, listeners and objectors of a test end with it."""
    for registry in (actions.ACTIONS, gates.OBJECTORS):
        monkeypatch.setattr(registry, "_entries", dict(registry._entries))
    for name in ("_on_finish", "_on_refusal"):
        monkeypatch.setattr(actions, name, list(getattr(actions, name)))
    for name in ("_listeners", "_late_listeners"):
        monkeypatch.setattr(facts, name, {kind: list(heard) for kind, heard in getattr(facts, name).items()})


@pytest.fixture
def open_unit(forgetful):
    """The smallest real action: it writes one record, then does what the test wants."""

    @actions.action(needs=POWER)
    def open_unit(actor, target, *, name="兴庆区财政局", then=lambda unit: None):
        """Open a unit for a test."""
        unit = Organisation(name=name, kind="department")
        unit.save()
        then(unit)
        return unit

    return open_unit
