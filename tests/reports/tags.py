"""The tags of an edition as a reader for the blind meets them: roles, their words, what pictures and heads say."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.utils import decode_text


@dataclass
class Element:
    """One element of the structure: its role, its own words, what stands in for it, and what lies in it."""

    role: str
    words: str = ""
    alt: str = ""
    name: str = ""
    heads: tuple[str, ...] = ()
    inside: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words and those of everything in it, in the order of reading."""
        return self.words + "".join(each.text for each in self.inside)

    def all(self, *roles: str) -> Iterator[Element]:
        """Itself and what lies in it, in the order of reading; only these roles, if any are named."""
        if not roles or self.role in roles:
            yield self
        for each in self.inside:
            yield from each.all(*roles)


class _Words(PDFLayoutAnalyzer):
    """The characters of each marked part of each page."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager, laparams=None)
        self.parts: dict[tuple[int, int], str] = defaultdict(str)
        self.page = 0
        self._marks: list[int | None] = []

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        self._marks.append(props.get("MCID") if isinstance(props, dict) else None)

    def end_tag(self) -> None:
        self._marks.pop()

    def render_char(self, *arguments: Any) -> float:
        advance = super().render_char(*arguments)
        number = next((mcid for mcid in reversed(self._marks) if mcid is not None), None)
        if number is not None:
            self.parts[self.page, number] += self.cur_item._objs[-1].get_text()
        return advance


@dataclass
class Tagged:
    """A PDF's structure, and what its catalog says of the whole."""

    root: Element
    catalog: dict[str, Any]


def read(content: bytes) -> Tagged:
    document = PDFDocument(PDFParser(io.BytesIO(content)))
    manager = PDFResourceManager()
    words = _Words(manager)
    interpreter = PDFPageInterpreter(manager, words)
    pages: dict[int, int] = {}
    for number, page in enumerate(PDFPage.create_pages(document)):
        words.page = pages[page.pageid] = number
        interpreter.process_page(page)
    tree = resolve1(document.catalog["StructTreeRoot"])
    (top,) = _list(tree["K"])
    return Tagged(_element(top, words, pages, 0), document.catalog)


def _element(node: Any, words: _Words, pages: dict[int, int], page: int) -> Element:
    node = resolve1(node)
    page = _page(node, pages, page)
    told = resolve1(node.get("A")) or {}
    element = Element(
        node["S"].name,
        alt=decode_text(resolve1(node["Alt"])) if "Alt" in node else "",
        name=_plain(node.get("ID")),
        heads=tuple(_plain(each) for each in _list(told.get("Headers"))) if isinstance(told, dict) else (),
    )
    for part in _list(node.get("K")):
        part = resolve1(part)
        if isinstance(part, int):
            element.inside.append(Element("", words.parts[page, part]))
        elif "MCID" in part:
            element.inside.append(Element("", words.parts[_page(part, pages, page), part["MCID"]]))
        elif "S" in part:
            element.inside.append(_element(part, words, pages, page))
    return element


def _page(node: dict[str, Any], pages: dict[int, int], page: int) -> int:
    where = node.get("Pg")
    return pages[where.objid] if isinstance(where, PDFObjRef) else page


def _list(value: Any) -> list[Any]:
    value = resolve1(value)
    return [] if value is None else value if isinstance(value, list) else [value]


def _plain(value: Any) -> str:
    value = resolve1(value)
    return "" if value is None else value.decode("latin-1")


def enclosed(content: bytes) -> dict[str, bytes]:
    """The files that lie in a PDF, by name."""
    document = PDFDocument(PDFParser(io.BytesIO(content)))
    names = resolve1(resolve1(document.catalog.get("Names") or {}).get("EmbeddedFiles"))
    found = _list((names or {}).get("Names"))
    files = [resolve1(each) for each in found[1::2]]
    return {decode_text(file["UF"]): resolve1(resolve1(file["EF"])["F"]).get_data() for file in files}
