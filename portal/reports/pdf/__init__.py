"""From an edition's plain values to the bytes of its PDF.

    from portal.reports.pdf import render
    content = render(document, issue, cache_dir=var / "charts")

The layout runs in a child process with limits on memory, time and processor; this module needs no Pango to be imported.
"""

from portal.reports.pdf.printing import Enclosure
from portal.reports.pdf.process import LayoutMissing, LimitReached, PressFailed, render

__all__ = ["Enclosure", "LayoutMissing", "LimitReached", "PressFailed", "render"]
