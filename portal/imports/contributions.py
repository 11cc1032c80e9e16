"""Sheets: tables that an app takes in, contributed in ``sheets.py`` (idea 5).

::

    @sheet("projects.figures", "点位周报数", columns=COLUMNS, needs=REPORT_FIGURES, judge=judge, hold=hold)
    def take(actor, rows):
        ...        # one call of a set-wise action; all or nothing
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.imports.columns import Column
from portal.kernel.permissions import Actor, Power
from portal.kernel.registry import Registry


@dataclass(frozen=True)
class Row:
    """One row of a sheet: its number in the file, its values by column name."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Complaint:
    """What is wrong with one cell, or (column empty) with the row."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """What the app says of rows whose cells can be read. ``bases`` is what each row was judged against: when it is
    another one at the confirmation, somebody changed it meanwhile."""

    complaints: list[Complaint] = field(default_factory=list)
    bases: dict[int, str] = field(default_factory=dict)


Take = Callable[[Actor, Sequence[Row]], int]
Judge = Callable[[Actor, Sequence[Row]], Verdict]
Hold = Callable[[Actor, Sequence[Row]], None]


@dataclass(frozen=True)
class Sheet:
    """``take`` writes and says how many rows; ``judge`` looks at them set-wise; ``hold`` locks what they rest on."""

    key: str
    label: str
    columns: tuple[Column, ...]
    needs: Power
    take: Take
    judge: Judge
    hold: Hold
    note: str

    def choices(self, actor: Actor) -> dict[str, Sequence[str]]:
        """What may be chosen, by column; one look for all rows."""
        return {column.name: column.choices(actor) for column in self.columns if column.choices}


SHEETS: Registry[Sheet] = Registry("sheet")


def sheet(
    key: str, label: str, *, columns: Sequence[Column], needs: Power, judge: Judge, hold: Hold, note: str = ""
) -> Callable[[Take], Take]:
    """Contribute a sheet; ``note`` stands on the template's page of explanations."""

    def register(take: Take) -> Take:
        SHEETS.add(key, Sheet(key, label, tuple(columns), needs, take, judge, hold, note))
        return take

    return register
