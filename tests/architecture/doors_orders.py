"""How the routes of 督办 are asked for. One order in each state in A and B; that of B is another unit's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.kernel import clock
from projects.lifecycle import OrderState
from tests.architecture.door import DATA, READ, WRITE, Door, Objects
from tests.architecture.stage import Stage

SAID = {"words": "现场已核实"}


def _in_state(state: OrderState) -> Objects:
    return lambda stage: stage.orders[state]


def _villages(stage: Stage) -> dict[str, Any]:
    return {"A": stage.a, "B": stage.b}


def _day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


def _matter(stage: Stage, village: Any) -> dict[str, Any]:
    return {
        "kind": "order",
        "village": village.pk,
        "matter": "围挡破损",
        "demand": "修复围挡",
        "source": "meeting",
        "owner": stage.unit.pk,
        "due_on": _day(5),
    }


def _said(_: Stage, __: Any) -> dict[str, Any]:
    return SAID


def _report(_: Stage, __: Any) -> dict[str, Any]:
    return {**SAID, "scan": SimpleUploadedFile("验收单.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")}


def _again(_: Stage, __: Any) -> dict[str, Any]:
    return {**SAID, "due_on": _day(5)}


def _pattern(_: Stage, __: Any) -> dict[str, Any]:
    return {"series": "order", "sample": "兴改办督〔2026〕1号", "used": "0", "basis": "发文规定"}


_PROPOSED, _ISSUED = _in_state(OrderState.PROPOSED), _in_state(OrderState.ISSUED)
_REPORTED, _CLOSED = _in_state(OrderState.REPORTED), _in_state(OrderState.CLOSED)

SECTIONS = {
    "Orders": {
        "projects:order-list": Door(READ, rows="listing"),
        "projects:order-propose": Door(WRITE, _villages, _matter, in_address=False),
        "projects:order": Door(READ, _ISSUED),
        "projects:order-paper": Door(READ, _ISSUED),
        "projects:order-issue": Door(WRITE, _PROPOSED),
        "projects:order-report": Door(WRITE, _ISSUED, _report),
        "projects:order-close": Door(WRITE, _REPORTED, _said),
        "projects:order-return": Door(WRITE, _REPORTED, _said),
        "projects:order-reopen": Door(WRITE, _CLOSED, _again),
        "projects:order-chase": Door(WRITE, _ISSUED, _said),
        "projects:order-withdraw": Door(WRITE, _PROPOSED, _said),
        "projects:order-annul": Door(WRITE, _ISSUED, _said),
        "projects:number-list": Door(READ, rows="listing"),
        "projects:number-pattern-set": Door(WRITE, form=_pattern),
        "projects-api:order-list": Door(DATA, rows="results"),
        "projects-api:order-detail": Door(DATA, _ISSUED),
    },
}
