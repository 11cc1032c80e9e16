"""What a report section yields: frozen plain values, the same for screen, paper and Word.

An edition stores them as JSON (`to_json`) and never recomputes them; `from_json` gives back an equal value. Nothing
here knows Django, a database or a clock. A value that is missing is `None` and prints one of the five words of
`Missing`, never 0.

In any text `●` directly before 绿灯, 黄灯 or 红灯 is a lamp: whoever shows the text gives the dot that colour, and the
word stays for a black-and-white copy. `※` marks an invented (demonstration) figure.
"""

from portal.kernel.missing import Missing as Missing  # the one list of words, for papers as for pages
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
    PALETTE,
    Align,
    Block,
    Chart,
    Column,
    Count,
    Countdown,
    Heading,
    Lamp,
    LampColour,
    LampRow,
    LampTable,
    Number,
    Rate,
    Table,
    Text,
    change_text,
    date_text,
)
from portal.reports.blocks.spelling import from_json, to_json

__all__ = [
    "PALETTE",
    "AddedWords",
    "Align",
    "Block",
    "Chart",
    "Column",
    "Count",
    "Countdown",
    "Distribution",
    "EditionDocument",
    "Heading",
    "Issue",
    "Lamp",
    "LampColour",
    "LampRow",
    "LampTable",
    "Missing",
    "Number",
    "PageOne",
    "Paper",
    "Rate",
    "Section",
    "Stamp",
    "StuckPoint",
    "Table",
    "Text",
    "change_text",
    "date_text",
    "from_json",
    "to_json",
]
