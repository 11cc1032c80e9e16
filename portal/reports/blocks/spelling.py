"""Report values as the JSON that an edition is frozen in, and back."""

import dataclasses
from datetime import date
from decimal import Decimal
from typing import Any

from portal.reports.blocks.edition import (
    AddedWords,
    Distribution,
    EditionDocument,
    Issue,
    PageOne,
    Section,
    Stamp,
    StuckPoint,
)
from portal.reports.blocks.paper import Paper
from portal.reports.blocks.parts import (
    Chart,
    Column,
    Count,
    Countdown,
    Heading,
    Lamp,
    LampRow,
    LampTable,
    Rate,
    Table,
    Text,
)

_TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Text, Heading, Column, Table, Lamp, LampRow, LampTable, Rate, Count, Chart, Countdown,
        StuckPoint, PageOne, Section, EditionDocument, AddedWords, Distribution, Stamp, Issue, Paper,
    )
}  # fmt: skip

# Documents frozen by an earlier release name these; they stand in an Issue now, and were never filled in when frozen.
_MOVED = ("issue_text", "is_draft", "colophon")


def to_json(value: Any) -> Any:
    """A JSON value (dicts, lists, strings, whole numbers) that `from_json` turns back into an equal one.

    Raises `TypeError` for anything that is not one of the values of this module: floats are not figures.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal):
        return {"type": "decimal", "value": str(value)}
    if isinstance(value, date):
        return {"type": "date", "value": value.isoformat()}
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    kind = type(value).__name__
    if kind not in _TYPES or type(value) is not _TYPES[kind]:
        raise TypeError(f"{kind} is not a report value")
    named: Any = value
    held = {field.name: getattr(value, field.name) for field in dataclasses.fields(named)}
    fields = {name: dict(part) if name == "option" else to_json(part) for name, part in held.items()}
    return {"type": kind, **fields}


def from_json(data: Any) -> Any:
    """The value that `to_json` was given. Raises `ValueError` when a type or a field is unknown or missing."""
    if isinstance(data, list):
        return tuple(from_json(item) for item in data)
    if not isinstance(data, dict):
        return data
    rest = dict(data)
    kind = rest.pop("type", None)
    if kind == "decimal":
        return Decimal(rest["value"])
    if kind == "date":
        return date.fromisoformat(rest["value"])
    if kind not in _TYPES:
        raise ValueError(f"unknown report value {kind!r}")
    if kind == EditionDocument.__name__:
        rest = {name: item for name, item in rest.items() if name not in _MOVED}
    fields = {name: item if name == "option" else from_json(item) for name, item in rest.items()}
    try:
        return _TYPES[kind](**fields)
    except TypeError as error:
        raise ValueError(f"{kind}: {error}") from error
