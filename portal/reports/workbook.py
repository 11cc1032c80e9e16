"""An edition's frozen data as an Excel file: its figures with what they counted, and each table as a sheet.

Nothing is read anew but the villages' names. Every sheet says of which edition it is, up to when its news goes, and
the digest of what was frozen, so that a sheet on somebody's desk can be laid beside the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.kernel.missing import Missing
from portal.kernel.money import Money
from portal.reports import blocks, selectors
from portal.reports.composing import document_of
from portal.reports.contributions import village_names
from portal.reports.differences import FEN, PARTS
from portal.reports.models import Edition
from portal.reports.pdf.words import annex_number, line
from portal.web.workbooks import Column, Kind, Sheet, workbook

ALL_VILLAGES = "全部点位"
YUAN = "元"
WIDEST = 40  # Chinese characters; longer texts are wrapped
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,6})?")


def workbook_of(edition: Edition) -> bytes:
    """The file; the same for the same edition as long as villages keep their names."""
    document = document_of(edition.data)
    head = (
        f"{line(document.issuer)}　{line(document.name)}{selectors.label_of(edition)}",
        f"所报时间：{selectors.period_text(edition)}　{line(document.cut_off_text)}",
        f"内容摘要（SHA-256）：{edition.data_hash}",
    )
    told = [*_figure_sheets(edition), *_stuck(document.page_one), *_annexes(document)]
    sheets = [replace(sheet, head=head, name=f"{place}.{sheet.name}") for place, sheet in enumerate(told, start=1)]
    return workbook(sheets, made_at=edition.signed_at or edition.recorded_at, mark=_mark(edition, document))


def _mark(edition: Edition, document: blocks.EditionDocument) -> str:
    marks = ["演示数据"] * document.is_demonstration + ["送审稿"] * (not edition.is_issued)
    return "　".join([*marks, line(document.mark)])


def _figure_sheets(edition: Edition) -> Iterator[Sheet]:
    figures = selectors.figures_of(edition)
    names = village_names(edition.village_ids)
    yield Sheet(
        "本期数字",
        (
            Column("指标", width=16),
            Column("点位", width=16),
            Column("数值", Kind.PLAIN),
            Column("基数", Kind.PLAIN),
            Column("占比", Kind.SHARE, 8),
            Column("单位", width=6),
            Column("口径版本", width=8),
            Column("标识", width=22),
        ),
        [_figure(figure, names) for figure in figures],
        notes=("口径版本变动时，各期数字不可直接相比。金额以元为单位。",),
        name="本期数字",
    )
    yield Sheet(
        "数字明细",
        (
            Column("指标", width=16),
            Column("点位", width=16),
            Column("截至", Kind.MOMENT, 10),
            Column("计入", Kind.PLAIN),
            Column("单位", width=6),
        ),
        [row for figure in figures for row in _counted(figure, names)],
        notes=("每个数字由哪些点位、哪次报数计入。",),
        name="数字明细",
    )
    if moved := edition.difference.get("figures"):
        yield Sheet(
            "数字变动",
            (
                Column("指标", width=16),
                Column("点位", width=16),
                Column("上期数", Kind.PLAIN),
                Column("本期数", Kind.PLAIN),
                *(Column(word, Kind.PLAIN, 8) for word in PARTS.values()),
                Column("单位", width=6),
            ),
            [_movement(row, names) for row in moved],
            notes=("各栏相加等于本期数减上期数。",),
            name="数字变动",
        )


def _figure(figure: Mapping[str, Any], names: Mapping[int, str]) -> tuple[Any, ...]:
    numerator, denominator, unit = figure["numerator"], figure["denominator"], figure["unit"]
    share = Decimal(numerator) / Decimal(denominator) if numerator is not None and denominator else None
    return (
        line(figure["label"]),
        _place(figure["village"], names),
        _number(numerator, unit),
        Missing.NOT_APPLICABLE if denominator is None else _number(denominator, unit),
        Missing.NOT_APPLICABLE if share is None else share,
        _unit(unit),
        line(figure["method"]),
        line(figure["key"]),
    )


def _counted(figure: Mapping[str, Any], names: Mapping[int, str]) -> Iterator[tuple[Any, ...]]:
    """One line for each key that a figure counted: ``<village>`` or ``<village>@<what>``."""
    for key, value in figure["counted"].items():
        place, _, what = key.partition("@")
        counts = value if isinstance(value, int) else None
        yield (
            line(figure["label"]),
            _place(int(place), names) if place.isdecimal() else line(place),
            _instant(what),
            line(value) if isinstance(value, str) else _number(counts, figure["unit"]),
            _unit(figure["unit"]) if counts is not None else None,
        )


def _movement(row: Mapping[str, Any], names: Mapping[int, str]) -> tuple[Any, ...]:
    unit = row["unit"]
    return (
        line(row["label"]),
        _place(row["village"], names),
        _number(row["was"], unit),
        _number(row["now"], unit),
        *(_number(row["parts"].get(part, 0), unit) for part in PARTS),
        _unit(unit),
    )


def _place(village: int | None, names: Mapping[int, str]) -> str:
    return ALL_VILLAGES if village is None else line(names.get(village, str(village)))


def _number(value: int | str | None, unit: str) -> Any:
    """A frozen number as a cell: money in yuan, decimals exact, and a word where it is missing."""
    if value is None:
        return Missing.NOT_REPORTED
    return Money(int(value)) if unit == FEN else value if isinstance(value, int) else Decimal(value)


def _unit(unit: str) -> str:
    return YUAN if unit == FEN else line(unit)


def _instant(what: str) -> datetime | str | None:
    """What stands behind the village in a key is mostly the instant of the report."""
    try:
        instant = datetime.fromisoformat(what)
    except ValueError:
        return line(what) or None
    return instant if instant.tzinfo else line(what)


def _stuck(first: blocks.PageOne) -> Iterator[Sheet]:
    if isinstance(first.stuck, str):
        return
    columns = (Column("卡点", width=24), Column("主责", width=12), Column("包抓", width=8), Column("时限", width=8))
    rows = [tuple(_cell(word) for word in (point.what, point.unit, point.leader, point.due)) for point in first.stuck]
    yield Sheet("卡点", columns, rows, name="卡点")


def _annexes(document: blocks.EditionDocument) -> Iterator[Sheet]:
    for number, section in enumerate(document.sections, start=1):
        name = f"{annex_number(number)}　{line(section.title)}"
        counted = [block for block in section.blocks if isinstance(block, blocks.Rate | blocks.Count)]
        days = [block for block in section.blocks if isinstance(block, blocks.Countdown)]
        if counted or days:
            yield _told(name, [*map(_rate, counted), *map(_countdown, days)])
        for block in section.blocks:
            if isinstance(block, blocks.Table):
                yield _table(name, block)
            elif isinstance(block, blocks.LampTable):
                yield _lamps(name, block)


def _told(section: str, rows: Sequence[tuple[Any, ...]]) -> Sheet:
    """What a section tells in sentences, as numbers."""
    columns = (
        Column("事项", width=20),
        Column("数值", Kind.PLAIN),
        Column("基数", Kind.PLAIN),
        Column("上期数", Kind.PLAIN),
        Column("单位", width=6),
    )
    return Sheet(f"{section}：数字", columns, rows, name=section)


def _rate(block: blocks.Rate | blocks.Count) -> tuple[Any, ...]:
    now, base = (
        (block.numerator, block.denominator)
        if isinstance(block, blocks.Rate)
        else (block.value, Missing.NOT_APPLICABLE)
    )
    missing = line(block.missing)
    values = (missing if value is None else value for value in (now, base))
    was = Missing.NOT_APPLICABLE if block.was is None else block.was
    return (line(block.label), *values, was, line(block.unit))


def _countdown(block: blocks.Countdown) -> tuple[Any, ...]:
    label = f"{line(block.label)}（{blocks.date_text(block.until)}）"
    return (label, block.days, Missing.NOT_APPLICABLE, Missing.NOT_APPLICABLE, "天")


def _table(section: str, table: blocks.Table) -> Sheet:
    """A printed table; a column of numbers that stand to the right is one of numbers here, too."""
    cells = [tuple(_cell(cell) for cell in row) for row in table.rows]
    kinds = [_kind(column, [row[place] for row in cells]) for place, column in enumerate(table.columns)]
    columns = [
        Column(line(column.label), kind, min(WIDEST, max(6, column.width * 2)))
        for column, kind in zip(table.columns, kinds, strict=True)
    ]
    rows = [
        tuple(Decimal(cell) if kind is Kind.PLAIN else cell for cell, kind in zip(row, kinds, strict=True))
        for row in cells
    ]
    title = line(table.title)
    return Sheet(f"{section}：{title}", columns, rows, notes=_notes(table.note), name=title or section)


def _kind(column: blocks.Column, cells: Sequence[str]) -> Kind:
    is_number = column.align is blocks.Align.RIGHT and cells and all(_NUMBER.fullmatch(cell) for cell in cells)
    return Kind.PLAIN if is_number else Kind.TEXT


def _lamps(section: str, table: blocks.LampTable) -> Sheet:
    """A lamp is its word; why it is not green stands at the end of the line."""
    columns = (
        Column("点位", width=20),
        *(Column(line(dimension), width=6) for dimension in table.dimensions),
        Column("说明", width=WIDEST),
    )
    rows = [
        (
            line(row.name),
            *(line(lamp.word) for lamp in row.cells),
            "；".join(
                f"{line(dimension)}：{line(lamp.reason)}"
                for dimension, lamp in zip(table.dimensions, row.cells, strict=True)
                if lamp.reason
            ),
        )
        for row in table.rows
    ]
    title = line(table.title)
    return Sheet(f"{section}：{title}", columns, rows, notes=_notes(table.note), name=title or section)


def _notes(note: str) -> tuple[str, ...]:
    return (line(note),) if note else ()


def _cell(value: str | None) -> str:
    return Missing.NOT_REPORTED if value is None else line(value)
