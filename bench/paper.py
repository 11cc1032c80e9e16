"""Case `pdf`: the weekly edition from frozen values to bytes, as the worker prints it, against WeasyPrint as is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import editions
from bench.frame import Contest, Runner, Size, Wrong
from portal.kernel.limits import Limits
from portal.reports.pdf import frames
from portal.reports.pdf.printing import Printing
from portal.reports.pdf.process import PrintingProcess

GOAL = 0.7
ROOT = Path(__file__).resolve().parents[1]
LONGEST_WAIT = 600.0


@contextmanager
def contest(size: Size) -> Iterator[Contest]:
    """Ours and the peer, both started and ended here."""
    documents = [
        Printing(editions.edition(size.villages, district), editions.issue(district))
        for district in range(1, size.districts + 1)
    ]
    ours, peer = PrintingProcess(), _Peer()
    with tempfile.TemporaryDirectory(prefix="bench-charts-") as folder:
        try:
            yield Contest(
                axis=f"weekly PDF, {size.districts} × {size.villages} villages",
                ours=Runner("portal press", lambda: _ours(ours, documents, Path(folder)), _check(size)),
                peer=Runner("WeasyPrint as is", lambda: [peer.print(document) for document in documents], _check(size)),
                goal=GOAL,
                details={"seed": editions.SEED, "pages": len(_pages(_ours(ours, documents[:1], Path(folder))[0]))},
            )
        finally:
            ours.stop()
            peer.stop()


def _ours(process: PrintingProcess, documents: list[Printing], charts: Path) -> list[bytes]:
    return [process.print(document, cache_dir=charts, limits=Limits()) for document in documents]


class _Peer:
    """Plain WeasyPrint in a process of its own, so that none of our changes to it can reach the measurement."""

    def __init__(self) -> None:
        self.running = subprocess.Popen(
            (sys.executable, "-m", "bench.plain_weasyprint"),
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        frames.receive(self.running.stdout.fileno(), LONGEST_WAIT)

    def print(self, printing: Printing) -> bytes:
        frames.send(self.running.stdin.fileno(), frames.PRINT, json.dumps(printing.as_json()).encode())
        return frames.receive(self.running.stdout.fileno(), LONGEST_WAIT)[1]

    def stop(self) -> None:
        self.running.stdin.close()
        self.running.wait(timeout=10)
        self.running.stdout.close()


def _check(size: Size):
    def check(papers: list[bytes]) -> None:
        for paper in papers:
            printed = "".join("".join(_pages(paper)).split())
            for name in editions.names(size.villages):
                if f"{name}未签户台账※" not in printed:
                    raise Wrong(f"{name} has no table in the paper")
            if printed.count("不含个人信息") != size.villages:
                raise Wrong("a table does not reach its note")

    return check


def _pages(paper: bytes) -> list[str]:
    """The text of each page, read by a program that had no part in printing it."""
    read = subprocess.run(("pdftotext", "-layout", "-", "-"), input=paper, capture_output=True, check=True)
    return read.stdout.decode().split("\f")[:-1]
