"""Children that stop in good order, and never outlive the launcher.

Each child asks the kernel for a signal at the death of its parent (``PR_SET_PDEATHSIG``), so even a killed launcher
leaves no orphan. Each has its own session: Ctrl-C reaches only the launcher, which then stops them one by one.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Protocol

from launcher.trouble import ATTEMPT, disk_trouble_told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

PR_SET_PDEATHSIG = 1
SECONDS_TO_TIDY_UP = 20.0
BIGGEST_LOG = 5 * 2**20

# Loaded before any fork: a child between fork and exec must not load libraries.
_libc = ctypes.CDLL(None, use_errno=True)


def die_with(parent: int, death_signal: int) -> None:
    """Ask for ``death_signal`` when the parent dies. Runs in the child, after a change of user (which clears it)."""
    _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != parent:
        # The parent died before we asked.
        os.kill(os.getpid(), signal.SIGKILL)


class Child(Protocol):
    """What the launcher keeps running."""

    log: Path

    @property
    def name(self) -> str: ...

    @property
    def runs(self) -> bool: ...

    def revive(self) -> None:
        """Start it again after it died. Raises Trouble."""


@dataclass(frozen=True)
class Account:
    """The user of the machine that a child runs as."""

    uid: int
    gid: int


@dataclass
class Service:
    """One long-running child, and how it likes to be stopped.

    ``stop_signals`` are tried in turn, each for its seconds, before SIGKILL. ``death_signal`` is what the kernel sends
    when the launcher dies.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    folder: Path
    stop_signals: Sequence[tuple[int, float]] = ((signal.SIGTERM, 10.0),)
    death_signal: int = signal.SIGTERM
    account: Account | None = None
    first_input: str = ""
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it; Trouble when the disk refuses the log."""
        with disk_trouble_told(), open_log(self.log) as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.PIPE if self.first_input else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=bound_to_us(self.death_signal),
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )
        if self.process.stdin:
            self.process.stdin.write(self.first_input.encode())
            self.process.stdin.close()

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def revive(self) -> None:
        self.stop()
        self.start()

    def stop(self) -> None:
        """Stop it and whatever is left of its session."""
        if self.process is None:
            return
        for stop_signal, seconds in self.stop_signals:
            if self.process.poll() is None:
                self.process.send_signal(stop_signal)
                wait_until(lambda: not self.runs, seconds=seconds, gives_up=lambda: False)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            # The usual case: it took its own children along.
            return


def bound_to_us(death_signal: int) -> Callable[[], None]:
    """A ``preexec_fn`` that ties a child to this process."""
    parent = os.getpid()
    return lambda: die_with(parent, death_signal)


def open_log(path: Path) -> IO[bytes]:
    """Open a log for one more attempt; one that has grown big is put aside first, so that two generations are kept."""
    if path.exists() and path.stat().st_size > BIGGEST_LOG:
        path.replace(path.with_name(path.name + ".1"))
    log = path.open("ab", buffering=0)
    log.write(f"\n{ATTEMPT}{time.strftime('%Y-%m-%d %H:%M:%S')}\n".encode())
    return log


def run_to_end(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    log: Path | None = None,
    account: Account | None = None,
) -> int:
    """Run one command to its end, tied to us as a service is; its exit code.

    Without a log it has the terminal, and Ctrl-C reaches it as it reaches us.
    """
    with disk_trouble_told():
        output = open_log(log) if log else None
    try:
        child = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL if output else None,
            stdout=output,
            stderr=output,
            start_new_session=output is not None,
            preexec_fn=bound_to_us(signal.SIGTERM),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        try:
            return child.wait()
        except BaseException:
            # Interrupted while it works: it must be gone before the servers below it are.
            if output is None:
                wait_until(lambda: child.poll() is not None, seconds=SECONDS_TO_TIDY_UP, gives_up=lambda: False)
            child.terminate()
            child.wait()
            raise
    finally:
        if output:
            output.close()


def wait_until(ready: Callable[[], bool], *, seconds: float, gives_up: Callable[[], bool]) -> bool:
    """Ask until it is ready; False when the time is over or ``gives_up`` says that waiting has no sense."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        if gives_up():
            return False
        time.sleep(0.02)
    return False
