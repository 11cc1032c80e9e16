"""People's words before layout: cleaned, capped, and only ever text."""

import re
import unicodedata
from typing import Any

from portal.reports.pdf.coverage import printable

LONGEST_TEXT = 4_000
"""Characters of one field; ten pages of the grid hold six thousand."""

LONGEST_CELL = 200
MOST_ROWS = 600
"""Rows of one table: about thirty pages. More is a list for Excel, not for paper."""

MOST_BLOCKS = 400
"""Blocks of one section."""

NUMBERS = "一二三四五六七八九十"

GETA = "〓"
"""The printers' mark for a character that no face has."""

_REMOVED = ("Cc", "Cf", "Cs", "Zl", "Zp")

_LAMP = re.compile("●(?=(绿灯|黄灯|红灯))")
COLOURS = {"绿灯": "green", "黄灯": "yellow", "红灯": "red"}


def clean(text: str, limit: int = LONGEST_TEXT) -> str:
    """`text` without control, format and surrogate characters, at most `limit` long; unprintable ones become 〓.

    Format characters include the marks that turn the direction of text round: with them a figure can be made to read
    backwards. A cut text ends in ……（略）.
    """
    kept = []
    for character in text[: limit + 1]:
        if character in "\n\t":
            kept.append(character)
            continue
        category = unicodedata.category(character)
        if ord(character) in printable() and category not in _REMOVED:
            kept.append(character)
        elif category == "Zs":
            kept.append(" ")
        elif category not in _REMOVED and category != "Mn":
            kept.append(GETA)
    cleaned = "".join(kept)
    return cleaned[:limit] + "……（略）" if len(text) > limit else cleaned


def line(text: str, limit: int = LONGEST_TEXT) -> str:
    """A cleaned text on one line."""
    return re.sub(r"\s*[\n\t]\s*", " ", clean(text, limit)).strip(" ")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a cleaned text; empty lines are dropped."""
    return [part for raw in clean(text).split("\n") if (part := raw.replace("\t", " ").strip(" 　"))]


def pieces(text: str) -> list[dict[str, str]]:
    """Runs of a text for the template: plain ones, and lamp dots with their colour."""
    runs, position = [], 0
    for match in _LAMP.finditer(text):
        runs.append({"text": text[position : match.start()], "colour": ""})
        runs.append({"text": "●", "colour": COLOURS[match[1]]})
        position = match.end()
    runs.append({"text": text[position:], "colour": ""})
    return [run for run in runs if run["text"]]


def annex_number(index: int) -> str:
    """附一, 附二, … 附十, 附十一: page one already has 一 to 五."""
    tens, ones = divmod(index, 10)
    if tens == 0:
        return "附" + NUMBERS[index - 1]
    return "附" + (NUMBERS[tens - 1] if tens > 1 else "") + "十" + (NUMBERS[ones - 1] if ones else "")


def clean_option(value: Any) -> Any:
    """A chart option whose every string is cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): clean_option(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean_option(item) for item in value]
    return value
