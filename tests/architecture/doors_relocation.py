"""How the routes of relocation are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.kernel import clock
from relocation.forms.policies import rows_of
from tests.architecture.door import DATA, READ, WRITE, Door
from tests.architecture.stage import REASON, Stage
from tests.files.pictures import saved, scene
from tests.relocation import thread
from tests.relocation.terms import TERMS


def _each(name: str) -> Callable[[Stage], dict[str, Any]]:
    return lambda stage: {at: getattr(things, name) for at, things in stage.relocation.items()}


def _villages(stage: Stage) -> dict[str, Any]:
    return {"A": stage.a, "B": stage.b}


def _reason(_: Stage, __: Any) -> dict[str, Any]:
    return {"reason": REASON}


def _typed_terms() -> dict[str, Any]:
    rows = rows_of(TERMS)
    typed = {f"rows-{number}-{name}": value or "" for number, row in enumerate(rows) for name, value in row.items()}
    return {**typed, "rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}


_HEAD = {"title": "测试方案", "document_no": "测试〔2026〕9号", "result_notice_days": "7"}


def _new_policy(stage: Stage, _: Any) -> dict[str, Any]:
    return {**_HEAD, **_typed_terms(), "village": stage.a.pk, "land_type": "collective"}


def _policy(_: Stage, __: Any) -> dict[str, Any]:
    return {**_HEAD, **_typed_terms()}


def _announced(_: Stage, __: Any) -> dict[str, Any]:
    return {
        "place": "村委会", "published_on": clock.today().isoformat(), "registration": "到村委会登记",
        "objections_to": "村委会",
    }  # fmt: skip


def _results(stage: Stage, village: Any) -> dict[str, Any]:
    waiting = next(things.reviewed for things in stage.relocation.values() if things.reviewed.village_id == village.pk)
    return {
        "place": "村委会", "published_on": clock.today().isoformat(), "objections_to": "村委会",
        "agreements": [waiting.pk],
    }  # fmt: skip


def _drafts(stage: Stage, village: Any) -> dict[str, Any]:
    waiting = next(things.draft for things in stage.relocation.values() if things.draft.village_id == village.pk)
    return {"agreements": [waiting.pk]}


def _draft(_: Stage, __: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in thread.inputs_of_draft().items()
    }


def _objection(_: Stage, __: Any) -> dict[str, Any]:
    return {"received_on": clock.today().isoformat(), "matter": "面积有出入"}


def _reply(_: Stage, __: Any) -> dict[str, Any]:
    return {"replied_on": clock.today().isoformat(), "reply": "已核对"}


def _photo(_: Stage, __: Any) -> dict[str, Any]:
    return {"upload": SimpleUploadedFile("张贴.jpg", saved(scene()), "image/jpeg")}


def _today(name: str) -> Callable[[Stage, Any], dict[str, Any]]:
    return lambda _, __: {name: clock.today().isoformat()}


def _home(_: Stage, __: Any) -> dict[str, Any]:
    return {"home": "测试周转楼101", "provided_on": clock.today().isoformat()}


SECTIONS = {
    "Terms, notices and agreements": {
        "relocation:policy-list": Door(READ, rows="listing"),
        "relocation:policy-draft": Door(WRITE, form=_new_policy),
        "relocation:policy": Door(READ, _each("adopted")),
        "relocation:policy-revise": Door(WRITE, _each("drafted"), _policy),
        "relocation:policy-announce": Door(WRITE, _each("drafted"), _announced),
        "relocation:policy-adopt": Door(WRITE, _each("adopted"), _reason),
        "relocation:policy-withdraw": Door(WRITE, _each("drafted"), _reason),
        "relocation:policy-preview": Door(READ, _each("adopted")),
        "relocation:notice-list": Door(READ, rows="listing"),
        "relocation:notice": Door(READ, _each("notice")),
        "relocation:notice-sheet": Door(READ, _each("notice")),
        "relocation:notice-attach": Door(WRITE, _each("notice"), _photo),
        "relocation:objection-record": Door(WRITE, _each("notice"), _objection),
        "relocation:objection-answer": Door(WRITE, _each("objection"), _reply),
        "relocation:results-publish": Door(WRITE, _villages, _results),
        "relocation:agreements-review": Door(WRITE, _villages, _drafts),
        "relocation:agreement-draft": Door(WRITE, _each("household"), _draft),
        "relocation:agreement-list": Door(READ, rows="listing"),
        "relocation:agreement": Door(READ, _each("signed")),
        "relocation:agreement-sum": Door(READ, _each("signed")),
        "relocation:agreement-paper": Door(READ, _each("signed")),
        "relocation:agreement-return": Door(WRITE, _each("ready"), _reason),
        "relocation:agreement-void": Door(WRITE, _each("draft"), _reason),
        "relocation:agreement-sign": Door(WRITE, _each("ready"), _today("signed_on")),
        "relocation:agreement-home": Door(WRITE, _each("signed"), _home),
        "relocation:agreement-vacate": Door(WRITE, _each("ready"), _today("vacated_on")),
        "relocation:agreement-settle": Door(WRITE, _each("ready"), _today("settled_on")),
        "relocation-api:policy-list": Door(DATA, rows="results"),
        "relocation-api:policy-detail": Door(DATA, _each("adopted")),
        "relocation-api:notice-list": Door(DATA, rows="results"),
        "relocation-api:notice-detail": Door(DATA, _each("notice")),
        "relocation-api:agreement-list": Door(DATA, rows="results"),
        "relocation-api:agreement-detail": Door(DATA, _each("signed")),
    },
}
