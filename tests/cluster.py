"""An early pytest plugin (``-p tests.cluster``): a throw-away PostgreSQL and Valkey for each process that runs tests.

It starts before pytest-django reads the settings, and hands the addresses on as environment variables. Each worker of
``-n`` has a cluster of its own: transactions are counted by cluster, and one that another worker keeps open for minutes
would hold up the sealing of the trail here. Whoever only hands out tests to workers has none.
``PGBIN=/usr/lib/postgresql/15/bin`` runs the tests on that PostgreSQL. The servers stop with the run; when pytest is
killed, the kernel stops them (see launcher.processes).

Databases are a matter of ``tests.databases``; what is copied from run to run is one of ``tests.kept``.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import pytest

from launcher.binaries import SHARED, postgres_folder, server_account, valkey_server
from launcher.cluster import Cluster
from launcher.trouble import Trouble
from launcher.valkey import Valkey
from tests.kept import Kept

LOGINS = ("portal_owner", "portal_app", "portal_ro", "portal_backup")
# Nothing here outlives the run, so nothing waits for the disk.
HASTY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_connections": "200",
}


class ThrowAwayServers:
    """Started and stopped by one process of the run."""

    def __init__(self) -> None:
        account = server_account()
        _remove_left_behind()
        self.home = _parent_of_homes() / str(os.getpid())
        self.home.mkdir(parents=True)
        # Whatever the umask says: ``nobody`` must be able to pass.
        self.home.chmod(0o711)
        self.kept = Kept(_parent_of_homes().with_name(f"{_parent_of_homes().name}-kept"), postgres_folder())
        self.has_template = False
        self.postgres = Cluster(
            programs=postgres_folder(),
            home=self.home / "cluster",
            log=self.home / "postgres.log",
            superuser_password=self.kept.password,
            account=account,
            options=HASTY,
        )
        self.valkey = Valkey(valkey_server(), self.home / "valkey.log", secrets.token_hex(16), account)

    def start(self) -> None:
        self.has_template = self._fetch()
        self.postgres.start()
        self.valkey.start()
        self.announce()

    def announce(self) -> None:
        """Say in the environment where everything is."""
        passwords = {f"{login.upper()}_PASSWORD": secrets.token_hex(16) for login in LOGINS}
        place = f"127.0.0.1:{self.postgres.port}/portal_test"
        (self.home / "var").mkdir(mode=0o700)
        os.environ.update(
            passwords,
            DJANGO_SETTINGS_MODULE="portal.settings.test",
            PORTAL_WORLD="test",
            PORTAL_VAR=str(self.home / "var"),
            PORTAL_TEST_HOME=str(self.home),
            SECRET_KEY=secrets.token_hex(32),
            PORTAL_FIELD_KEYS=f"index:{secrets.token_hex(32)},1:{secrets.token_hex(32)}",
            DATABASE_ADMIN_URL=f"postgres://postgres:{self.postgres.superuser_password}@{place}",
            DATABASE_OWNER_URL=f"postgres://portal_owner:{passwords['PORTAL_OWNER_PASSWORD']}@{place}",
            DATABASE_URL=f"postgres://portal_app:{passwords['PORTAL_APP_PASSWORD']}@{place}",
            REDIS_URL=f"redis://:{self.valkey.password}@127.0.0.1:{self.valkey.port}/0",
        )

    def fetch_template(self) -> bool:
        """Take over what another run kept meanwhile; whether the template is here."""
        if not self.has_template and self.kept.data.exists():
            self.postgres.stop()
            self.has_template = self._fetch()
            self.postgres.revive()
        return self.has_template

    def keep_template(self) -> None:
        """Let later runs, and others that wait for it, have what stands in the cluster now."""
        self.postgres.stop()
        self.kept.keep(self.postgres.data)
        self.postgres.revive()
        self.has_template = True

    def _fetch(self) -> bool:
        home = self.postgres.home
        home.mkdir(mode=0o700, exist_ok=True)
        if self.postgres.account:
            os.chown(home, self.postgres.account.uid, self.postgres.account.gid)
        return self.kept.copy_to(self.postgres.data)

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.home, ignore_errors=True)


_servers: ThrowAwayServers | None = None


def servers() -> ThrowAwayServers:
    """Those of this process."""
    assert _servers is not None
    return _servers


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    global _servers
    has_workers = bool(getattr(early_config.known_args_namespace, "numprocesses", None))
    try:
        _servers = ThrowAwayServers()
        if has_workers and "PYTEST_XDIST_WORKER" not in os.environ:
            _servers.announce()
        else:
            _servers.start()
    except Trouble as trouble:
        raise pytest.UsageError(str(trouble)) from trouble
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    # After pytest-django, whose fixtures of the same names these replace.
    from tests import databases

    config.pluginmanager.register(databases, "databases")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if _servers:
        _servers.stop()


def _parent_of_homes() -> Path:
    """For root a place that ``nobody``, who runs PostgreSQL then, can reach."""
    if os.geteuid() == 0:
        return SHARED / "tests"
    return Path(tempfile.gettempdir()) / f"portal-tests-{os.geteuid()}"


def _remove_left_behind() -> None:
    """Remove the data of runs that were killed; each folder is named by its process."""
    with suppress(FileNotFoundError):
        for home in _parent_of_homes().iterdir():
            if not Path("/proc", home.name).exists():
                shutil.rmtree(home, ignore_errors=True)
