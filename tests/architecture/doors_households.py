"""How the routes of households are asked for."""

from __future__ import annotations

from typing import Any

from tests.architecture.door import DATA, READ, WRITE, Door
from tests.architecture.stage import REASON, Stage
from tests.relocation.surveys import posted


def _households(stage: Stage) -> dict[str, Any]:
    return dict(stage.households)


def _villages(stage: Stage) -> dict[str, Any]:
    return {"A": stage.a, "B": stage.b}


def _survey(_: Stage, __: Any) -> dict[str, Any]:
    return posted(number="9")


def _survey_put_right(_: Stage, __: Any) -> dict[str, Any]:
    return posted(reason="复核测绘成果")


def _reason(_: Stage, __: Any) -> dict[str, Any]:
    return {"reason": f"{REASON}重复登记"}


SECTIONS = {
    "Households": {
        "relocation:household-list": Door(READ),
        "relocation:household": Door(READ, _households),
        "relocation:household-record": Door(WRITE, _villages, _survey),
        "relocation:household-correct": Door(WRITE, _households, _survey_put_right),
        "relocation:household-withdraw": Door(WRITE, _households, _reason),
        "relocation-api:household-list": Door(DATA),
        "relocation-api:household-detail": Door(DATA, _households),
    },
}
