"""A print is bounded and repeatable; what it cannot do is a sentence, and the rest of the portal goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from portal.kernel.limits import Limits
from portal.reports import pdf
from portal.reports.blocks import Column, EditionDocument, Section, Table, Text
from portal.reports.pdf.printing import Printing
from portal.reports.pdf.process import ROOT, PrintingProcess
from portal.reports.pdf.words import LONGEST_CELL, LONGEST_TEXT, MOST_ROWS
from tests.reports import editions, paper
from tests.reports.test_page_one import plain


@pytest.fixture
def press() -> Iterator[PrintingProcess]:
    process = PrintingProcess()
    yield process
    process.stop()


def printed(press: PrintingProcess, document: EditionDocument, **limits: float) -> bytes:
    return press.print(Printing(document), cache_dir=None, limits=Limits(**limits))  # type: ignore[arg-type]


def rows(count: int) -> EditionDocument:
    columns = (Column("序号", 4), Column("事项", 16), Column("单位", 8))
    table = Table("清单", columns, tuple((f"{number}", "按期办结事项的进展情况", None) for number in range(count)))
    return editions.honest(sections=(Section("x.y", "附表", (table,)),))


def test_printing_twice_gives_the_same_bytes(press: PrintingProcess) -> None:
    first = printed(press, editions.example())
    assert printed(press, editions.example()) == first
    press.stop()
    assert printed(press, editions.example()) == first


def test_more_rows_than_a_paper_holds_are_named(press: PrintingProcess) -> None:
    read = paper.read(printed(press, rows(MOST_ROWS + 57)))
    text = plain(read.text())
    assert text.count("按期办结事项的进展情况") == MOST_ROWS
    assert "另有57行未印，见系统台账。" in text
    # The head of the table is repeated on every page.
    assert all("序号事项单位" in plain(read.text(page)) for page in range(2, len(read.pages) + 1))


def test_overlong_text_is_cut_aloud(press: PrintingProcess) -> None:
    table = Table("表", (Column("内容", 28),), (("长" * 5_000,),))
    document = editions.honest(sections=(Section("x.y", "附表", (Text("文" * 1_000_000), table)),))
    text = plain(paper.read(printed(press, document)).text())
    assert text.count("文") == LONGEST_TEXT
    assert text.count("长") == LONGEST_CELL
    assert text.count("……（略）") == 2


def test_a_word_without_an_end_stays_inside_the_type_area(press: PrintingProcess) -> None:
    read = paper.read(printed(press, editions.honest(sections=(Section("x.y", "附表", (Text("A1" * 300),)),))))
    right = max(glyph.right for line in read.lines(2) for glyph in line.glyphs)
    assert right <= (26 + 156) * paper.POINTS_OF_MM + 1


@pytest.mark.parametrize("limits", [{"memory": 200_000_000}, {"wall": 0.05}, {"cpu": 1}])
def test_a_print_that_needs_too_much_is_a_sentence_and_the_next_one_is_printed(
    press: PrintingProcess, limits: dict[str, float]
) -> None:
    with pytest.raises(pdf.LimitReached, match="超出了时间或内存限额"):
        printed(press, rows(MOST_ROWS), **limits)
    assert printed(press, editions.honest()).startswith(b"%PDF")


def test_a_killed_printing_process_is_started_anew(press: PrintingProcess) -> None:
    first = printed(press, editions.honest())
    assert press._running
    os.kill(press._running.pid, signal.SIGKILL)
    press._running.wait()
    assert printed(press, editions.honest()) == first


def test_a_printing_process_that_never_starts_is_a_sentence() -> None:
    with pytest.raises(pdf.PressFailed, match="没有排出来"):
        printed(PrintingProcess((sys.executable, "-c", "pass")), editions.honest())


WITHOUT_PANGO = """
import cffi
load = cffi.FFI.dlopen
def missing(self, name, flags=0):
    if "pango" in str(name):
        raise OSError(f"cannot load library {name}")
    return load(self, name, flags)
cffi.FFI.dlopen = missing
from portal.reports.pdf import child
child.main()
"""


def test_a_machine_without_pango_is_told_which_packages_it_lacks() -> None:
    with pytest.raises(pdf.LayoutMissing) as refused:
        printed(PrintingProcess((sys.executable, "-c", WITHOUT_PANGO)), editions.honest())
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in refused.value.sentence
    assert "其余功能不受影响" in refused.value.sentence


def test_the_portal_is_loaded_without_the_layout() -> None:
    """Web and worker import this package; were Pango missing, they must come up all the same."""
    code = "import sys; import portal.reports.pdf; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_process_that_reads_peoples_words_knows_no_secret(
    press: PrintingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "not-for-the-press")
    printed(press, editions.honest())
    assert press._running
    with open(f"/proc/{press._running.pid}/environ", "rb") as environment:
        held = environment.read()
    assert b"not-for-the-press" not in held
    assert b"postgres" not in held
    pid = press._running.pid
    press.stop()
    assert not os.path.exists(f"/proc/{pid}")
