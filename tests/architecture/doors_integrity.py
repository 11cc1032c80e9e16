"""How the routes of integrity are asked for."""

from __future__ import annotations

from typing import Any

from integrity.actions import raise_findings
from integrity.models import AuditEntry, Finding
from integrity.red_flags import Hit
from portal.kernel.permissions import PORTAL
from tests.architecture.door import DEED, READ, Door
from tests.architecture.stage import REASON, WHY, Stage


def _entries(stage: Stage) -> dict[str, Any]:
    """Of a figure of A, of one of B, and of what belongs to no village."""
    things = {at: f"projects.figurereport:{figure.pk}" for at, figure in stage.figures.items()}
    things["all"] = f"accounts.organisation:{stage.unit.pk}"
    return {at: AuditEntry.objects.filter(object=thing).latest("pk") for at, thing in things.items()}


def _findings(stage: Stage) -> dict[str, Any]:
    """One of A, one of B, one of no village: raised afresh, and gone with whoever asks."""
    places = {"A": stage.a.pk, "B": stage.b.pk, "all": None}
    hits = [Hit(f"stage:{at}", "测试事项", "测试内容", village) for at, village in places.items()]
    raise_findings(WHY, PORTAL, flag="duplicate-id", severity="notice", hits=hits)
    return {at: Finding.objects.get(subject_key=f"stage:{at}") for at in places}


def _disposal(_: Stage, __: Any) -> dict[str, Any]:
    return {"verb": "check", "reason": REASON}


SECTIONS = {
    "Integrity": {
        "integrity:entry-list": Door(READ),
        "integrity:entry": Door(READ, _entries),
        "integrity:entry-chain": Door(READ, _entries),
        "integrity:finding-list": Door(READ),
        "integrity:finding": Door(READ, _findings),
        "integrity:finding-dispose": Door(DEED, _findings, _disposal),
    },
}
