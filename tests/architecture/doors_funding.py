"""How the routes of funding are asked for."""

from __future__ import annotations

import uuid
from typing import Any

from funding.ledger.reading import lots_of
from portal.kernel import clock
from tests.architecture.door import READ, WRITE, Door
from tests.architecture.stage import Stage


def _sources(stage: Stage) -> dict[str, Any]:
    """Of A's project, of B's, and one that all may use."""
    return dict(stage.sources)


def _lots(stage: Stage) -> dict[str, Any]:
    return {at: _Lot(lots_of(source.pk)[0].id) for at, source in stage.sources.items()}


class _Lot:
    def __init__(self, pk: int) -> None:
        self.pk = pk


def _rule(_: Stage, __: Any) -> dict[str, Any]:
    today = clock.today().isoformat()
    uses = {"uses": ["housing"], "payee_classes": ["contractor"]}
    return {**uses, "from_on": today, "ceiling": "2000", "clause": "借款合同第4条", "basis": "补充协议"}


def _source(stage: Stage, thing: Any) -> dict[str, Any]:
    kept = {"bank": "测试银行", "account_tail": "0017", "giver": "测试银行", "document": "借款合同"}
    return {**_rule(stage, thing), **kept, "name": "专项借款新批", "kind": "loan"}


def _receipt(_: Stage, __: Any) -> dict[str, Any]:
    today = clock.today().isoformat()
    return {"amount": "100.00", "received_on": today, "evidence": "回单1", "key": str(uuid.uuid4())}


SECTIONS = {
    "Money": {
        "funding:source-list": Door(READ, rows="listing"),
        "funding:source-open": Door(WRITE, form=_source),
        "funding:source": Door(READ, _sources, rows="listing"),
        "funding:source-rule-add": Door(WRITE, _sources, _rule),
        "funding:receipt-enter": Door(WRITE, _sources, _receipt),
        "funding:lot": Door(READ, _lots, rows="listing"),
    },
}
