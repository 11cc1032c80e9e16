"""The printing process seen from outside: started when first needed, asked through a pipe, started anew when gone.

It is a fresh interpreter (not a fork of a Celery or web worker, which may hold locks and connections) that loads faces
and templates once and forks a bounded child for every print. It ends when its parent does: its input closes.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, cast

from portal.kernel.errors import Refusal, Unavailable
from portal.kernel.limits import Limits
from portal.reports.blocks import EditionDocument, Issue, Paper
from portal.reports.pdf import frames
from portal.reports.pdf.printing import Enclosure, PaperPrinting, Printing

ROOT = Path(__file__).resolve().parents[3]
FONTS_CONF = Path(__file__).resolve().parents[1] / "fonts" / "fonts.conf"
COMMAND = (sys.executable, "-m", "portal.reports.pdf.child")

START_SECONDS = 60.0
ANSWER_SECONDS = 15.0
"""What the printing process gets beyond the print's own limit before it is taken for dead."""

log = logging.getLogger(__name__)


class LayoutMissing(Unavailable):
    """The machine lacks the libraries that lay out text; everything but the PDF works without them."""

    sentence = (
        "暂不能生成PDF：服务器缺少排版组件。请系统管理员执行 "
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 后重试。其余功能不受影响。"
    )


class LimitReached(Refusal):
    """The edition needs more memory or time than a print may take."""

    sentence = "未办成：本期内容过多，排版超出了时间或内存限额。请减少附表行数后重试，或联系系统管理员。"


class PressFailed(Unavailable):
    """The print failed for a reason that only the log knows."""

    sentence = "未办成：本期PDF没有排出来，数据未受影响。请稍后重试；仍不行的，请联系系统管理员查看日志。"


def render(
    document: EditionDocument,
    issue: Issue | None = None,
    *,
    enclosed: Enclosure | None = None,
    cache_dir: Path | None = None,
    limits: Limits | None = None,
) -> bytes:
    """The PDF of an edition, the same bytes for the same values on the same machine.

    Without `issue`, or with one that has no 期号, it is a 送审稿 and marked so. `enclosed` goes into the office's copy
    only. `cache_dir` keeps chart drawings between processes. Raises `LayoutMissing`, `LimitReached`, `PressFailed`.
    """
    printing = Printing(document, issue or Issue(), enclosed)
    return _here().print(printing, cache_dir=cache_dir, limits=limits or Limits())


def render_paper(paper: Paper, *, limits: Limits | None = None) -> bytes:
    """The PDF of a paper that is no edition. Raises the same."""
    return _here().print(PaperPrinting(paper), cache_dir=None, limits=limits or Limits())


class PrintingProcess:
    """One printing process; thread-safe, one print at a time."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self.command = command
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None

    def print(self, printing: Printing | PaperPrinting, *, cache_dir: Path | None, limits: Limits) -> bytes:
        """Ask for one print; a process that has gone in the meantime is started once more."""
        request = {
            **printing.as_json(),
            "cache_dir": str(cache_dir) if cache_dir else None,
            "limits": limits.as_json(),
        }
        content = json.dumps(request).encode()
        with self._lock:
            try:
                return self._ask(content, limits)
            except frames.Closed:
                self.stop()
            try:
                return self._ask(content, limits)
            except frames.Closed as error:
                self.stop()
                raise PressFailed from error

    def _ask(self, content: bytes, limits: Limits) -> bytes:
        running = self._start()
        try:
            requests, answers = _pipes(running)
            frames.send(requests.fileno(), frames.PRINT, content)
            kind, answer = frames.receive(answers.fileno(), limits.wall + ANSWER_SECONDS)
        except frames.TimedOut as error:
            self.stop()
            raise LimitReached from error
        if kind == frames.DONE:
            return answer
        log.error("an edition was not printed: %s", answer.decode(errors="replace"))
        raise LimitReached if kind == frames.LIMIT else PressFailed

    def _start(self) -> subprocess.Popen[bytes]:
        if self._running and self._running.poll() is None:
            return self._running
        self.stop()
        # Nothing of the portal's environment: the process that reads people's words holds no password and no key.
        environment = {
            name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME") if name in os.environ
        }
        environment |= {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "FONTCONFIG_FILE": str(FONTS_CONF)}
        self._running = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            kind, detail = frames.receive(_pipes(self._running)[1].fileno(), START_SECONDS)
        except (frames.TimedOut, frames.Closed) as error:
            self.stop()
            raise PressFailed from error
        if kind == frames.NO_LAYOUT:
            self.stop()
            log.error("no layout library: %s", detail.decode(errors="replace"))
            raise LayoutMissing
        return self._running

    def stop(self) -> None:
        """End the process, if there is one."""
        running, self._running = self._running, None
        if running is None:
            return
        requests, answers = _pipes(running)
        requests.close()
        try:
            running.wait(timeout=2)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        answers.close()


def _pipes(running: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Where requests go and answers come from; both were asked for, which Popen's own types cannot say."""
    return cast("IO[bytes]", running.stdin), cast("IO[bytes]", running.stdout)


_process = PrintingProcess()


def _here() -> PrintingProcess:
    """This process's own one: a forked worker must not share its parent's pipe."""
    global _process
    if _process.owner != os.getpid():
        _process = PrintingProcess()
    return _process
