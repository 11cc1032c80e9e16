"""All rows of a run, tried: cells by their columns, then the rows by the app, set-wise. Nothing is written here."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.files import store
from portal.imports.contributions import Complaint, Row, Sheet
from portal.kernel.errors import InvalidInput
from portal.kernel.permissions import Actor


@dataclass(frozen=True)
class Parsed:
    """What was read of a file and what is wrong with it: kept as it is until the confirmation."""

    cells: list[tuple[int, dict[str, str]]]
    complaints: list[Complaint]
    bases: dict[int, str]

    def packed(self) -> bytes:
        told = {
            "cells": self.cells,
            "complaints": [[each.row, each.column, each.sentence] for each in self.complaints],
            "bases": list(self.bases.items()),
        }
        # A lone surrogate is kept as it came, to be complained of; JSON's own escapes carry it.
        return zlib.compress(json.dumps(told, sort_keys=True).encode())

    @classmethod
    def load(cls, digest: str) -> Parsed:
        told = json.loads(zlib.decompress(store.read(digest)))
        return cls(
            [(number, cells) for number, cells in told["cells"]],
            [Complaint(*each) for each in told["complaints"]],
            dict(told["bases"]),
        )


def parse(sheet: Sheet, actor: Actor, found: dict[str, Any]) -> Parsed:
    """Judge what the child read. Raises InvalidInput when the columns are not those of the sheet."""
    places = _places(sheet, found["labels"])
    cells = [(number, {name: row[at] for name, at in places.items() if at < len(row)}) for number, row in found["rows"]]
    rows, complaints = readable(sheet, actor, cells)
    verdict = sheet.judge(actor, rows)
    ranked = sorted([*complaints, *verdict.complaints], key=lambda each: each.row)
    return Parsed(cells, ranked, verdict.bases)


def readable(
    sheet: Sheet, actor: Actor, cells: Sequence[tuple[int, dict[str, str]]]
) -> tuple[list[Row], list[Complaint]]:
    """Rows whose every cell can be read, and what is wrong with the other cells."""
    rows, complaints, choices = [], [], sheet.choices(actor)
    for number, texts in cells:
        values: dict[str, Any] = {}
        wrong = 0
        for column in sheet.columns:
            try:
                values[column.name] = column.read(texts.get(column.name, ""), choices.get(column.name, ()))
            except InvalidInput as refusal:
                complaints.append(Complaint(number, column.name, refusal.sentence))
                wrong += 1
        if not wrong:
            rows.append(Row(number, values))
    return rows, complaints


def _places(sheet: Sheet, labels: Sequence[str]) -> dict[str, int]:
    known = {column.label: column for column in sheet.columns}
    if twice := [label for label, count in Counter(labels).items() if label and count > 1]:
        raise InvalidInput(f"表头“{twice[0][:20]}”出现了两次，不能判断用哪一列。请删去一列后重新导入。")
    if strange := [label for label in labels if label and label not in known]:
        raise InvalidInput(f"表头“{strange[0][:20]}”不是本表的列。请使用本页的空白表填写后导入。")
    if lacking := [column.label for column in sheet.columns if column.is_required and column.label not in labels]:
        raise InvalidInput(f"表格缺少“{lacking[0]}”这一列。请使用本页的空白表填写后导入。")
    return {known[label].name: at for at, label in enumerate(labels) if label}
