"""All rows of a run, tried: cells by their columns, then the rows by the app, set-wise. Nothing is written here."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from portal.files import store
from portal.files.selectors import stored_file
from portal.imports.contributions import Choices, Complaint, Row, Sheet
from portal.imports.models import ImportRun
from portal.kernel.errors import InvalidInput
from portal.kernel.permissions import Actor

# What a marked workbook adds to the columns of the sheet; it may come back with them.
ROW_LABEL, FAULT_LABEL = "原行号", "需更正"
MARKS = {ROW_LABEL, FAULT_LABEL}
PARSED = "parsed"  # beside the workbook itself, what its key seals
Cells = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Parsed:
    """What was read of a file and what is wrong with it: kept as it is until the confirmation.

    ``cells`` hold the number of each row in the file and its texts in the order of ``names``, the columns of the sheet
    as it was then; ``letters`` say where the file had them.
    """

    tab: str
    names: list[str]
    letters: dict[str, str]
    cells: Cells
    complaints: list[Complaint]
    bases: dict[int, str]
    summary: str = ""

    def kept_for(self, run: ImportRun, *, owner: str) -> str:
        """Keep it, sealed with the key of the workbook; the hash of what lies in the store."""
        return store.put(stored_file(run.file_uid).sealed(self._packed(), part=PARSED), owner=owner)

    def _packed(self) -> bytes:
        told = vars(self) | {"complaints": [astuple(each) for each in self.complaints]}
        told["bases"] = list(self.bases.items())  # the keys of a JSON object are text
        return zlib.compress(json.dumps(told, sort_keys=True, ensure_ascii=True).encode())

    @classmethod
    def of(cls, run: ImportRun) -> Parsed:
        """What was kept of this run (``kept_for``). Raises FileLost."""
        file = stored_file(run.file_uid)
        told = json.loads(zlib.decompress(file.unsealed(store.read(run.parsed_hash), part=PARSED)))
        told["cells"] = [(number, texts) for number, texts in told["cells"]]
        told["complaints"] = [Complaint(*each) for each in told["complaints"]]
        told["bases"] = dict(told["bases"])
        return cls(**told)


def parse(sheet: Sheet, actor: Actor, found: dict[str, Any]) -> Parsed:
    """Judge what the child read. Raises InvalidInput when the columns are not those of the sheet."""
    places = _places(sheet, found["labels"])
    names = [column.name for column in sheet.columns]
    at = [places.get(name, -1) for name in names]
    cells = [(number, [row[place] if 0 <= place < len(row) else "" for place in at]) for number, row in found["rows"]]
    rows, complaints = readable(sheet, actor, cells)
    verdict = sheet.judge(actor, rows)
    ranked = sorted([*complaints, *verdict.complaints], key=lambda each: each.row)
    letters = {name: _letter(place) for name, place in places.items()}
    return Parsed(found["tab"], names, letters, cells, ranked, verdict.bases, verdict.summary)


def readable(sheet: Sheet, actor: Actor, cells: Cells) -> tuple[list[Row], list[Complaint]]:
    """Rows whose every cell can be read, and what is wrong with the other cells."""
    rows: list[Row] = []
    complaints: list[Complaint] = []
    choices = sheet.choices(actor)
    for number, texts in cells:
        values, wrong = _read_row(sheet, choices, texts)
        complaints += [Complaint(number, name, sentence) for name, sentence in wrong.items()]
        if not wrong:
            rows.append(Row(number, values))
    return rows, complaints


def _read_row(sheet: Sheet, choices: Choices, texts: Sequence[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a row, and the sentences of the cells that have none."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for declared, text in zip(sheet.columns, texts, strict=True):
        column = declared.of_row(values) if declared.of_row else declared
        if column is None:  # what decides over it is wrong itself, and is told
            continue
        try:
            values[declared.name] = column.read(text, choices.get(declared.name))
        except InvalidInput as refusal:
            wrong[declared.name] = refusal.sentence
    return values, wrong


def _places(sheet: Sheet, labels: Sequence[str]) -> dict[str, int]:
    """Which column of the sheet stands where in the file."""
    known = {column.label: column.name for column in sheet.columns}
    if twice := [label for label, count in Counter(labels).items() if label and count > 1]:
        raise InvalidInput(f"表头“{twice[0][:20]}”出现了两次，不能判断用哪一列。请删去一列后重新导入。")
    if strange := [label for label in labels if label and label not in known.keys() | MARKS]:
        raise InvalidInput(f"表头“{strange[0][:20]}”不是本表的列。请使用本页的空白表填写后导入。")
    if lacking := [column.label for column in sheet.columns if column.is_required and column.label not in labels]:
        raise InvalidInput(f"表格缺少“{lacking[0]}”这一列。请使用本页的空白表填写后导入。")
    return {known[label]: place for place, label in enumerate(labels) if label in known}


def _letter(place: int) -> str:
    """How Excel calls the column at this place: A, Z, AA."""
    letters = ""
    while place >= 0:
        place, last = place // 26 - 1, place % 26
        letters = chr(ord("A") + last) + letters
    return letters
