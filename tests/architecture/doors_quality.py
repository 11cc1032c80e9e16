"""How the routes of quality are asked for."""

from __future__ import annotations

import uuid
from typing import Any

from portal.kernel import clock
from quality.lifecycle import ComplaintState
from tests.architecture.door import DATA, DEED, NOTHING, READ, WRITE, Door
from tests.architecture.stage import Stage
from tests.architecture.stage_quality import RECEIPT

WORDS = "测试说明文字"


def _in(state: str, *, is_reopened: bool = False) -> Any:
    """The doubts of A and of B that are in a state."""
    key = f"{state}-again" if is_reopened else state
    return lambda stage: {at: stage.complaints[at][key] for at in ("A", "B")}


def _own(*, is_reopened: bool = False) -> Any:
    """What the person raised himself, and what another raised in A."""
    key = "reinspected-again" if is_reopened else "reinspected"
    return lambda stage: {
        "own": stage.complaints.get("own", stage.complaints["A"])[key],
        "A": stage.complaints["A"][key],
        "B": stage.complaints["B"][key],
    }


def _words(**given: Any) -> Any:
    return lambda stage, thing: given


def _today(**given: Any) -> Any:
    return lambda stage, thing: {name: value or f"{clock.today():%Y-%m-%d}" for name, value in given.items()}


def _villages(stage: Stage) -> dict[str, Any]:
    return {"A": stage.a, "B": stage.b}


def _report(stage: Stage, _: Any) -> dict[str, Any]:
    return {"what": "墙面有裂缝", "form_key": str(uuid.uuid4())}


def _order(stage: Stage, _: Any) -> dict[str, Any]:
    given = {"village": stage.a.pk, "channel": "hotline", "outside_number": "NEW-1", "what": "楼道积水"}
    return {**given, "reported_on": f"{clock.today():%Y-%m-%d}"}


def _assignment(stage: Stage, _: Any) -> dict[str, Any]:
    return {"contractor": stage.unit.pk, "severity": "serious", "category": "cracks"}


def _boards(stage: Stage) -> dict[str, Any]:
    return stage.boards


def _code(stage: Stage) -> dict[str, Any]:
    return {"A": (stage.boards["A"].code,)}


def _receipt(_: Stage) -> dict[str, Any]:
    return {NOTHING: (RECEIPT,)}


def _receipt_answer(_: Stage) -> dict[str, Any]:
    return {NOTHING: (RECEIPT, "confirm")}


def _receipt_photo(_: Stage) -> dict[str, Any]:
    return {NOTHING: (RECEIPT, uuid.UUID(int=1), "small")}


ASSIGNED, RECTIFIED = ComplaintState.ASSIGNED, ComplaintState.RECTIFIED
REINSPECTED, RECEIVED, REFERRED = ComplaintState.REINSPECTED, ComplaintState.RECEIVED, ComplaintState.REFERRED

SECTIONS: dict[str, dict[str, Door]] = {
    "Quality": {
        "quality:report": Door(WRITE, _code, _report),
        "quality:receipt-find": Door(WRITE, form=_words(receipt=RECEIPT)),
        "quality:receipt": Door(READ, _receipt),
        "quality:receipt-answer": Door(DEED, _receipt_answer, _words(words="")),
        "quality:receipt-photo": Door(READ, _receipt_photo),
        "quality:complaint-report": Door(WRITE, _villages, _report),
        "quality:complaint-list": Door(READ, rows="listing"),
        "quality:complaint": Door(READ, _own()),
        "quality:complaint-enter": Door(WRITE, form=_order),
        "quality:complaint-assign": Door(WRITE, _in(RECEIVED), _assignment),
        "quality:complaint-refute": Door(WRITE, _in(RECEIVED), _words(reason=WORDS)),
        "quality:complaint-measure": Door(WRITE, _in(ASSIGNED), _today(what=WORDS, taken_on="")),
        "quality:complaint-rectify": Door(WRITE, _in(ASSIGNED), _today(cause=WORDS, method=WORDS, done_on="")),
        "quality:complaint-reinspect": Door(WRITE, _in(RECTIFIED), _today(has_passed="yes", words=WORDS, done_on="")),
        "quality:complaint-answer": Door(WRITE, _in(REINSPECTED), _words(is_mended="yes", words=WORDS)),
        "quality:complaint-resume": Door(WRITE, _in(REFERRED), _words(words=WORDS)),
        "quality:complaint-give-up": Door(WRITE, _in(ASSIGNED), _words(reason=WORDS)),
        "quality:complaint-follow": Door(WRITE, _in(RECEIVED), _words(outside_state="已答复")),
        "quality:complaint-confirm": Door(WRITE, _own(), _words(words="")),
        "quality:complaint-reopen": Door(WRITE, _own(), _words(words=WORDS)),
        "quality:complaint-refer": Door(WRITE, _own(is_reopened=True), _words(words=WORDS)),
        "quality:board-list": Door(READ, rows="rows"),
        "quality:board": Door(READ, _boards),
        "quality:board-end": Door(DEED, _boards, _words(reason=WORDS)),
        "quality:board-open": Door(DEED, _villages),
        "quality-api:complaint-list": Door(DATA, rows="results"),
        "quality-api:complaint-detail": Door(DATA, _own()),
    },
}
