"""A Word file being written: page, faces and grid of GB/T 9704, and the few kinds of paragraph that an edition has."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FANG, KAI, HEI, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"
PITCH = 28.95
TYPE_AREA = 156  # mm
RED = "DD0000"
COLOURS = {"green": "1A7F37", "yellow": "C58A00", "red": RED}
ALIGNS = {"left": WD_ALIGN_PARAGRAPH.LEFT, "centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}

BODY, PLAIN, LEAD = "Normal", "顶格", "段首"
MARK, NAME, CENTRED, RULED, ADVICE = "标识", "报头", "居中", "红线", "按语"
HEADLINE, CAPTION, CELL, NOTE, COLOPHON = "Title", "表题", "表格文字", "表注", "版记"
TABLE = "Table Grid"
HEADINGS = {"annex": "Heading 1", "1": "Heading 2", "2": "Heading 3", "3": "Heading 4"}

# Face, size, alignment, whether two characters in; the line is the grid's unless it is said otherwise.
_STYLES: tuple[tuple[str, str, float, str, bool], ...] = (
    (BODY, FANG, 16, "", True),
    (PLAIN, FANG, 16, "left", False),
    (MARK, HEI, 16, "left", False),
    (NAME, SONG, 38, "centre", False),
    (CENTRED, FANG, 16, "centre", False),
    (RULED, FANG, 16, "left", False),
    (ADVICE, KAI, 16, "", False),
    (HEADLINE, SONG, 22, "centre", False),
    (HEADINGS["annex"], HEI, 16, "left", False),
    (HEADINGS["1"], HEI, 16, "left", True),
    (HEADINGS["2"], KAI, 16, "left", True),
    (HEADINGS["3"], FANG, 16, "left", True),
    (CAPTION, HEI, 14, "centre", False),
    (CELL, FANG, 12, "", False),
    (NOTE, FANG, 12, "left", False),
    (COLOPHON, FANG, 14, "left", False),
    ("Header", HEI, 14, "right", False),
    ("Footer", "宋体", 14, "left", False),
)
_LOW = {CELL: 20.0, NOTE: 18.0}  # points of a line that does not stand on the grid
_HIGH = {NAME: PITCH * 2}

# What stands behind a property of a paragraph: Word refuses a file whose order is another.
_LAST = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
_BEHIND = {
    "pBdr": ("w:shd", "w:tabs", "w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid", *_LAST),
    "autoSpaceDE": ("w:autoSpaceDN", "w:snapToGrid", *_LAST),
    "autoSpaceDN": ("w:snapToGrid", *_LAST),
    "snapToGrid": _LAST,
}

Piece = Mapping[str, str]
"""A run of text with its colour, as ``pdf.words.pieces`` gives them."""


class Sheet:
    """One file; ``content`` gives its bytes when everything is written."""

    def __init__(self, title: str, author: str, created: date, marks: str) -> None:
        self.file = docx.Document()
        self._set_styles()
        # By their ids, because the library looks through all styles for every name.
        self._ids = {style.name: style.style_id for style in self.file.styles}
        self._set_page(marks)
        told = self.file.core_properties
        told.title, told.author, told.last_modified_by, told.comments = title, author, author, ""
        told.language = "zh-CN"
        told.created = told.modified = datetime.combine(created, time(), UTC)

    def content(self) -> bytes:
        written = io.BytesIO()
        self.file.save(written)
        return written.getvalue()

    def line(self, text: str, style: str, *, right: str = "") -> Any:
        """A paragraph of one text; ``right`` stands at the right edge of the same line."""
        return self.said([{"text": f"{text}\t{right}" if right else text, "colour": ""}], style)

    def said(self, pieces: Iterable[Piece], style: str = BODY, *, lead: str = "", after: str = "") -> Any:
        """A paragraph of pieces behind the words that lead it, ``after`` before its first piece."""
        paragraph = self.file.add_paragraph()
        paragraph._p.style = self._ids[style]
        if lead:
            self._lead(paragraph, lead)
        if after:
            paragraph.add_run(after)
        _add(paragraph, pieces)
        return paragraph

    def table(self, columns: Sequence[Mapping[str, str]], rows: Iterable[Sequence[Mapping[str, Any]]]) -> None:
        """A table with its head repeated on every page; rows are never divided."""
        table = self.file.add_table(rows=1, cols=len(columns), style=TABLE)
        table.autofit = False
        for column, told in zip(table.columns, columns, strict=True):
            column.width = Mm(TYPE_AREA * float(told["share"].rstrip("%")) / 100)
        head = table.rows[0]
        _flag(head._tr.get_or_add_trPr(), "w:tblHeader")
        for cell, told in zip(head.cells, columns, strict=True):
            self._lead(self._cell(cell, "centre"), told["label"])
        _flag(head._tr.get_or_add_trPr(), "w:cantSplit")
        for row in rows:
            added = table.add_row()
            _flag(added._tr.get_or_add_trPr(), "w:cantSplit")
            for cell, said in zip(added.cells, row, strict=True):
                _add(self._cell(cell, said["align"]), said["pieces"])

    def _cell(self, cell: Any, align: str) -> Any:
        """The paragraph of a cell."""
        paragraph = cell.paragraphs[0]
        paragraph._p.style = self._ids[CELL]
        paragraph.alignment = ALIGNS[align]
        return paragraph

    def _lead(self, paragraph: Any, text: str) -> None:
        run = paragraph.add_run(text)
        run._r.style = self._ids[LEAD]

    def _set_styles(self) -> None:
        styles = self.file.styles
        _set_language(styles.element)
        _set_cells(styles[TABLE])
        known = {style.name for style in styles}
        for name, face, size, align, is_indented in _STYLES:
            style = styles[name] if name in known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            if name not in known:
                style.base_style = None
            _set_face(style.element.get_or_add_rPr(), face)
            style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
            style.font.color.rgb = RGBColor.from_string(RED if name == NAME else "000000")
            _set_lines(style, align, is_indented, _LOW.get(name) or _HIGH.get(name) or PITCH)
            _switch_off(style, "autoSpaceDE", "autoSpaceDN", *(("snapToGrid",) if name in _LOW else ()))
        _set_face(styles.add_style(LEAD, WD_STYLE_TYPE.CHARACTER).element.get_or_add_rPr(), HEI)
        for name in (RULED, COLOPHON):
            styles[name].paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_AREA), WD_TAB_ALIGNMENT.RIGHT)
        _set_borders(styles[HEADLINE])
        around = styles[HEADLINE].paragraph_format
        around.space_before = around.space_after = Pt(PITCH / 2)
        _set_borders(styles[RULED], bottom=(RED, 16))
        _set_borders(styles[COLOPHON], top=("000000", 8), bottom=("000000", 8), between=("000000", 6))
        for name in (CAPTION, *HEADINGS.values()):
            styles[name].paragraph_format.keep_with_next = True

    def _set_page(self, marks: str) -> None:
        page = self.file.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
        page.footer_distance = Mm(35 - 7 - 5)  # the dash stands 7 mm under the type area, its line is 5 mm high
        grid = page._sectPr.find(qn("w:docGrid"))
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(round(PITCH * 20)))
        self.file.settings.odd_and_even_pages_header_footer = True
        for head in (page.header, page.even_page_header):
            _coloured(head.paragraphs[0].add_run(marks), RED)
        _number_pages(page.footer.paragraphs[0], "right")
        _number_pages(page.even_page_footer.paragraphs[0], "left")


def _add(paragraph: Any, pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        run = paragraph.add_run(piece["text"])
        if piece["colour"]:
            _coloured(run, COLOURS[piece["colour"]])


def _coloured(run: Any, colour: str) -> None:
    run.font.color.rgb = RGBColor.from_string(colour)


def _flag(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))


def _set_face(properties: Any, face: str) -> None:
    """One face for Chinese and figures alike; what a theme would put in its place is taken out."""
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), face)


def _set_language(styles: Any) -> None:
    for told in styles.iter(qn("w:lang")):
        told.set(qn("w:val"), "zh-CN")
        told.set(qn("w:eastAsia"), "zh-CN")


def _set_cells(style: Any) -> None:
    """3 points to the left and right of what stands in a cell, as on the paper: a day stays on one line."""
    for edge in style.element.iter(qn("w:tblCellMar")):
        for side in edge:
            side.set(qn("w:w"), "60" if side.tag in (qn("w:left"), qn("w:right")) else "0")


def _set_lines(style: Any, align: str, is_indented: bool, pitch: float) -> None:
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    form.alignment = ALIGNS.get(align, WD_ALIGN_PARAGRAPH.JUSTIFY)
    indent = style.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200" if is_indented else "0")
    indent.set(qn("w:firstLine"), str(2 * 16 * 20) if is_indented else "0")


def _switch_off(style: Any, *names: str) -> None:
    """No gap between Chinese and figures, as on the paper; no grid for what is lower than its lines."""
    properties = style.element.get_or_add_pPr()
    for name in names:
        switch = OxmlElement(f"w:{name}")
        switch.set(qn("w:val"), "0")
        properties.insert_element_before(switch, *_BEHIND[name])


def _set_borders(style: Any, **edges: tuple[str, int]) -> None:
    """Lines around paragraphs of a style: colour and eighths of a point by edge; none takes away those of the form."""
    properties = style.element.get_or_add_pPr()
    for standing in properties.findall(qn("w:pBdr")):
        properties.remove(standing)
    if not edges:
        return
    borders = OxmlElement("w:pBdr")
    for edge, (colour, size) in edges.items():
        drawn = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "1"), ("color", colour)):
            drawn.set(qn(f"w:{name}"), value)
        borders.append(drawn)
    properties.insert_element_before(borders, *_BEHIND["pBdr"])


def _number_pages(paragraph: Any, align: str) -> None:
    """— 1 —, one character in from the outer edge."""
    paragraph.alignment = ALIGNS[align]
    edge = paragraph.paragraph_format
    edge.left_indent, edge.right_indent = (Pt(14), Pt(0)) if align == "left" else (Pt(0), Pt(14))
    for text, instruction in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = paragraph.add_run(text)
        if instruction:
            _add_field(run, instruction)


def _add_field(run: Any, instruction: str) -> None:
    for kind in ("begin", "", "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = instruction
        run._r.append(part)
