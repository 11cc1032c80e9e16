"""From an edition to what its template shows: cleaned strings, numbers as words, charts as named assets."""

import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.reports import blocks, charts
from portal.reports.pdf.words import (
    COLOURS,
    LONGEST_CELL,
    MOST_BLOCKS,
    MOST_ROWS,
    NUMBERS,
    annex_number,
    clean_option,
    line,
    paragraphs,
    pieces,
)

LINE = 28.95
"""One line of the grid, in points."""

TYPE_AREA = 442.2
"""Width of the type area (156 mm), in points."""

CSS_PIXEL = 0.75
"""Points of a CSS pixel."""

MOST_STUCK = 3
NOTE_SIZE, NOTE_LINE, NOTE_GAP = 12, 18, 2
"""Of notes under tables and charts, in points, as the style sheet says."""

CHART_FONT = "Portal Hei, Portal Rare"
NAME_WIDTH = 10
"""Characters that a lamp table gives to the village's name, of the 28 of a line."""

FEW_ROWS = 3
SOME_ROWS = 20

ABSENT = str(blocks.Missing.NOT_REPORTED)


@dataclass
class Sheets:
    """What the template needs beside its context: the charts by name and their drawings, collected on the way."""

    drawing: Callable[..., str] = charts.svg
    options: dict[str, Any] = field(default_factory=dict)
    charts: dict[str, str] = field(default_factory=dict)

    def draw(self, name: str, height: float) -> str:
        """The SVG of a chart as wide as the type area; `height` in CSS pixels. Raises `ChartNotDrawn`."""
        return self.drawing(self.options[name], round(TYPE_AREA / CSS_PIXEL), round(height), font=CHART_FONT)


def context_of(
    document: blocks.EditionDocument, issue: blocks.Issue, sheets: Sheets, stuck_on_page_one: int = MOST_STUCK
) -> dict[str, Any]:
    """The template's context. `stuck_on_page_one` stuck points stand on page 1, the others after the first annex."""
    first = document.page_one
    return {
        "title": line(f"{document.name}　{first.headline}", LONGEST_CELL),
        "author": line(document.issuer, LONGEST_CELL),
        "created": document.dated_on.isoformat(),
        "marks": _marks(document, issue),
        "note": line(issue.words.note),
        "is_demonstration": document.is_demonstration,
        "mark": line(document.mark, LONGEST_CELL),
        "name": line(document.name, LONGEST_CELL),
        "issue": _issue(document, issue),
        "issuer": line(document.issuer, LONGEST_CELL),
        "date": blocks.date_text(issue.dated_on or document.dated_on),
        "corrects": line(f"（更正{issue.corrects_text}）", LONGEST_CELL) if issue.corrects_text else "",
        "headline": line(first.headline, LONGEST_CELL),
        **_page_one(first, issue.words, stuck_on_page_one),
        "explanation": [pieces(text) for text in paragraphs(issue.words.explanation)],
        "sections": [
            {
                "number": annex_number(index),
                "title": line(section.title, LONGEST_CELL),
                "blocks": [_block(block, sheets) for block in section.blocks[:MOST_BLOCKS]],
            }
            for index, section in enumerate(document.sections, start=1)
        ],
        "proof": _proof(document, issue),
        "colophon": _colophon(document, issue),
    }


def _marks(document: blocks.EditionDocument, issue: blocks.Issue) -> str:
    marks = ["演示数据"] * document.is_demonstration + ["送审稿"] * (not issue.is_signed)
    return "　".join(marks)


def _issue(document: blocks.EditionDocument, issue: blocks.Issue) -> str:
    number = issue.number_text or f"{document.dated_on.year}年第　　期"
    told = document.cut_off_text
    if document.covers:
        told = f"{document.covers}合刊，{told.removeprefix('数据')}"
    return line(f"{number}（{told}）", LONGEST_CELL)


def _page_one(first: blocks.PageOne, words: blocks.AddedWords, here: int) -> dict[str, Any]:
    reported = () if isinstance(first.stuck, str) else first.stuck
    points = [_stuck(number, point) for number, point in enumerate(reported, start=1)]
    here = min(here, MOST_STUCK)
    count = "两" if len(points) == 2 else NUMBERS[len(points) - 1] if points else "三"
    return {
        "overall": pieces(line(first.overall)),
        "progress_count": NUMBERS[max(len(first.progress), 1) - 1],
        "progress_note": line(first.progress_note, LONGEST_CELL),
        "progress": [pieces(f"{number}.{line(text)}") for number, text in enumerate(first.progress, start=1)],
        "stuck_count": count,
        "stuck_words": pieces(line(first.stuck)) if isinstance(first.stuck, str) else [],
        "stuck": points[:here],
        "stuck_later": points[here:],
        "request": pieces(line(first.request_with(words))),
        "decided": line(first.decided, LONGEST_CELL),
        "decisions": None if first.decisions is None else pieces(line(first.decisions)),
    }


def _stuck(number: int, point: blocks.StuckPoint) -> list[list[dict[str, str]]]:
    return [
        pieces(f"{number}.{line(point.what, LONGEST_CELL)}"),
        *(pieces(_cell(word)) for word in (point.unit, point.leader, point.due)),
    ]


def _cell(value: str | None) -> str:
    return ABSENT if value is None else line(value, LONGEST_CELL)


def _proof(document: blocks.EditionDocument, issue: blocks.Issue) -> dict[str, Any] | None:
    """The last annex: what proves figures and trail in full; the 版记 bears sixteen characters of it."""
    parts: list[tuple[str, ...]] = [stamp.lines for stamp in issue.stamps if stamp.lines]
    if issue.data_hash:
        groups = [issue.data_hash[start : start + 16] for start in range(0, len(issue.data_hash), 16)]
        parts.append(("本期数据冻结时的内容摘要（SHA-256）为：", " ".join(groups)))
    if not parts:
        return None
    number = annex_number(len(document.sections) + 1)
    return {"number": number, "title": "留痕校验", "parts": [[line(word) for word in part] for part in parts]}


def _colophon(document: blocks.EditionDocument, issue: blocks.Issue) -> dict[str, Any] | None:
    words = issue.distribution
    rows = [
        {"label": label, "text": line(text, LONGEST_CELL)}
        for label, text in (("报：", words.report_to), ("送：", words.send_to), ("发：", words.issue_to))
        if text
    ]
    told = (("校验码", issue.check_code), ("签发", issue.signed_by))
    left = "　　".join(f"{label}　{line(text, LONGEST_CELL)}" for label, text in told if text)
    copies = "" if words.copies is None else f"共印{words.copies}份"
    if not (rows or left or copies):
        return None
    day = blocks.date_text(issue.dated_on or document.dated_on)
    issued = {"left": f"{line(document.issuer, LONGEST_CELL)}", "right": f"{day}印发"}
    return {"rows": rows, "issued": issued, "left": left, "right": copies}


def paper_context_of(paper: blocks.Paper, sheets: Sheets) -> dict[str, Any]:
    """The context of a paper that is no edition."""
    return {
        "title": line(paper.title, LONGEST_CELL),
        "author": line(paper.author, LONGEST_CELL),
        "created": paper.dated_on.isoformat(),
        "marks": line(paper.marks, LONGEST_CELL),
        "lead": line(paper.lead, LONGEST_CELL),
        "blocks": [_block(block, sheets) for block in paper.blocks[:MOST_BLOCKS]],
        "signatures": [line(words, LONGEST_CELL) for words in paper.signatures],
        "foot": line(paper.foot),
    }


def _block(block: blocks.Block, sheets: Sheets) -> dict[str, Any]:
    """One block for the template; `kind` names the part that shows it."""
    match block:
        case blocks.Text():
            return {"kind": "text", "paragraphs": [pieces(text) for text in paragraphs(block.text)]}
        case blocks.Heading():
            return {"kind": "heading", "level": str(block.level), "text": line(block.text, LONGEST_CELL)}
        case blocks.Rate() | blocks.Count() | blocks.Countdown():
            return {"kind": "text", "paragraphs": [pieces(line(block.text) + "。")]}
        case blocks.Table():
            return _table(block)
        case blocks.LampTable():
            return _lamp_table(block)
        case blocks.Chart():
            return _chart(block, sheets)
    raise TypeError(f"{type(block).__name__} is not a block")


def _shares(widths: list[int]) -> list[str]:
    return [f"{width * 100 / sum(widths):.4f}%" for width in widths]


def _size(rows: int) -> str:
    """A short table moves to the next page whole, a longer one is divided between rows, one of many is set smaller."""
    return "short" if rows <= FEW_ROWS else "long" if rows <= SOME_ROWS else "long many"


def _table(table: blocks.Table) -> dict[str, Any]:
    shares = _shares([column.width for column in table.columns])
    aligns = [str(column.align) for column in table.columns]
    return {
        "kind": "table",
        "size": _size(len(table.rows)),
        "title": line(table.title, LONGEST_CELL),
        "columns": [
            {"label": line(column.label, LONGEST_CELL), "share": share, "align": align}
            for column, share, align in zip(table.columns, shares, aligns, strict=True)
        ],
        "rows": [
            [{"pieces": pieces(_cell(cell)), "align": align} for cell, align in zip(row, aligns, strict=True)]
            for row in table.rows[:MOST_ROWS]
        ],
        "note": _note(table.note, len(table.rows)),
    }


def _note(note: str, rows: int) -> str:
    left = f"（另有{rows - MOST_ROWS}行未印，见系统台账。）" if rows > MOST_ROWS else ""
    return line(note) + left


def _lamp_table(table: blocks.LampTable) -> dict[str, Any]:
    """Lamps as dot and word; why one is not plainly green stands below, because no cell has room for a sentence."""
    others = (28 - NAME_WIDTH) / max(len(table.dimensions), 1)
    shares = _shares([NAME_WIDTH * 100, *[round(others * 100)] * len(table.dimensions)])
    labels = ["点位", *(line(dimension, LONGEST_CELL) for dimension in table.dimensions)]
    rows, reasons = [], []
    for row in table.rows[:MOST_ROWS]:
        name = line(row.name, LONGEST_CELL)
        rows.append([{"pieces": pieces(name), "align": "left"}, *(_lamp(cell) for cell in row.cells)])
        said = [
            f"{dimension}{line(cell.word, LONGEST_CELL)}，{line(cell.reason).rstrip('。；')}"
            for dimension, cell in zip(labels[1:], row.cells, strict=True)
            if cell.reason and _asks_why(cell)
        ]
        if said:
            reasons.append(pieces(f"{name}：{'；'.join(said)}。"))
    return {
        "kind": "table",
        "size": _size(len(table.rows)),
        "title": line(table.title, LONGEST_CELL),
        "columns": [
            {"label": label, "share": share, "align": "left" if index == 0 else "centre"}
            for index, (label, share) in enumerate(zip(labels, shares, strict=True))
        ],
        "rows": rows,
        "note": _note(table.note, len(table.rows)),
        "paragraphs": reasons,
    }


def _asks_why(lamp: blocks.Lamp) -> bool:
    """Whether the paper explains it: red, yellow, and green with a reservation (a longer word)."""
    if lamp.colour in (blocks.LampColour.RED, blocks.LampColour.YELLOW):
        return True
    return lamp.colour is blocks.LampColour.GREEN and lamp.word not in COLOURS


def _lamp(lamp: blocks.Lamp) -> dict[str, Any]:
    word = line(lamp.word, LONGEST_CELL)
    if lamp.colour is blocks.LampColour.NONE:
        return {"pieces": [{"text": word, "colour": ""}], "align": "centre"}
    return {"pieces": [{"text": "●", "colour": str(lamp.colour)}, {"text": word, "colour": ""}], "align": "centre"}


def _around(summary: str) -> float:
    """How high title and sentence of a chart are at most, in points."""
    characters = sum(1 if unicodedata.east_asian_width(character) in "WF" else 0.6 for character in line(summary))
    return LINE + NOTE_LINE * math.ceil((characters + 1) * NOTE_SIZE / TYPE_AREA) + NOTE_GAP


def _chart(chart: blocks.Chart, sheets: Sheets) -> dict[str, Any]:
    """A chart of whole grid lines: its title takes the first, the drawing the others."""
    height = LINE * (chart.lines - 1)
    shown = {
        "kind": "chart",
        "title": line(chart.title, LONGEST_CELL),
        "summary": line(chart.summary),
        "height": f"{height:.2f}pt",
        "width": f"{TYPE_AREA}pt",
        "around": f"{_around(chart.summary):.2f}",
        "source": "",
    }
    name = f"asset:chart/{len(sheets.options) + 1}"
    sheets.options[name] = clean_option(chart.option)
    try:
        sheets.charts[name] = sheets.draw(name, height / CSS_PIXEL)
    except charts.ChartNotDrawn:
        # The words say what the picture would have shown; an edition does not fail for a picture.
        return shown
    shown["source"] = name
    return shown
