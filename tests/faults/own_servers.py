"""Servers that a test may kill: its own PostgreSQL and Valkey, killed by number and revived in the launcher's own way.

Nothing of the run's shared servers is touched. While they stand, Django's connection of this process and the bell of
the work list lead to them; whoever is started with ``variables`` works with them, too.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.core.management import call_command
from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerDown

from launcher.binaries import postgres_folder, server_account, valkey_server
from launcher.cluster import Cluster
from launcher.processes import Service
from launcher.valkey import Valkey
from portal.celery import app
from portal.jobs import reconciling, tasks, worklist
from portal.site.management.commands.set_up_database import set_up
from tests.launcher.standing import eventually

NAME = "portal_faults"


@dataclass
class OwnServers:
    """What one test started. The data are written to the disk as in real life: no hasty options here."""

    postgres: Cluster
    valkey: Valkey

    def start(self) -> None:
        self.postgres.start()
        self.valkey.start()

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.postgres.home, ignore_errors=True)

    def address(self, login: str, password: str) -> str:
        return f"postgres://{login}:{password}@127.0.0.1:{self.postgres.port}/{NAME}"

    @property
    def broker(self) -> str:
        return f"redis://:{self.valkey.password}@127.0.0.1:{self.valkey.port}/0"

    @property
    def variables(self) -> dict[str, str]:
        """What a worker needs to find them."""
        return {
            "DATABASE_URL": self.address("portal_app", os.environ["PORTAL_APP_PASSWORD"]),
            "REDIS_URL": self.broker,
        }

    def kill_postgres(self) -> None:
        """Kill -9 the postmaster, and let the launcher's own way bring it back: it recovers from its log."""
        _kill(self.postgres.service)
        self.postgres.revive()
        assert eventually(_answers, seconds=60)

    def kill_valkey(self) -> None:
        """Kill -9 the broker with every message in it, and start an empty one at the same address."""
        _kill(self.valkey.service)
        self.valkey.revive()

    def make_database(self) -> None:
        """A database as after `manage.py migrate`, in a world that is a test's."""
        set_up(self.address("postgres", self.postgres.superuser_password), world="test")
        with self._connected("portal_owner", os.environ["PORTAL_OWNER_PASSWORD"]):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("grant_access", verbosity=0)

    @contextmanager
    def worked_with(self, monkeypatch: Any) -> Iterator[None]:
        """Let this process read, write and ring there."""

        def ring(job_id: int, kind: str) -> None:
            with suppress(BrokerDown), app.connection_for_write(url=self.broker) as bell:
                tasks.work.apply_async((job_id,), connection=bell, retry=False)

        for module in (worklist, reconciling):
            monkeypatch.setattr(module, "ring", ring)
        with self._connected("portal_app", os.environ["PORTAL_APP_PASSWORD"]):
            yield

    @contextmanager
    def _connected(self, login: str, password: str) -> Iterator[None]:
        usual = dict(connection.settings_dict)
        connection.close()
        place = {"HOST": "127.0.0.1", "PORT": self.postgres.port, "NAME": NAME, "USER": login, "PASSWORD": password}
        connection.settings_dict.update(place)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(usual)


@contextmanager
def own_servers(home: Path) -> Iterator[OwnServers]:
    """Start both; they are gone afterwards, whatever the test came to."""
    servers = OwnServers(
        Cluster(
            programs=postgres_folder(),
            home=home / "cluster",
            log=home / "postgres.log",
            superuser_password=secrets.token_hex(16),
            account=server_account(),
        ),
        Valkey(valkey_server(), home / "valkey.log", secrets.token_hex(16), server_account()),
    )
    servers.start()
    try:
        servers.make_database()
        yield servers
    finally:
        servers.stop()


def _kill(service: Service | None) -> None:
    assert service
    assert service.process
    service.process.kill()
    service.process.wait()


def _answers() -> bool:
    """Whether the database takes us in again; what we held before is gone."""
    connection.close()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError, psycopg2.Error):
        return False
    return True
