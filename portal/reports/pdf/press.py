"""The press: WeasyPrint with our faces, style sheet and template, ready to print editions in this process.

Only the rendering child makes one (see `child.py`): it reads people's words.
"""

import io
import logging
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.images import SVGImage
from weasyprint.text.fonts import FontConfiguration

from portal.kernel.periods import SHANGHAI
from portal.reports import charts
from portal.reports.blocks import EditionDocument, Issue, Paper
from portal.reports.pdf import grid, justify
from portal.reports.pdf.coverage import FALL_BACK, FONTS, TEXT_FACES
from portal.reports.pdf.fetcher import AssetFetcher
from portal.reports.pdf.printing import PaperPrinting, Printing
from portal.reports.pdf.view import MOST_STUCK, Sheets, context_of, paper_context_of

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "reports" / "pdf"
VARIANT = "pdf/ua-1"
"""Tagged: headings, tables with their heads and pictures with words can be read aloud and taken out."""

END_OF_PAGE_ONE = "end-of-page-one"

log = logging.getLogger(__name__)


class Press:
    """Loads faces and templates once (about a second); `print` then takes only the layout's time."""

    def __init__(self, cache_dir: Path | None = None) -> None:
        justify.install()
        grid.install()
        self.cache_dir = cache_dir
        self.faces = FontConfiguration()
        assets = {
            f"asset:font/{name}": ((FONTS / name).read_bytes(), "font/woff2") for name in (*TEXT_FACES, FALL_BACK)
        }
        self.style = CSS(
            string=(TEMPLATES / "edition.css").read_text(encoding="utf-8"),
            font_config=self.faces,
            url_fetcher=AssetFetcher(assets, local_faces=True),
        )
        self.paper_style = CSS(string=(TEMPLATES / "paper.css").read_text(encoding="utf-8"), font_config=self.faces)
        engine = Engine(dirs=[str(TEMPLATES)])
        self.template, self.paper_template = engine.get_template("edition.html"), engine.get_template("paper.html")
        charts.warm_up()

    def print(self, asked: Printing | PaperPrinting) -> bytes:
        """The PDF that is asked for: the same bytes for the same values on the same machine."""
        return self._paper(asked.paper) if isinstance(asked, PaperPrinting) else self._edition(asked)

    def _paper(self, paper: Paper) -> bytes:
        sheets = Sheets(drawing=self._drawing)
        html = self.paper_template.render(Context(paper_context_of(paper, sheets), use_l10n=False))
        laid_out = self._laid_out(html, sheets, [self.style, self.paper_style])
        output = io.BytesIO()
        laid_out.write_pdf(output, pdf_variant=VARIANT)
        return output.getvalue()

    def _edition(self, asked: Printing) -> bytes:
        document, issue = asked.document, asked.issue
        laid_out = self.lay_out(document, issue, self._stuck_on_page_one(document, issue))
        if asked.enclosed:
            day = datetime.combine(issue.dated_on or document.dated_on, time(), SHANGHAI)
            laid_out.metadata.attachments = [
                Attachment(
                    string=asked.enclosed.content,
                    name=asked.enclosed.name,
                    description="本期数据",
                    created=day,
                    modified=day,
                )
            ]
        output = io.BytesIO()
        laid_out.write_pdf(output, pdf_variant=VARIANT)
        return output.getvalue()

    def _stuck_on_page_one(self, edition: EditionDocument, issue: Issue) -> int:
        """How many stuck points page 1 has room for. The weakest (last) ones go to page 2; letters do not shrink."""
        stuck = 0 if isinstance(edition.page_one.stuck, str) else min(len(edition.page_one.stuck), MOST_STUCK)
        # Tried without the pages that follow: they may be many, and begin on page 2 anyway.
        alone = replace(edition, sections=())
        while stuck and END_OF_PAGE_ONE not in self.lay_out(alone, issue, stuck).pages[0].anchors:
            stuck -= 1
        return stuck

    def lay_out(self, edition: EditionDocument, issue: Issue, stuck_on_page_one: int = MOST_STUCK) -> Document:
        """The pages of an edition, not yet written."""
        sheets = Sheets(drawing=self._drawing)
        html = self.template.render(Context(context_of(edition, issue, sheets, stuck_on_page_one), use_l10n=False))
        laid_out = self._laid_out(html, sheets, [self.style])
        for picture in grid.lowered(laid_out):
            _redraw(picture, sheets)
        return laid_out

    def _laid_out(self, html: str, sheets: Sheets, styles: list[CSS]) -> Document:
        assets = {name: (drawing.encode(), "image/svg+xml") for name, drawing in sheets.charts.items()}
        fetcher = AssetFetcher(assets)
        page = HTML(string=html, url_fetcher=fetcher, base_url=None)
        laid_out = page.render(stylesheets=styles, font_config=self.faces, pdf_variant=VARIANT)
        for url in fetcher.refused:
            log.warning("a paper asked for %s", url)
        return laid_out

    def _drawing(self, option: Mapping[str, Any], width: int, height: int, *, font: str) -> str:
        return charts.svg(option, width, height, font=font, cache_dir=self.cache_dir)


def _redraw(picture: Any, sheets: Sheets) -> None:
    """Draw a chart anew for the height that it was given: squeezed into it, its letters would be half as large."""
    squeezed = picture.replacement
    try:
        drawing = sheets.draw(squeezed._base_url, picture.height)
    except charts.ChartNotDrawn as reason:  # it was drawn once, so the squeezed one is at hand
        log.warning("a chart was not drawn lower: %s", reason)
        return
    tree = ElementTree.fromstring(drawing)  # noqa: S314  (our own drawing)
    picture.replacement = SVGImage(tree, squeezed._base_url, squeezed._url_fetcher, squeezed._context)
