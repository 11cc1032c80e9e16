"""A real Celery worker on the test's own database, broker and store, and how to kill parts of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from launcher.places import ROOT
from tests.launcher.standing import Stamp, alive, descendants, eventually

COMMAND = (
    *(sys.executable, "-m", "celery", "-A", "portal.celery", "worker"),
    *("--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "INFO"),
)


@dataclass
class Worker:
    """Started as ``make run`` starts it; its output lies beside the store.

    ``variables`` are set over those of the test run.
    """

    var: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)
    seen: set[Stamp] = field(default_factory=set)

    def start(self) -> None:
        with (self.var / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                COMMAND,
                cwd=ROOT,
                env={**os.environ, **self.variables, "PORTAL_VAR": str(self.var)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(worker)

    @property
    def pid(self) -> int:
        return self.started[-1].pid

    @property
    def said(self) -> str:
        return (self.var / "worker.log").read_text()

    def pool(self) -> list[int]:
        """The processes that do its work."""
        return _children(self.pid)

    def has_a_press(self) -> bool:
        """Whether a printing process was started."""
        return any(_children(pid) for pid in self.pool())

    def kill_pool(self) -> None:
        """Kill -9 whoever works now, as the kernel does when memory runs out."""
        self.seen |= descendants(self.pid)
        for pid in self.pool():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill(self) -> None:
        """Kill -9 the worker itself, as a power cut would."""
        self.seen |= descendants(self.pid)
        self.started[-1].kill()
        self.started[-1].wait()

    def stop(self) -> None:
        """End what is left of every worker that was started."""
        for worker in self.started:
            if worker.poll() is None:
                self.seen |= descendants(worker.pid)
                worker.terminate()
                try:
                    worker.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    worker.kill()
                    worker.wait()

    def left_running(self) -> list[str]:
        """The processes of this worker that outlive it. A press that still loads its faces ends when it has."""
        eventually(lambda: not alive(self.seen), seconds=30)
        return alive(self.seen)


def _children(pid: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
