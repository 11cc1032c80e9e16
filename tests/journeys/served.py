"""The portal as `make run` prepares and serves it, with its demonstration world, for the browsers of this package."""

from __future__ import annotations

import http.client
import os
import signal
import socket
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from launcher import portal, run
from launcher.places import ROOT, VENV_PYTHON, make_var
from launcher.processes import Service, wait_until

HOST = "127.0.0.1"
ADDRESSES = ("DATABASE_ADMIN_URL", "DATABASE_OWNER_URL", "DATABASE_URL")
SECONDS_TO_ANSWER = 60.0


@dataclass
class Site:
    """A running portal: where it answers, who may sign in, and what its database says."""

    address: str
    passwords: dict[str, str]
    database: str
    web: Service

    def first(self, table: str, where: str = "true") -> int:
        """The id of the first row of a table: an object that an address may name."""
        return int(self._first(table, "id", where))

    def text(self, table: str, column: str) -> str:
        """What stands in a column of the first row of a table."""
        return str(self._first(table, column, "true"))

    def _first(self, table: str, column: str, where: str) -> Any:
        with closing(psycopg2.connect(self.database)) as connection, connection.cursor() as cursor:
            # The words are the tests' own.
            cursor.execute(f"SELECT {column} FROM {table} WHERE {where} ORDER BY id LIMIT 1")  # noqa: S608
            row = cursor.fetchone()
        assert row, f"the demonstration has no row in {table} where {where}"
        return row[0]

    def stop(self) -> None:
        self.web.stop()


def serve(folder: Path) -> Site:
    """Prepare a database of its own and serve it; the paper of the last due week is printed, as the worker would."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ADDRESSES:
            patch.setenv(name, f"{os.environ[name]}_journeys")
        patch.setenv("PORTAL_VAR", str(folder))
        patch.setenv("PORTAL_WORLD", "demo")
        patch.setenv("DEMO", "small")
        make_var()
        known = portal.environment_for({})
        run.prepare(known)
        known = portal.without_powers(known)
        portal.manage(known, "weekly_report", otherwise="专报没能生成，")
    web = _start(known, folder)
    return Site(web.environment["ADDRESS"], _passwords(folder / "demo-accounts.txt"), known["DATABASE_URL"], web)


def _start(known: dict[str, str], folder: Path) -> Service:
    port = _free_port()
    web = Service(
        name="web",
        command=[str(VENV_PYTHON), "-m", "gunicorn"],
        environment={**known, "PORT": str(port), "ADDRESS": f"http://{HOST}:{port}"},
        log=folder / "log" / "web.log",
        folder=ROOT,
        death_signal=signal.SIGQUIT,
    )
    web.start()
    if not wait_until(lambda: _answers(port), seconds=SECONDS_TO_ANSWER, gives_up=lambda: not web.runs):
        web.stop()
        pytest.fail(f"the portal was not served: {web.log.read_text()[-2000:]}")
    return web


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection(HOST, port, timeout=30)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _passwords(printed: Path) -> dict[str, str]:
    """Account and password as they are printed for people: the second and third word of each line with four."""
    lines = [line.split() for line in printed.read_text(encoding="utf-8").splitlines()]
    return {words[1]: words[2] for words in lines[2:] if len(words) == 4}
