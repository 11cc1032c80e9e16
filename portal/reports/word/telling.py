"""What stands in the Word file, in the order of the paper: head, page one, annexes, proof, 版记."""

from __future__ import annotations

from typing import Any, Never

from portal.reports import charts
from portal.reports.blocks import EditionDocument, Issue
from portal.reports.pdf.view import Sheets, context_of
from portal.reports.word.sheet import (
    ADVICE,
    CAPTION,
    CENTRED,
    COLOPHON,
    HEADINGS,
    HEADLINE,
    MARK,
    NAME,
    NOTE,
    PLAIN,
    RULED,
    Sheet,
)

STUCK_COLUMNS = (("卡点", "50"), ("主责", "20"), ("包抓", "12"), ("时限", "18"))
Told = dict[str, Any]


def word_of(document: EditionDocument, issue: Issue | None = None) -> bytes:
    """The file of an edition; without ``issue`` it is a 送审稿 and marked so."""
    added = issue or Issue()
    told = context_of(document, added, Sheets(drawing=_not_drawn))
    sheet = Sheet(told["title"], told["author"], added.dated_on or document.dated_on, told["marks"])
    _head(sheet, told)
    _page_one(sheet, told)
    for place, section in enumerate(told["sections"]):
        _section(sheet, section, begins_page=place == 0)
        if place == 0:
            _explanation(sheet, told)
    if told["proof"]:
        _proof(sheet, told["proof"])
    if told["colophon"]:
        _colophon(sheet, told["colophon"])
    return sheet.content()


def _not_drawn(*_: Any, **__: Any) -> Never:
    """Words can be reused, drawings cannot: a chart is its title and its sentence."""
    raise charts.ChartNotDrawn("a Word file has no drawings")


def _head(sheet: Sheet, told: Told) -> None:
    sheet.line(told["mark"], MARK)
    sheet.line(told["name"], NAME)
    sheet.line(told["issue"], CENTRED)
    sheet.line(told["issuer"], RULED, right=told["date"])
    if told["note"]:
        sheet.said([{"text": told["note"], "colour": ""}], ADVICE, lead="按：")
    sheet.line(told["headline"], HEADLINE)
    if told["corrects"]:
        sheet.line(told["corrects"], CENTRED)


def _page_one(sheet: Sheet, told: Told) -> None:
    sheet.said(told["overall"], lead="一、总体", after="　")
    sheet.said([], lead=f"二、{told['progress_count']}项进展", after=told["progress_note"])
    for item in told["progress"]:
        sheet.said(item)
    stuck = f"三、{told['stuck_count']}个卡点"
    if told["stuck_words"]:
        sheet.said(told["stuck_words"], lead=stuck, after="　")
    else:
        sheet.said([], lead=stuck)
        columns = [{"label": label, "share": share} for label, share in STUCK_COLUMNS]
        points = [*told["stuck"], *told["stuck_later"]]
        sheet.table(columns, [[{"pieces": cell, "align": "left"} for cell in point] for point in points])
    sheet.said(told["request"], lead="四、提请研究", after="　")
    if told["decisions"] is not None:
        sheet.said(told["decisions"], lead=f"五、{told['decided']}", after="　")


def _section(sheet: Sheet, section: Told, *, begins_page: bool) -> None:
    heading = sheet.line(f"{section['number']}　{section['title']}", HEADINGS["annex"])
    heading.paragraph_format.page_break_before = begins_page
    for block in section["blocks"]:
        _block(sheet, block)


def _block(sheet: Sheet, block: Told) -> None:
    match block["kind"]:
        case "text":
            for text in block["paragraphs"]:
                sheet.said(text)
        case "heading":
            sheet.line(block["text"], HEADINGS[block["level"]])
        case "table":
            if block["title"]:
                sheet.line(block["title"], CAPTION)
            sheet.table(block["columns"], block["rows"])
            if block["note"]:
                sheet.line(block["note"], NOTE)
            for text in block.get("paragraphs", ()):
                sheet.said(text)
        case "chart":
            sheet.said([{"text": f"{block['title']}：{block['summary']}", "colour": ""}])


def _explanation(sheet: Sheet, told: Told) -> None:
    for place, text in enumerate(told["explanation"]):
        sheet.said(text, lead="" if place else "说明", after="" if place else "　")


def _proof(sheet: Sheet, proof: Told) -> None:
    sheet.line(f"{proof['number']}　{proof['title']}", HEADINGS["annex"])
    for part in proof["parts"]:
        for text in part:
            sheet.line(text, NOTE)


def _colophon(sheet: Sheet, colophon: Told) -> None:
    sheet.line("", PLAIN)
    for row in colophon["rows"]:
        sheet.line(f"{row['label']}{row['text']}", COLOPHON)
    sheet.line(colophon["issued"]["left"], COLOPHON, right=colophon["issued"]["right"])
    if colophon["left"] or colophon["right"]:
        sheet.line(colophon["left"], COLOPHON, right=colophon["right"])
