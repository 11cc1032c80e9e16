"""docs/powers.md as data: its lines read, written back in their columns, and compared with what the portal does.

The file is the source: a person decides each cell. Nothing here knows a route or a role; that is `doors` and `stage`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "docs" / "powers.md"
FIRST_HEADS = ("route", "method", "object")
LEGEND_HEADS = ("head", "role", "key", "granted")
REFUSED = "–"
UNREVIEWED = " ?"
_SEEN = re.compile(r"(\d{3})(?::(\d+))?")


@dataclass(frozen=True, order=True)
class Line:
    """One way to ask: a route, the method (or the methods that the view does not offer) and whose object it is."""

    route: str
    method: str
    object: str

    def __str__(self) -> str:
        return f"{self.method} {self.route} on {self.object}"


@dataclass(frozen=True)
class Seen:
    """What comes back: the status and, of a list, the number of rows."""

    status: int
    rows: int | None = None

    @classmethod
    def parse(cls, text: str) -> Seen:
        if text == REFUSED:
            return cls(403)
        if not (match := _SEEN.fullmatch(text)):
            raise ValueError(f"{text!r} is not a cell: write 200, 200:12 or {REFUSED}")
        return cls(int(match[1]), None if match[2] is None else int(match[2]))

    def __str__(self) -> str:
        if self.status == 403:
            return REFUSED
        return str(self.status) if self.rows is None else f"{self.status}:{self.rows}"


@dataclass(frozen=True)
class Column:
    """One role: its head over the tables, its name and key, and whether it may be granted for all villages."""

    head: str
    name: str
    key: str
    reaches: tuple[str, ...]

    @property
    def granted(self) -> str:
        return " / ".join(self.reaches) or "—"


@dataclass(frozen=True)
class Cell:
    """Where one decision stands: the line, the column and with which grant (`A`, `all`, or none at all)."""

    line: Line
    head: str
    reach: str

    def __str__(self) -> str:
        return f"{self.line}: {self.head}{f' granted {self.reach}' if self.reach else ''}"


Decisions = dict[Cell, Seen]


@dataclass
class Table:
    """The whole file: its columns, its lines by section, and what was decided."""

    columns: list[Column]
    sections: dict[str, list[Line]]
    decided: Decisions
    unreviewed: list[Line]

    def lines(self) -> list[Line]:
        return [line for lines in self.sections.values() for line in lines]


def reaches_of(column: Column) -> tuple[str, ...]:
    """The grants that a cell of this column speaks of; somebody who is not signed in has none."""
    return column.reaches or ("",)


def read(text: str) -> Table:
    """The decisions of the file. Raises ValueError for a cell, a line or a column that cannot be taken as it stands."""
    columns: list[Column] = []
    table = Table(columns, {}, {}, [])
    heads: tuple[str, ...] = ()
    section = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        if raw.startswith("## "):
            section, heads = raw[3:].strip(), ()
        cells = _cells(raw)
        if not cells or set(raw) <= set("|-: "):
            continue
        if not heads:
            heads = cells
        elif heads == LEGEND_HEADS:
            head, name, key, granted = cells
            columns.append(Column(head, name, key.strip("`"), () if granted == "—" else tuple(granted.split(" / "))))
        elif heads[: len(FIRST_HEADS)] == FIRST_HEADS:
            try:
                _read_line(table, section, heads, cells)
            except ValueError as error:
                raise ValueError(f"docs/powers.md, line {number}: {error}") from None
    return table


def _read_line(table: Table, section: str, heads: tuple[str, ...], cells: tuple[str, ...]) -> None:
    if heads[len(FIRST_HEADS) :] != tuple(column.head for column in table.columns):
        raise ValueError("its heads are not those of the legend")
    if len(cells) != len(heads):
        raise ValueError(f"{len(cells)} cells under {len(heads)} heads")
    route, method, thing = cells[: len(FIRST_HEADS)]
    line = Line(route.strip("`"), method, thing.removesuffix(UNREVIEWED))
    if line in table.lines():
        raise ValueError(f"{line} stands twice")
    table.sections.setdefault(section, []).append(line)
    if thing.endswith(UNREVIEWED):
        table.unreviewed.append(line)
    for column, text in zip(table.columns, cells[len(FIRST_HEADS) :], strict=True):
        table.decided |= _read_cell(line, column, text)


def _read_cell(line: Line, column: Column, text: str) -> Decisions:
    reaches, said = reaches_of(column), text.split("/")
    if len(said) not in (1, len(reaches)):
        raise ValueError(f"{column.head}: {text!r} says more than there are grants")
    given = said * len(reaches) if len(said) == 1 else said
    return {Cell(line, column.head, reach): Seen.parse(each) for reach, each in zip(reaches, given, strict=True)}


def _cells(raw: str) -> tuple[str, ...]:
    if not raw.startswith("|"):
        return ()
    return tuple(cell.strip() for cell in raw.strip().strip("|").split("|"))


def differences(decided: Mapping[Cell, Seen], seen: Mapping[Cell, Seen]) -> Iterator[str]:
    """Each cell that was driven and came out otherwise than decided, in a sentence."""
    for cell, found in seen.items():
        if cell not in decided:
            yield f"{cell}: nobody decided it, the portal says {found}"
        elif decided[cell] != found:
            yield f"{cell}: decided {decided[cell]}, the portal says {found}"


# --- writing ---------------------------------------------------------------------------------------------------------


def with_proposals(text: str, proposed: Mapping[str, Iterable[Line]], seen: Mapping[Cell, Seen]) -> str:
    """The file with lines added to its sections as the portal behaves now, each marked as not reviewed.

    Lines that stand keep their decisions, whatever the portal does.
    """
    table = read(text)
    known = {**seen, **table.decided}
    for section, lines in proposed.items():
        have = table.sections.setdefault(section, [])
        have += [line for line in lines if line not in have]
        table.unreviewed += [line for line in lines if line not in table.unreviewed]
    written = _without_tables(text)
    for section in table.sections:
        if f"## {section}\n" not in written:
            written = f"{written.rstrip()}\n\n## {section}\n"
        body = section_text(table, section, known)
        at = written.index(f"## {section}\n") + len(f"## {section}\n")
        end = written.find("\n## ", at)
        end = len(written) if end < 0 else end
        written = f"{written[:end].rstrip()}\n\n{body}\n{written[end:]}"
    return written


def section_text(table: Table, section: str, known: Mapping[Cell, Seen]) -> str:
    """One table of decisions, its columns aligned for whoever reads the raw file."""
    heads = [*FIRST_HEADS, *(column.head for column in table.columns)]
    rows = []
    for line in table.sections[section]:
        thing = line.object + (UNREVIEWED if line in table.unreviewed else "")
        rows.append([f"`{line.route}`", line.method, thing, *(_written(line, each, known) for each in table.columns)])
    widths = [max(_width(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    rule = [("-" * width) for width in widths]
    return "\n".join("| " + " | ".join(map(_padded, row, widths)) + " |" for row in [heads, rule, *rows])


def _written(line: Line, column: Column, known: Mapping[Cell, Seen]) -> str:
    said = [str(known[Cell(line, column.head, reach)]) for reach in reaches_of(column)]
    return said[0] if len(set(said)) == 1 else "/".join(said)


def _without_tables(text: str) -> str:
    """The prose; the legend and other tables stay."""
    kept: list[str] = []
    inside = False
    for raw in text.splitlines():
        inside = raw.startswith("|") and (inside or _cells(raw)[: len(FIRST_HEADS)] == FIRST_HEADS)
        if not inside:
            kept.append(raw)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)) + "\n"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
