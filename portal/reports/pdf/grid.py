"""Whatever is not running text ends on a line of the grid: one change to how WeasyPrint lays out blocks.

Rows of tables and notes are lower than a line of running text, so that a page holds more of them; the block that holds
a table or a chart with its title and note is then made a whole number of lines high, so that the text behind it is on
the grid again. The change to lines of text is in `justify.py`.
"""

from collections.abc import Iterator
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

STEP = "step"
"""The class of blocks that end on the grid."""

PITCH = 28.95 / 0.75  # CSS px
TYPE_AREA_TOP = 37 / 25.4 * 96
LINES = 22

SMALLEST = 0.55
"""The part of its height to which a chart may be made lower; below, it goes to the next page."""

# A block that misses a line by less than this is on it.
HAIR = 0.1

_block_container_layout = block.block_container_layout


def block_container_layout(context, box, *arguments, **options):
    """Lay out a block as WeasyPrint does; the last part of one that steps is as high as its lines."""
    if _steps(box) and "data-around" in box.element.attrib:
        _fit_picture(context, box, *arguments)
    result = _block_container_layout(context, box, *arguments, **options)
    laid_out, resume_at = result[0], result[1]
    if laid_out is not None and resume_at is None and _steps(box):
        top = laid_out.position_y - TYPE_AREA_TOP
        lines = -(-(top + laid_out.height - HAIR) // PITCH)
        laid_out.height = min(lines, LINES) * PITCH - top
    return result


def _fit_picture(context, box, bottom_space, skip_stack, page_is_empty, *_) -> None:
    """A chart that lacks some room is made lower, so that it does not leave a third of the page empty."""
    picture = next((part for part in box.descendants() if isinstance(part, boxes.BlockReplacedBox)), None)
    if picture is None:  # it could not be drawn: words stand in its place
        return
    natural = picture.natural = getattr(picture, "natural", picture.style["height"].value)
    room = context.page_bottom - bottom_space - box.position_y - float(box.element.get("data-around")) / 0.75
    fits = not page_is_empty and SMALLEST * natural <= room < natural
    picture.style = picture.style.copy()
    picture.style["height"] = Dimension(room if fits else natural, "px")


def lowered(document: Document) -> Iterator[Any]:
    """The charts that were given less than their own height."""
    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.BlockReplacedBox) and box.height < getattr(box, "natural", 0) - HAIR:
                yield box


def _steps(box) -> bool:
    return box.element is not None and box.element_tag == "div" and STEP in box.element.get("class", "").split()


def install() -> None:
    """Replace the function in this process. Only the rendering child does it."""
    block.block_container_layout = block_container_layout
