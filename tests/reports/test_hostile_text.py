"""Whatever people write in any field is printed as text: it reaches no file and no network (security design H)."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, get_args
from urllib.request import urlopen

import pytest
import weasyprint

from portal.reports import charts, pdf
from portal.reports.blocks import Block, EditionDocument, PageOne
from portal.reports.pdf.fetcher import AssetFetcher
from tests.reports import editions, paper

SECRET = "canary-5f1c8a"


@dataclass
class Trap:
    """A listener on 127.0.0.1 that notes what it is asked, and a file that nothing may read."""

    address: str
    file: Path
    asked: list[str]


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on the screen."""

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    file = tmp_path / "passwd"
    file.write_text(SECRET)
    yield Trap(f"http://127.0.0.1:{server.server_port}", file, asked)
    server.shutdown()
    server.server_close()


PAYLOADS = {
    "picture": '<img src="{file}"><img src="{http}/img">',
    "attachment": '<link rel=attachment href="{file}"><a rel=attachment href="{http}/a">x</a>',
    "style sheet": '</style><style>@import url({http}/css);</style><link rel=stylesheet href="{http}/link">',
    "css in an attribute": '" style="background:url({http}/bg);content:url({file})" x="',
    "drawing": '<svg><image href="{http}/svg"/><use href="{file}#x"/></svg>',
    "data": "<img src=\"data:image/svg+xml,%3Csvg%3E%3Cimage href='{http}/d'/%3E%3C/svg%3E\">",
    "frame": '<iframe src="{http}/f"></iframe><object data="{file}"></object><embed src="{http}/e">',
    "base": '<base href="{http}/"><img src="base.png">',
    "template": "{{% include '{file}' %}}{{{{ document }}}}{{% load static %}}",
    "script": "</script><script>fetch('{http}/js')</script>]]><!--",
    "entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]>&e;&lt;img src={http}/ent&gt;',
    "option": 'image://{http}/symbol {{a|<img src="{http}/rich">}}',
}


def poisoned(value: Any, words: str) -> Any:
    """The same value with ``words`` in every string field, however deep; colours and alignments are no free text."""
    if type(value) is str:
        return words
    if isinstance(value, tuple):
        return tuple(poisoned(item, words) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return type(value)(
            **{
                name: poisoned_option(part, words) if name == "option" else poisoned(part, words)
                for name, part in fields.items()
            }
        )
    return value


def poisoned_option(option: Any, words: str, name: str = "") -> Any:
    """A chart's option with ``words`` wherever people's words come in; what kind of chart it is stays."""
    if isinstance(option, dict):
        return {key: poisoned_option(item, words, key) for key, item in option.items()}
    if isinstance(option, list):
        return [poisoned_option(item, words, name) for item in option]
    return words if isinstance(option, str) and name in ("name", "data", "text", "formatter", "symbol") else option


def every_field() -> EditionDocument:
    """A short edition that has every kind of block and leaves out no field."""
    lamps, days, relocation = editions.example().sections
    table = lamps.blocks[0]
    row = dataclasses.replace(table.rows[0], cells=table.rows[0].cells[:2])
    short = dataclasses.replace(table, dimensions=table.dimensions[:2], rows=(row,))
    lamps = dataclasses.replace(lamps, blocks=(short,))
    document = editions.example(sections=(lamps, days, relocation))
    missing = {kind.__name__ for kind in get_args(Block)} - {
        type(block).__name__ for s in document.sections for block in s.blocks
    }
    assert not missing
    return document


def streams(content: bytes) -> bytes:
    """Everything in the file, unpacked."""
    document = paper.read(content).document
    parts = [content]
    for reference in document.xrefs:
        for number in reference.get_objids():
            found = document.getobj(number)
            parts.append(found.get_data() if hasattr(found, "get_data") else repr(found).encode())
    return b"\n".join(parts)


def assert_only_text(content: bytes, trap: Trap) -> None:
    everything = streams(content)
    assert trap.asked == []
    assert SECRET.encode() not in everything
    for mark in (b"EmbeddedFile", b"Filespec", b"/URI", b"Launch", b"JavaScript", b"/AA"):
        assert mark not in everything, mark


@pytest.mark.parametrize("kind", PAYLOADS)
def test_words_in_every_field_reach_no_file_and_no_network(kind: str, trap: Trap) -> None:
    words = PAYLOADS[kind].format(file=trap.file.as_uri(), http=trap.address)
    document = poisoned(every_field(), words)
    issue = poisoned(editions.FULL_ISSUE, words)
    assert document.page_one.request == issue.distribution.send_to == document.sections[2].blocks[0].text == words
    assert issue.words.note == issue.stamps[0].lines[0] == words
    content = pdf.render(document, issue)
    assert_only_text(content, trap)
    printed = paper.read(content).text().replace(" ", "").replace("\n", "")
    assert words.replace(" ", "")[:40] in printed


def test_the_trap_works(trap: Trap) -> None:
    """The same words, read as a page instead of as text, do ask the listener and do take the file with them."""
    words = PAYLOADS["picture"].format(file=trap.file.as_uri(), http=trap.address)
    attached = PAYLOADS["attachment"].format(file=trap.file.as_uri(), http=trap.address)
    content = weasyprint.HTML(string=words + attached).write_pdf()
    assert "/img" in trap.asked
    assert SECRET.encode() in streams(content)
    assert b"EmbeddedFile" in streams(content)


@pytest.mark.parametrize("scheme", ["file", "http", "data", "relative", "ftp"])
def test_the_layout_itself_may_load_nothing_but_its_assets(scheme: str, trap: Trap) -> None:
    """Should a word ever get through as markup, this door is closed, too."""
    url = {
        "file": trap.file.as_uri(),
        "http": f"{trap.address}/x",
        "data": "data:text/plain,canary-5f1c8a",
        "relative": "passwd",
        "ftp": "ftp://127.0.0.1/x",
    }[scheme]
    fetcher = AssetFetcher({"asset:a": (b"ours", "text/plain")})
    with pytest.raises(ValueError, match="not an asset"):
        fetcher.fetch(url)
    with pytest.raises(Exception):  # noqa: B017, PT011  (urllib names no one error for a missing handler)
        fetcher.open(url).read()
    assert trap.asked == []
    assert fetcher.fetch("asset:a").read() == b"ours"


def test_the_listener_is_not_deaf(trap: Trap) -> None:
    with urlopen(f"{trap.address}/here") as answer:  # noqa: S310  (our own listener)
        assert answer.read() == SECRET.encode()
    assert trap.asked == ["/here"]


def test_a_drawing_that_somebody_left_in_the_cache_is_drawn_anew(tmp_path: Path, trap: Trap) -> None:
    document = editions.example()
    clean = pdf.render(document, cache_dir=tmp_path / "charts")
    (drawing,) = (tmp_path / "charts").iterdir()
    drawing.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{trap.file.as_uri()}"/></svg>')
    assert pdf.render(document, cache_dir=tmp_path / "charts") == clean
    assert trap.asked == []
    assert "image" not in drawing.read_text()


@pytest.mark.parametrize("left", [b"", b"\xff\xfe\x00", b"<svg", "0" * 64 + "\n<svg></svg>"])
def test_a_damaged_cache_does_not_show(left: bytes | str, tmp_path: Path) -> None:
    folder = tmp_path / "charts"
    chart = editions.signing_chart()
    charts._kept.clear()
    drawn = charts.svg(chart.option, 590, 200, font="Portal Hei", cache_dir=folder)
    charts._kept.clear()
    (kept,) = folder.iterdir()
    kept.write_bytes(left if isinstance(left, bytes) else left.encode())
    assert charts.svg(chart.option, 590, 200, font="Portal Hei", cache_dir=folder) == drawn


def test_a_cache_that_cannot_be_written_to_costs_time_only(tmp_path: Path) -> None:
    blocked = tmp_path / "charts"
    blocked.write_text("a file where the folder should be")
    assert pdf.render(editions.example(), cache_dir=blocked) == pdf.render(editions.example())


def test_direction_marks_and_control_characters_are_not_printed() -> None:
    page = PageOne("标题", "到位\u202e24.9\u202c亿元\u0000\u200b\u2066。", (), "未报。", "\ufeff请研究\x07。")
    text = paper.read(pdf.render(editions.honest(page_one=page))).text(1)
    assert "到位24.9亿元。" in text
    assert not set(text) & set("\u202e\u202c\u200b\u2066\ufeff\x00\x07")
