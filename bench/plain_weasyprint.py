"""The peer of the PDF case: WeasyPrint as its manual shows it, in a process of its own, with the same page and faces.

It differs from ours in what ours does beyond the manual: tables are laid out by their contents with collapsed borders,
Chinese lines are WeasyPrint's own, charts are drawn anew for every document, and nothing is tuned in the process. Its
faces are loaded once, as ours are: it is measured warm.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from portal.reports.pdf import frames

AS_THE_MANUAL = (
    ("table-layout: fixed", "table-layout: auto"),
    ("border-collapse: separate", "border-collapse: collapse"),
    ("outline: 0.5pt solid #000", "border: 0.5pt solid #000"),
)
"""What our style sheet says and what one writes who has not measured; every pair must be found."""


def main() -> None:
    """Answer each edition on standard input with its PDF on standard output, until the input closes."""
    from portal.reports.blocks import from_json

    press = _PlainPress()
    frames.send(1, frames.READY)
    try:
        while True:
            _, content = frames.receive(0, 3600)
            asked = json.loads(content)
            frames.send(1, frames.DONE, press.print(from_json(asked["document"]), from_json(asked["issue"])))
    except frames.Closed:
        return


class _PlainPress:
    def __init__(self) -> None:
        from django.template import Engine
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        from portal.reports import charts
        from portal.reports.pdf import press
        from portal.reports.pdf.coverage import FALL_BACK, FONTS, TEXT_FACES
        from portal.reports.pdf.fetcher import AssetFetcher

        charts.KEPT_CHARTS = 0
        charts.warm_up()
        self.faces = FontConfiguration()
        fonts = {name: ((FONTS / name).read_bytes(), "font/woff2") for name in (*TEXT_FACES, FALL_BACK)}
        assets = {f"asset:font/{name}": face for name, face in fonts.items()}
        self.style = CSS(string=plain_style(press.TEMPLATES), font_config=self.faces, url_fetcher=AssetFetcher(assets))
        self.template = Engine(dirs=[str(press.TEMPLATES)]).get_template("edition.html")

    def print(self, edition, issue) -> bytes:
        from django.template import Context
        from weasyprint import HTML

        from portal.reports.pdf.fetcher import AssetFetcher
        from portal.reports.pdf.view import Sheets, context_of

        sheets = Sheets()
        html = self.template.render(Context(context_of(edition, issue, sheets), use_l10n=False))
        drawings = {name: (drawing.encode(), "image/svg+xml") for name, drawing in sheets.charts.items()}
        page = HTML(string=html, url_fetcher=AssetFetcher(drawings))
        return page.write_pdf(stylesheets=[self.style], font_config=self.faces, pdf_tags=True)


def plain_style(folder: Path) -> str:
    """Our style sheet without what was measured. Raises `ValueError` when a part to take out is no longer there."""
    style = (folder / "edition.css").read_text(encoding="utf-8")
    for ours, usual in AS_THE_MANUAL:
        if ours not in style:
            raise ValueError(f"the style sheet of editions no longer says “{ours}”")
        style = style.replace(ours, usual)
    return style


if __name__ == "__main__":
    sys.exit(main())
