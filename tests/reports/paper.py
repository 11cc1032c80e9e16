"""A printed edition read back from its bytes: where each character stands, in which face, whether it has a shape."""

import io
from dataclasses import dataclass
from itertools import groupby

from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont
from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTPage, LTRect
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

POINTS_OF_MM = 72 / 25.4
PAGE_HEIGHT = 297 * POINTS_OF_MM


@dataclass(frozen=True)
class Glyph:
    """One printed character: left and right edge and baseline in points from the page's top left corner."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    face: str
    cid: int


@dataclass(frozen=True)
class Line:
    """The characters on one baseline, from left to right."""

    baseline: float
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)


class _Reader(PDFLayoutAnalyzer):
    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager, laparams=None)
        self.pages: list[list[Glyph]] = []
        self.bars: list[list[Bar]] = []
        self.fonts: dict[str, tuple[object, set[int]]] = {}
        self._found: list[Glyph] = []

    def render_char(self, matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate):
        advance = super().render_char(matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate)
        shown = self.cur_item._objs[-1]
        assert isinstance(shown, LTChar)
        size = abs(shown.matrix[3]) * fontsize
        self._found.append(
            Glyph(
                shown.get_text(),
                shown.matrix[4],
                shown.matrix[4] + shown.adv * shown.matrix[0],
                PAGE_HEIGHT - shown.matrix[5],
                size,
                font.fontname,
                cid,
            )
        )
        used = self.fonts.setdefault(font.fontname, (font, set()))[1]
        if shown.get_text().strip():  # a space has no shape
            used.add(cid)
        return advance

    def receive_layout(self, ltpage: LTPage) -> None:
        self.pages.append(self._found)
        self.bars.append(
            [
                Bar(each.x0, each.x1, PAGE_HEIGHT - each.y1, PAGE_HEIGHT - each.y0)
                for each in ltpage
                if isinstance(each, LTRect) and each.fill
            ]
        )
        self._found = []


@dataclass(frozen=True)
class Bar:
    """A filled rectangle: its edges in points from the page's top left corner."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass
class Paper:
    """A PDF: its pages' characters and bars, its document data and its fonts."""

    pages: list[list[Glyph]]
    bars: list[list[Bar]]
    document: PDFDocument
    fonts: dict[str, tuple[object, set[int]]]

    def lines(self, page: int) -> list[Line]:
        """Lines of the type area of a page (from 1), top to bottom; what stands in the margins is left out."""
        inside = [g for g in self.pages[page - 1] if 37 * POINTS_OF_MM - 1 < g.baseline < (297 - 35) * POINTS_OF_MM + 1]
        ordered = sorted(inside, key=lambda glyph: (round(glyph.baseline, 1), glyph.left))
        return [
            Line(baseline, tuple(glyphs))
            for baseline, glyphs in groupby(ordered, key=lambda glyph: round(glyph.baseline, 1))
        ]

    def text(self, page: int | None = None) -> str:
        """All characters of a page (from 1), or of the whole paper, in the order of printing."""
        pages = self.pages if page is None else [self.pages[page - 1]]
        return "".join(glyph.text for glyphs in pages for glyph in glyphs)

    def titles(self) -> list[tuple[int, str]]:
        """The bookmarks: level and title."""
        return [(level, title) for level, title, *_ in self.document.get_outlines()]

    def shapeless(self) -> list[str]:
        """Faces that are not embedded and characters printed without a glyph of their own (a box)."""
        missing = []
        for name, (font, cids) in self.fonts.items():
            glyphs = _embedded(font)
            if glyphs is None:
                missing.append(f"{name}: not embedded")
                continue
            missing += [
                f"{name}: glyph {cid}" for cid in sorted(cids) if cid == 0 or cid >= len(glyphs) or not glyphs[cid]
            ]
        return missing


def read(content: bytes) -> Paper:
    document = PDFDocument(PDFParser(io.BytesIO(content)))
    manager = PDFResourceManager()
    reader = _Reader(manager)
    interpreter = PDFPageInterpreter(manager, reader)
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
    return Paper(reader.pages, reader.bars, document, reader.fonts)


def _embedded(font) -> list[bool] | None:
    """For every glyph of the embedded font whether something (or a space) stands there; `None` when not embedded."""
    descriptor = font.descriptor
    for key in ("FontFile3", "FontFile2"):
        if key in descriptor:
            content = resolve1(descriptor[key]).get_data()
            break
    else:
        return None
    if content[:4] in (b"OTTO", b"\x00\x01\x00\x00", b"true"):
        with TTFont(io.BytesIO(content)) as face:
            shapes = face.getGlyphSet()
            return [_drawn(shapes[name]) for name in face.getGlyphOrder()]
    fontset = CFFFontSet()
    fontset.decompile(io.BytesIO(content), None)
    strings = fontset[0].CharStrings
    return [_drawn(strings[name]) for name in fontset[0].charset]


def _drawn(glyph) -> bool:
    from fontTools.pens.recordingPen import RecordingPen

    pen = RecordingPen()
    glyph.draw(pen)
    return bool(pen.value)


class _Colours(PDFLayoutAnalyzer):
    """The colours in which a text was printed."""

    def __init__(self, manager: PDFResourceManager, text: str) -> None:
        super().__init__(manager, laparams=None)
        self.text = text
        self.found: set[str] = set()

    def render_char(self, matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate):
        advance = super().render_char(matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate)
        if self.cur_item._objs[-1].get_text() == self.text:
            self.found.add(_hexadecimal(graphicstate.ncolor))
        return advance


def _hexadecimal(colour) -> str:
    parts = colour if isinstance(colour, tuple | list) else (colour,) * 3
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def colours_of(content: bytes, page: int, text: str) -> set[str]:
    """In which colours (``#rrggbb``) a character is printed on a page (from 1)."""
    manager = PDFResourceManager()
    reader = _Colours(manager, text)
    interpreter = PDFPageInterpreter(manager, reader)
    for number, found in enumerate(PDFPage.get_pages(io.BytesIO(content)), start=1):
        if number == page:
            interpreter.process_page(found)
    return reader.found
