"""Chinese lines in WeasyPrint: full width, hanging marks, one baseline. The one other change is in `grid.py`.

WeasyPrint 70 spreads the slack of a justified line over spaces only, so Chinese text gets a ragged edge; it never lets
a mark hang over the edge, so a line before a comma is a character short; and a rare character from the fall-back font,
or a heading in another face, moves the baseline of its line. `install()` replaces these functions:

- the slack goes into the gaps beside Chinese characters (Latin words and numbers keep their spacing),
- a comma or full stop that does not fit hangs in the margin instead of dragging a character to the next line,
- every line is as high as its line-height says and has its baseline where the standard's square cell has it, whatever
  faces stand in it, so every line keeps the grid.

The golden test is `tests/reports/test_pdf_grid.py`.
"""

import unicodedata
from itertools import pairwise

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

from portal.reports.rules import HANGING

# Marks that may not begin a line: after a hanging mark one of these would be left at the start of the next line.
NOT_AT_START = frozenset(HANGING) | frozenset("）》〉】〕」』”’%％…—·,.;:!?)]}")
UNBREAKABLE_PAIRS = frozenset("—…")

# CSS px; a line that is full to a hair needs no spreading.
LEAST_SLACK = 0.01

# A Chinese face draws in a square cell: 0.88 of the size above the baseline and 0.12 below.
BASELINE_BELOW_MIDDLE = 0.38

_split_first_line = inline.split_first_line
_reactivate = line_break.Layout.reactivate
_strut = line_break.strut


def is_wide(character: str) -> bool:
    """Whether a character fills a cell of the grid (ideographs, kana, full-width marks, — and …)."""
    return unicodedata.east_asian_width(character) in "WF" or character in "—…“”‘’※×●"


def gap_after(character: str, following: str) -> bool:
    """Whether slack may go between two neighbouring characters."""
    if character == following and character in UNBREAKABLE_PAIRS:
        return False
    return is_wide(character) or is_wide(following) or character == " "


def _line_parts(box: boxes.Box) -> list[boxes.Box]:
    """The text and atomic boxes of a line in reading order."""
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        return [part for child in box.children if child.is_in_normal_flow() for part in _line_parts(child)]
    return [box]


def _gaps(line: boxes.LineBox) -> dict[int, list[int]]:
    """For each text box of a line (by id) the indexes of the characters after which slack may go."""
    parts = _line_parts(line)
    spots: list[tuple[int, int, str]] = []
    for part in parts:
        if isinstance(part, boxes.TextBox):
            spots += [(id(part), index, character) for index, character in enumerate(part.text)]
        else:
            spots.append((id(part), -1, "　"))
    gaps: dict[int, list[int]] = {}
    for (owner, index, character), (_, _, following) in pairwise(spots):
        if index >= 0 and gap_after(character, following):
            gaps.setdefault(owner, []).append(index)
    last = parts[-1] if parts else None
    if isinstance(last, boxes.TextBox) and getattr(last.pango_layout, "hangs", False):
        # The mark stands outside the line: the character before it has to reach the edge by itself.
        outside = len(last.text) - 2
        if outside in gaps.get(id(last), []):
            gaps[id(last)].remove(outside)
    return gaps


def justify_line(context, line, extra_width: float) -> None:
    """Spread `extra_width` (CSS px) evenly over the gaps of a line."""
    if extra_width < LEAST_SLACK:
        return
    gaps = _gaps(line)
    count = sum(len(indexes) for indexes in gaps.values())
    if count:
        _spread(context, line, gaps, extra_width / count, 0)


def _spread(context, box, gaps: dict[int, list[int]], spacing: float, advance: float) -> float:
    """Move and widen the boxes of a line from left to right; returns how far the next one moves."""
    if isinstance(box, boxes.TextBox):
        box.position_x += advance
        if indexes := gaps.get(id(box)):
            layout = line_break.create_layout(box.text, box.style, context, None, 0)
            layout.spread = (frozenset(indexes), spacing)
            layout.deactivate()
            box.pango_layout = layout
            box.width += spacing * len(indexes)
            advance += spacing * len(indexes)
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += advance
        before = advance
        for child in box.children:
            if child.is_in_normal_flow():
                advance = _spread(context, child, gaps, spacing, advance)
        box.width += advance - before
    else:
        box.translate(advance, 0)
    return advance


def reactivate(layout, style) -> None:
    """Make a layout ready for drawing and widen the glyphs after which slack goes."""
    _reactivate(layout, style)
    indexes, spacing = getattr(layout, "spread", (frozenset(), 0))
    if not indexes:
        return
    # Drawing sets this mode; were it set later, Pango would lay the line out again and drop the new widths.
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    offsets, position = set(), 0
    for index, character in enumerate(layout.text):
        if index in indexes:
            offsets.add(position)
        position += len(character.encode())
    extra = round(spacing * TO_UNITS)
    run = line.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        for glyph in range(item.glyphs.num_glyphs):
            if item.item.offset + item.glyphs.log_clusters[glyph] in offsets:
                item.glyphs.glyphs[glyph].geometry.width += extra


def split_first_line(text, style, context, max_width, justification_spacing, is_line_start=True, minimum=False):
    """Break a line as WeasyPrint does, then let a mark hang, and keep the grid's height and baseline."""
    result = _split_first_line(text, style, context, max_width, justification_spacing, is_line_start, minimum)
    layout, length, resume_at, width, _, _ = result
    if resume_at is not None and max_width is not None and style["text_align_all"] == "justify":
        hung = _hang(text, style, context, max_width, length, resume_at)
        if hung is not None:
            layout, length, resume_at, width = hung
    line_height, cell_baseline = strut(style)
    # The caller centres the content area in the line: a content area as high as the line makes both baselines equal.
    return layout, length, resume_at, width, line_height, cell_baseline


def strut(style) -> tuple[float, float]:
    """Height and baseline (from the top edge) of a line with nothing in it, CSS px."""
    line_height, _ = _strut(style)
    return line_height, line_height / 2 + BASELINE_BELOW_MIDDLE * style["font_size"]


def _hang(text, style, context, max_width, length, resume_at):
    """The line with one more character and its mark, when the character fits and only the mark does not."""
    encoded = text.encode()
    head, rest = encoded[:length].decode(), encoded[resume_at:].decode()
    if len(rest) < 2 or rest[1] not in HANGING or not is_wide(rest[0]) or length != resume_at:
        return None
    if len(rest) > 2 and rest[2] in NOT_AT_START:
        return None
    width = _width(head + rest[0], style, context)
    if width > max_width:
        return None
    taken = head + rest[:2]
    layout = line_break.create_layout(taken, style, context, None, 0)
    layout.hangs = True
    layout.deactivate()
    size = len(taken.encode())
    if size < len(encoded):
        return layout, size, size, width
    # The text ends here, but another inline box may follow: fill the line, so that it does not begin under the mark.
    indexes = [i for i, pair in enumerate(pairwise(taken[:-1])) if gap_after(*pair)]
    if indexes:
        layout.spread = (frozenset(indexes), (max_width - width) / len(indexes))
    return layout, size, None, max_width


def _width(text, style, context) -> float:
    layout = line_break.create_layout(text, style, context, None, 0)
    line, _ = layout.get_first_line()
    return line_break.line_size(line, style)[0]


def install() -> None:
    """Replace the functions in this process. Only the rendering child does it."""
    inline.justify_line = justify_line
    inline.split_first_line = split_first_line
    inline.strut = strut
    line_break.Layout.reactivate = reactivate
