"""Sheets: tables that an app takes in, contributed in ``sheets.py`` (idea 5).

::

    @sheet("projects.figures", "点位周报数", columns=COLUMNS, needs=REPORT_FIGURES, hold=hold, judge=judge)
    def take(actor, rows):
        return len(actions.report_figures(actor, …))       # a set-wise action: all rows or none

``hold`` locks what the rows rest on, ``judge`` looks at all of them at once and writes nothing, ``take`` writes. A
run is judged when it is checked and again, behind the locks, when it is confirmed; whatever differs is refused.
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
    """What the app says of rows whose cells can be read.

    ``bases`` is what each row was judged against, by its number: when it is another one at the confirmation, somebody
    changed it meanwhile. ``summary`` says in words what all rows together are, for whoever confirms.
    """

    complaints: list[Complaint] = field(default_factory=list)
    bases: dict[int, str] = field(default_factory=dict)
    summary: str = ""


Hold = Callable[[Actor, Sequence[Row]], None]
Judge = Callable[[Actor, Sequence[Row]], Verdict]
Take = Callable[[Actor, Sequence[Row]], int]
Choices = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Sheet:
    """One kind of table. ``take`` says how many rows it wrote; ``note`` stands over the blank sheet."""

    key: str
    label: str
    columns: tuple[Column, ...]
    needs: Power
    hold: Hold
    judge: Judge
    take: Take
    note: str

    def choices(self, actor: Actor) -> Choices:
        """What this actor may choose, by column; one look for all rows."""
        return {column.name: column.choices(actor) for column in self.columns if column.choices}

    def label_of(self, column: str) -> str:
        """The head of a column; of the row itself it is nothing."""
        return next((each.label for each in self.columns if each.name == column), "")


SHEETS: Registry[Sheet] = Registry("sheet")


def sheet(
    key: str, label: str, *, columns: Sequence[Column], needs: Power, hold: Hold, judge: Judge, note: str = ""
) -> Callable[[Take], Take]:
    """Contribute a sheet: its key, the name of its tab, and what it asks and does."""

    def register(take: Take) -> Take:
        SHEETS.add(key, Sheet(key, label, tuple(columns), needs, hold, judge, take, note))
        return take

    return register
