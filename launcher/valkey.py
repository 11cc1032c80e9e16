"""One Valkey (or Redis) server in memory only: nothing lives only there (security design F)."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.cluster import ENVIRONMENT, free_port
from launcher.processes import Account, Service, wait_until
from launcher.trouble import told_by_log

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS_TO_START = 20.0


@dataclass
class Valkey:
    """A server on 127.0.0.1 that asks for its password."""

    program: Path
    log: Path
    password: str
    account: Account | None
    port: int = 0
    service: Service | None = None

    @property
    def name(self) -> str:
        return "Valkey"

    @property
    def runs(self) -> bool:
        return self.service is not None and self.service.runs

    def start(self) -> None:
        """Start it and wait until it answers. Raises Trouble."""
        for _ in range(3):
            if self._start_at(free_port()):
                return
        raise told_by_log(self.log, otherwise="内置 Valkey 没能启动，")

    def stop(self) -> None:
        if self.service:
            self.service.stop()

    def revive(self) -> None:
        """Start it again where it was, after it died: its address is known to others. Raises Trouble."""
        if not self._start_at(self.port):
            raise told_by_log(self.log, otherwise="内置 Valkey 没能重新启动，")

    def _start_at(self, port: int) -> bool:
        options: Mapping[str, str] = {
            "bind": "127.0.0.1",
            "port": str(port),
            "requirepass": self.password,
            "save": '""',
            "appendonly": "no",
            "maxmemory-policy": "noeviction",
            "databases": "64",
        }
        self.service = service = Service(
            name=self.name,
            # The configuration comes by standard input: a password on the command line is seen by everybody.
            command=[str(self.program), "-"],
            first_input="".join(f"{name} {value}\n" for name, value in options.items()),
            environment=ENVIRONMENT,
            log=self.log,
            folder=Path("/"),
            account=self.account,
        )
        service.start()
        self.port = port
        if wait_until(self._answers, seconds=SECONDS_TO_START, gives_up=lambda: not service.runs):
            return True
        service.stop()
        return False

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            return b"+PONG" in _read_two_lines(connection)
        return False


def _read_two_lines(connection: socket.socket) -> bytes:
    answer = b""
    while answer.count(b"\r\n") < 2:
        part = connection.recv(256)
        if not part:
            break
        answer += part
    return answer
