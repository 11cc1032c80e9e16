"""A portal that a test starts as a person does, in a folder of its own, and what of it is still running."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from launcher.cluster import free_port
from launcher.places import ROOT

# What the test run itself was given; a person's terminal has none of it.
OF_THE_TEST_RUN = ("DATABASE", "DJANGO", "PORTAL", "REDIS", "SECRET", "PYTEST", "MAKE", "MFLAGS", "WORLD", "PORT")


def terminal(**variables: str) -> dict[str, str]:
    """The environment of a fresh terminal with these variables set."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OF_THE_TEST_RUN)} | variables


def launch(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the launcher to its end."""
    return subprocess.run(
        [sys.executable, "-m", "launcher", command],
        cwd=ROOT,
        env=terminal(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


Stamp = tuple[int, str]  # a process: its number, and when it started, since numbers are given again


def descendants(pid: int) -> set[Stamp]:
    """Every process below this one."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            parents.setdefault(int(stat[1]), []).append(int(entry.name))
    found, open_ends = set(), [pid]
    while open_ends:
        for child in parents.get(open_ends.pop(), []):
            if stat := _stat(child):
                found.add((child, stat[19]))
                open_ends.append(child)
    return found


def alive(processes: set[Stamp]) -> list[str]:
    """The command lines of those that still run."""
    return [_command(pid) for pid, started in processes if (stat := _stat(pid)) and stat[19] == started]


def child(pid: int, *, named: str) -> int:
    """The process below this one whose command line holds the word."""
    return next(number for number, _ in sorted(descendants(pid)) if named in _command(number))


def variables_of(pid: int) -> set[str]:
    """The names in the environment of a process."""
    return {entry.partition("=")[0] for entry in Path(f"/proc/{pid}/environ").read_text().split("\0")}


def eventually(ready: Callable[[], object], *, seconds: float) -> bool:
    """Whether it comes true within the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        time.sleep(0.05)
    return False


@dataclass
class Portal:
    """One tree of data and one port; started and stopped as often as a test likes."""

    var: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def variables(self) -> dict[str, str]:
        return {"PORTAL_VAR": str(self.var), "PORT": str(self.port), "WORLD": "real"}

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    @property
    def said(self) -> str:
        """What it printed since it was started last."""
        return (self.var.parent / "said").read_text()

    def start(self) -> float:
        """Start it; the seconds until it said where it is."""
        began = time.monotonic()
        with (self.var.parent / "said").open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "launcher", "run"],
                cwd=ROOT,
                env=terminal(**self.variables),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        process = self.process
        assert eventually(lambda: "已启动" in self.said or process.poll() is not None, seconds=120), self.said
        assert process.poll() is None, self.said
        return time.monotonic() - began

    def end(self, number: signal.Signals) -> int:
        """Send the launcher alone this signal; its exit code."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def answers(self) -> bool:
        """Whether it can serve: the site with its database, broker and migrations."""
        with suppress(OSError):
            return bool(self.get("/readyz").status == 200)
        return False

    def ready(self) -> dict[str, Any]:
        """What `/readyz` says; it must be all well."""
        found: dict[str, Any] = json.load(self.get("/readyz"))
        return found

    def get(self, address: str) -> urllib.request.addinfourl:
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{address}", timeout=30)  # type: ignore[no-any-return]

    def manage(self, *arguments: str) -> subprocess.Popen[str]:
        """Start one command of ``manage.py``."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=terminal(**self.variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def shell(self, code: str) -> str:
        """What this code prints in the portal's shell."""
        command = self.manage("shell", "-v", "0", "-c", code)
        printed, complaints = command.communicate(timeout=120)
        assert command.returncode == 0, complaints
        return printed.strip()

    def remove(self) -> None:
        """Stop it if a test has failed half way, and remove its data, which for root lie elsewhere."""
        if self.process and self.process.poll() is None:
            self.end(signal.SIGINT)
        if (link := self.var / "postgres").is_symlink():
            shutil.rmtree(link.resolve())


def _stat(pid: int) -> list[str] | None:
    """The fields of its ``stat`` after the name, None when it is gone or only waits for its parent to notice."""
    with suppress(FileNotFoundError, ProcessLookupError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return None if fields[0] == "Z" else fields
    return None


def _command(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    return ""
