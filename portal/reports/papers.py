"""The door for papers of other apps: plain blocks in, a PDF out, by the press that prints the editions."""

from portal.reports.blocks import Paper
from portal.reports.pdf.process import render_paper


def print_paper(paper: Paper) -> bytes:
    """The PDF, the same bytes for the same values. Raises `LayoutMissing`, `LimitReached`, `PressFailed`."""
    return render_paper(paper)
