"""One PostgreSQL cluster: made once, started, stopped, and found again after a crash."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from launcher import passwords
from launcher.processes import Account, Service, run_to_end, wait_until
from launcher.trouble import Trouble, disk_trouble_told, told_by_log

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS_TO_START = 60.0
SECONDS_FOR_LEFTOVERS = 20.0
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Cluster:
    """A cluster whose data lie in ``home/data``; it listens on 127.0.0.1 only and asks each login for its password."""

    programs: Path
    home: Path
    log: Path
    superuser_password: str
    account: Account | None
    options: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    service: Service | None = None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def name(self) -> str:
        return "PostgreSQL"

    @property
    def runs(self) -> bool:
        return self.service is not None and self.service.runs

    def start(self) -> None:
        """Make the cluster if there is none, start it, wait until it answers. Raises Trouble."""
        if not self.data.exists():
            self._make()
        self._require_same_version()
        _end_leftovers(self.data)
        for _ in range(3):
            # A free port can be taken before PostgreSQL binds it, so a failed start has another try.
            if self._start_at(free_port()):
                return
        raise told_by_log(self.log, otherwise="内置 PostgreSQL 没能启动，")

    def stop(self) -> None:
        if self.service:
            self.service.stop()

    def revive(self) -> None:
        """Start it again where it was, after it died: its address is known to others. Raises Trouble."""
        _end_leftovers(self.data)
        if not self._start_at(self.port):
            raise told_by_log(self.log, otherwise="内置 PostgreSQL 没能重新启动，")

    def _start_at(self, port: int) -> bool:
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "port": str(port),
            "password_encryption": "scram-sha-256",
            "timezone": "Asia/Shanghai",
            "log_timezone": "Asia/Shanghai",
            # Statements and details hold the values of rows; what went wrong is told without them.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "max_connections": "100",
            **self.options,
        }
        self.service = Service(
            name=self.name,
            command=[
                str(self.programs / "postgres"),
                "-D",
                str(self.data),
                *(f"--{name}={value}" for name, value in options.items()),
            ],
            environment=ENVIRONMENT,
            log=self.log,
            folder=self.home,
            # Fast shutdown first; the immediate one still recovers at the next start.
            stop_signals=((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)),
            death_signal=signal.SIGINT,
            account=self.account,
        )
        self.service.start()
        self.port = port
        service = self.service
        if wait_until(self._is_ready, seconds=SECONDS_TO_START, gives_up=lambda: not service.runs):
            return True
        service.stop()
        return False

    def _is_ready(self) -> bool:
        # The eighth line of the pid file says so; it is PostgreSQL's own protocol with pg_ctl.
        with suppress(FileNotFoundError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return len(lines) > 7 and lines[7].strip() == "ready" and int(lines[3]) == self.port
        return False

    def _make(self) -> None:
        with disk_trouble_told():
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            # What a start that was killed half way left behind.
            shutil.rmtree(self.home / "making", ignore_errors=True)
            password_file = self.home / "superuser-password"
            password_file.touch(mode=0o600)
            password_file.write_text(self.superuser_password + "\n")
            if self.account:
                for path in (self.home, password_file):
                    os.chown(path, self.account.uid, self.account.gid)
        code = run_to_end(
            [
                str(self.programs / "initdb"),
                f"--pgdata={self.home / 'making'}",
                f"--username={passwords.SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--locale=C.UTF-8",
                "--encoding=UTF8",
                "--data-checksums",
            ],
            environment=ENVIRONMENT,
            folder=self.home,
            log=self.log,
            account=self.account,
        )
        password_file.unlink()
        if code:
            shutil.rmtree(self.home / "making", ignore_errors=True)
            raise told_by_log(self.log, otherwise="内置 PostgreSQL 没能建立数据目录，")
        # Renamed when whole: a data folder is never half made.
        (self.home / "making").rename(self.data)

    def _made_by(self) -> str:
        """The version that made the data. Raises Trouble: damaged data are never taken for none."""
        mark = self.data / "PG_VERSION"
        with suppress(FileNotFoundError, NotADirectoryError):
            if (version := mark.read_text(errors="replace").strip()).isdecimal():
                return version
        raise Trouble(
            f"数据目录 {self.data} 不完整：{mark.name} 缺失或读不出版本，原有数据没有改动。"
            "请从备份恢复；要从空库开始，请先把这个目录移走。"
        )

    def _require_same_version(self) -> None:
        made_by = self._made_by()
        share = self.programs.parent / "share"
        carried = next(iter(share.glob("**/postgres.bki")), None) or next(
            iter(Path("/usr/share/postgresql").glob(f"{self.programs.parent.name}/postgres.bki")), None
        )
        # The first line reads "# PostgreSQL 18".
        version = carried.open().readline().split()[-1] if carried else made_by
        if version != made_by:
            raise Trouble(
                f"数据目录 {self.data} 由 PostgreSQL {made_by} 建立，找到的却是 {version}。"
                f"请安装 PostgreSQL {made_by}，或另设 PORTAL_VAR=。"
            )


def _end_leftovers(data: Path) -> None:
    """See that nobody works on the data, then remove a stale pid file. The caller holds the lock of the servers.

    After a killed launcher its PostgreSQL may still be shutting down: wait for it. The number in a pid file left by a
    dead one may meanwhile have gone to a stranger, whom PostgreSQL would take for its like and refuse to start.
    """
    asked = False
    end = time.monotonic() + SECONDS_FOR_LEFTOVERS
    while workers := _working_in(data):
        if time.monotonic() > end:
            for pid in workers:
                _signal(pid, signal.SIGKILL)
        elif not asked:
            # SIGINT is PostgreSQL's fast shutdown; a backend without its postmaster only cancels and then ends.
            for pid in workers:
                _signal(pid, signal.SIGINT)
            asked = True
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _working_in(data: Path) -> list[int]:
    """The processes of PostgreSQL whose working folder is the data; not the shell of somebody who looks into it."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
                is_here = os.readlink(entry / "cwd") == str(data.resolve())
                if is_here and (entry / "comm").read_text().strip() == "postgres":
                    found.append(int(entry.name))
    return found


def _signal(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
