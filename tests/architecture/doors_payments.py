"""How the routes of contracts and payments are asked for: in village A one application in each state, in B one more."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from funding.models import Payment
from portal.kernel import clock
from tests.architecture.door import DATA, DEED, READ, WRITE, Door
from tests.architecture.stage import REASON, Stage

ACCOUNT = "6217000010001234567"


def _villages(stage: Stage) -> dict[str, Any]:
    return {"A": stage.a, "B": stage.b}


def _contracts(stage: Stage) -> dict[str, Any]:
    return stage.money["contract"]


def _contract_and_sort(stage: Stage) -> dict[str, Any]:
    return {at: (contract.pk, "progress") for at, contract in _contracts(stage).items()}


def _in_state(state: str) -> Any:
    return lambda stage: stage.money[state]


def _payments(stage: Stage) -> dict[str, Any]:
    return {at: Payment.objects.filter(application=asked)[0] for at, asked in stage.money["applied"].items()}


def _keys(application: Any) -> list[int]:
    return list(Payment.objects.filter(application=application).values_list("pk", flat=True))


def _reason(_: Stage, __: Any) -> dict[str, Any]:
    return {"reason": REASON}


def _contract(stage: Stage, _: Any) -> dict[str, Any]:
    unit = stage.money["contract"]["A"].contractor_id
    said = {"name": "二标段", "number": "SG-9", "amount": "1000", "signed_on": "2026-11-20", "document": "通知书"}
    return {"village": stage.a.pk, "contractor": unit, "bank": "示例银行", "account": ACCOUNT, **said}


def _accounts(_: Stage, __: Any) -> dict[str, Any]:
    return {"bank": "示例银行", "account": ACCOUNT, "reason": REASON}


def _progress(_: Stage, __: Any) -> dict[str, Any]:
    said = {"purpose": "第1期进度款", "document": "支付证书", "certified_on": "2026-11-20"}
    return {"use": "housing", "amount": "1000", **said}


def _other(_: Stage, __: Any) -> dict[str, Any]:
    payee = {"payee_name": "示例测绘院", "bank": "示例银行", "account": ACCOUNT}
    return {"use": "preliminary", "amount": "1000", "purpose": "测绘费", "document": "委托书", **payee}


def _registering(_: Stage, application: Any) -> dict[str, Any]:
    slip = SimpleUploadedFile("回单.pdf", b"%PDF-1.7\n%%EOF\n")
    told = {"paid_on": clock.today().isoformat(), "slip_number": "HD-1", "slip": slip}
    return {"payments": _keys(application), **told}


def _finding(_: Stage, application: Any) -> dict[str, Any]:
    return {"payments": _keys(application), "finding": "已核对入账凭证"}


SECTIONS = {
    "Funding: contracts and payments": {
        "funding:payment-list": Door(READ, rows="listing"),
        "funding:payment": Door(READ, _payments),
        "funding:application": Door(READ, _in_state("applied")),
        "funding:application-review": Door(DEED, _in_state("applied")),
        "funding:application-approve": Door(DEED, _in_state("applied")),
        "funding:application-return": Door(WRITE, _in_state("applied"), _reason),
        "funding:application-withdraw": Door(WRITE, _in_state("applied"), _reason),
        "funding:application-register": Door(WRITE, _in_state("approved"), _registering),
        "funding:application-verify": Door(WRITE, _in_state("paid"), _finding),
        "funding:payments-apply": Door(WRITE, _villages),
        "funding:other-payment-apply": Door(WRITE, _villages, _other),
        "funding:contract-list": Door(READ, rows="listing"),
        "funding:contract-record": Door(WRITE, form=_contract),
        "funding:contract": Door(READ, _contracts),
        "funding:contract-change-accounts": Door(WRITE, _contracts, _accounts),
        "funding:contract-payment-apply": Door(WRITE, _contract_and_sort, _progress),
    },
    "Funding: the API": {
        "funding-api:contract-list": Door(DATA, rows="results"),
        "funding-api:contract-detail": Door(DATA, _contracts),
        "funding-api:payment-list": Door(DATA, rows="results"),
        "funding-api:payment-detail": Door(DATA, _payments),
    },
}
