"""How the routes of integrity are asked for."""

from __future__ import annotations

from typing import Any

from integrity.models import AuditEntry
from tests.architecture.door import READ, Door
from tests.architecture.stage import Stage


def _entries(stage: Stage) -> dict[str, Any]:
    """Of a figure of A, of one of B, and of what belongs to no village."""
    things = {at: f"projects.figurereport:{figure.pk}" for at, figure in stage.figures.items()}
    things["all"] = f"accounts.organisation:{stage.unit.pk}"
    return {at: AuditEntry.objects.filter(object=thing).latest("pk") for at, thing in things.items()}


SECTIONS = {
    "Integrity": {
        "integrity:entry-list": Door(READ),
        "integrity:entry": Door(READ, _entries),
        "integrity:entry-chain": Door(READ, _entries),
    },
}
