"""Which characters our faces can print, so that a missing one becomes 〓 and never an empty box.

`fonts/coverage.txt` holds the ranges (two hexadecimal numbers a line) of the characters that every text face prints by
itself or through the fall-back. After a change of fonts: `python -m portal.reports.pdf.coverage`.
"""

from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parents[1] / "fonts"
LIST = FONTS / "coverage.txt"

FALL_BACK = "LXGWWenKai-Regular.woff2"
TEXT_FACES = ("FandolFang-Regular.woff2", "FandolKai-Regular.woff2", "FandolHei-Regular.woff2", "FandolSong-Bold.woff2")


@cache
def printable() -> frozenset[int]:
    """The code points that print."""
    points: set[int] = set()
    for line in LIST.read_text(encoding="ascii").splitlines():
        first, last = (int(number, 16) for number in line.split())
        points.update(range(first, last + 1))
    return frozenset(points)


def measured() -> frozenset[int]:
    """The same set, read from the fonts themselves (seconds)."""
    # Only maintainers and one test need the reader of fonts.
    from fontTools.ttLib import TTFont

    def points(name: str) -> set[int]:
        with TTFont(FONTS / name) as font:
            return set(font.getBestCmap())

    return frozenset(points(FALL_BACK) | set.intersection(*map(points, TEXT_FACES)))


def _ranges(points: frozenset[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1] = (ranges[-1][0], point)
        else:
            ranges.append((point, point))
    return ranges


if __name__ == "__main__":
    LIST.write_text("".join(f"{first:x} {last:x}\n" for first, last in _ranges(measured())), encoding="ascii")
