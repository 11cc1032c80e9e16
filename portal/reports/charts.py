"""One ECharts option, on paper: the same object that the browser draws becomes an SVG here, without a browser.

ECharts (the vendored file that the pages use) runs inside QuickJS with limits on memory and time; it sees no file, no
network and no clock that moves.
"""

import hashlib
import json
import logging
import os
import re
from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import quickjs

ECHARTS = Path(__file__).resolve().parents[2] / "static" / "vendor" / "echarts" / "echarts.min.js"

LARGEST_OPTION = 1_000_000
"""Characters of an option's JSON; a chart on one page needs a hundredth of it."""

MEMORY_LIMIT = 256 * 1024 * 1024
SECONDS_LIMIT = 10
KEPT_CHARTS = 128

# ECharts asks for these at load and when it makes its drawing; nothing here ever runs later.
_HOST = "var setTimeout = function () { return 0 }, clearTimeout = function () {};"

# Paper has no pointer: no animation and no tooltip; and it is printed with the portal's own faces.
_DRAW = """
function portalChart(option, width, height, font) {
  option = JSON.parse(option);
  option.animation = false;
  delete option.tooltip;
  option.textStyle = Object.assign({}, option.textStyle, { fontFamily: font });
  var chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: width, height: height });
  try { chart.setOption(option); return JSON.stringify(chart.renderToSVGString()); } finally { chart.dispose(); }
}
"""

# ECharts draws a halo behind labels with paint-order, which the layout does not know: it would cover the words.
_HALO = re.compile(r' stroke="[^"]*" stroke-width="[^"]*" paint-order="stroke"(?: stroke-miterlimit="[^"]*")?')

log = logging.getLogger(__name__)

_NUMBERED = re.compile(r"\bzr\d*-([a-z]+-?)\d+")

_kept: OrderedDict[str, str] = OrderedDict()


class ChartNotDrawn(Exception):
    """The option is no chart: ECharts refused it, or it is too large. The text names the reason for the log."""


@cache
def _version() -> str:
    return hashlib.sha256(ECHARTS.read_bytes() + _HOST.encode() + _DRAW.encode()).hexdigest()


@cache
def _drawer() -> tuple[quickjs.Context, Any]:
    """A context with ECharts loaded (about 0.1 s, once per process) and the function that draws."""
    context = quickjs.Context()
    context.set_memory_limit(MEMORY_LIMIT)
    context.eval(_HOST + ECHARTS.read_text(encoding="utf-8"))
    context.eval(_DRAW)
    context.set_time_limit(SECONDS_LIMIT)
    return context, context.get("portalChart")


def warm_up() -> None:
    """Load ECharts now, so that the first chart does not pay for it."""
    _drawer()


def content_key(option: Mapping[str, Any], width: float, height: float, font: str) -> str:
    """The hash under which a drawing is kept: everything that the SVG depends on, ECharts itself included."""
    content = json.dumps([option, width, height, font, _version()], sort_keys=True, allow_nan=False)
    return hashlib.sha256(content.encode()).hexdigest()


def svg(option: Mapping[str, Any], width: float, height: float, *, font: str, cache_dir: Path | None = None) -> str:
    """The SVG of an ECharts option, `width` × `height` CSS pixels, the same bytes for the same arguments.

    Drawings are kept by content hash: the last ones in this process and, when `cache_dir` is given, as files there.
    Raises `ChartNotDrawn`.
    """
    key = content_key(option, width, height, font)
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    file = cache_dir / f"{key}.svg" if cache_dir else None
    kept = _kept_file(file) if file else None
    drawing = kept or _draw(option, width, height, font)
    if file and not kept:
        _keep_file(file, drawing)
    _kept[key] = drawing
    if len(_kept) > KEPT_CHARTS:
        _kept.popitem(last=False)
    return drawing


def _draw(option: Mapping[str, Any], width: float, height: float, font: str) -> str:
    content = json.dumps(option, allow_nan=False)
    if len(content) > LARGEST_OPTION:
        raise ChartNotDrawn(f"an option of {len(content)} characters")
    _, draw = _drawer()
    try:
        # As JSON, because the binding cannot read the rope that a long JavaScript string is inside.
        drawing = json.loads(draw(content, width, height, font))
    except quickjs.JSException as error:
        raise ChartNotDrawn(str(error)) from error
    return _HALO.sub("", _renumbered(drawing))


def _renumbered(drawing: str) -> str:
    """ECharts counts its drawings and their classes by process; the numbers must not make equal charts differ."""
    numbers: dict[str, str] = {}
    return _NUMBERED.sub(lambda name: numbers.setdefault(name[0], f"zr-{name[1]}{len(numbers)}"), drawing)


def _kept_file(file: Path) -> str | None:
    """A kept drawing, if it is there and what was written: its first line is the hash of the rest."""
    try:
        digest, _, drawing = file.read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return None
    return drawing if digest == _digest(drawing) else None


def _keep_file(file: Path, drawing: str) -> None:
    """Write beside and rename, so that another process never reads half a drawing. No paper waits for this folder."""
    part = file.with_suffix(f".{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(f"{_digest(drawing)}\n{drawing}", encoding="utf-8")
        part.replace(file)
    except OSError as error:
        log.warning("a chart's drawing is not kept: %s", error)


def _digest(drawing: str) -> str:
    return hashlib.sha256(drawing.encode()).hexdigest()
