"""A frozen document as a page shows it: the same words as on paper, cleaned by the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.kernel.money import Money
from portal.reports import blocks
from portal.reports.pdf.words import line, paragraphs, pieces

Shown = dict[str, Any]
FEN = "分"


def shown_document(document: blocks.EditionDocument, words: blocks.AddedWords) -> Shown:
    """What the template of an edition loops over."""
    first = document.page_one
    return {
        "headline": line(first.headline),
        "page_one": _page_one(first, words),
        "sections": [
            {"key": section.key.replace(".", "-"), "title": line(section.title), "blocks": _blocks(section)}
            for section in document.sections
        ],
        "has_charts": any(isinstance(block, blocks.Chart) for part in document.sections for block in part.blocks),
    }


def shown_figure(figure: Mapping[str, Any]) -> Shown:
    """A frozen figure for a table: an amount of money is kept in 分 and read in 元, 万元 or 亿元."""
    numerator, denominator, unit = figure["numerator"], figure["denominator"], figure["unit"]
    if unit == FEN:
        numerator, denominator = (None if fen is None else Money(fen) for fen in (numerator, denominator))
    return {
        "label": figure["label"],
        "numerator": numerator,
        "denominator": denominator,
        "unit": unit,
        "is_money": unit == FEN,
        "method": figure["method"],
    }


def _page_one(first: blocks.PageOne, words: blocks.AddedWords) -> Shown:
    return {
        "overall": pieces(line(first.overall)),
        "progress": [pieces(line(text)) for text in first.progress],
        "progress_note": line(first.progress_note),
        "stuck_words": line(first.stuck) if isinstance(first.stuck, str) else "",
        "stuck": [] if isinstance(first.stuck, str) else first.stuck,
        "request": pieces(line(first.request_with(words))),
        "decided": line(first.decided),
        "decisions": None if first.decisions is None else pieces(line(first.decisions)),
    }


def _blocks(section: blocks.Section) -> list[Shown]:
    name = section.key.replace(".", "-")
    return [_block(block, f"{name}-{number}") for number, block in enumerate(section.blocks)]


def _block(block: blocks.Block, key: str) -> Shown:
    match block:
        case blocks.Text():
            return {"kind": "text", "paragraphs": [pieces(text) for text in paragraphs(block.text)]}
        case blocks.Heading():
            return {"kind": "heading", "text": line(block.text)}
        case blocks.Rate() | blocks.Count() | blocks.Countdown():
            return {"kind": "text", "paragraphs": [pieces(f"{line(block.text)}。")]}
        case blocks.Table():
            return {"kind": "table", "table": block, "rows": _rows(block)}
        case blocks.LampTable():
            return {"kind": "lamps", "table": block, "rows": _lamp_rows(block)}
        case blocks.Chart():
            return {"kind": "chart", "chart": block, "key": f"chart-{key}"}
    raise TypeError(f"{type(block).__name__} is not a block")


def _rows(table: blocks.Table) -> list[list[Shown]]:
    """Cells with the head of their column, which a narrow screen shows beside them."""
    return [
        [
            {"label": column.label, "align": str(column.align), "pieces": None if cell is None else pieces(line(cell))}
            for column, cell in zip(table.columns, row, strict=True)
        ]
        for row in table.rows
    ]


def _lamp_rows(table: blocks.LampTable) -> list[Shown]:
    return [
        {
            "name": row.name,
            "cells": [
                {"label": dimension, "colour": str(lamp.colour), "word": lamp.word, "reason": line(lamp.reason)}
                for dimension, lamp in zip(table.dimensions, row.cells, strict=True)
            ],
        }
        for row in table.rows
    ]
