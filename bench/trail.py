"""Cases `trail-…`: saving an object that is audited, against saving it plainly and against the usual audit packages.

Eight writers save rows of their own, each save in its own transaction, on a PostgreSQL that waits for its disk. The
limit of every case is the plain save.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2

from bench.frame import Contest, Runner, Size, Wrong
from bench.writers import Writers, writers
from launcher.binaries import SHARED, postgres_folder, server_account
from launcher.cluster import Cluster

ROOT = Path(__file__).resolve().parents[1]
WRITERS = 8
SAVES = {"least": 3, "small": 60, "city": 300}
# ≥ 0.85 of the plain throughput; never behind a package that keeps less.
GOALS = {"plain": round(1 / 0.85, 2), "auditlog": 1.0, "simple-history": 1.0, "pghistory": 1.18}
LOGINS = ("portal_owner", "portal_app", "portal_ro", "portal_backup")


def cases() -> dict[str, Callable[[Size], AbstractContextManager[Contest]]]:
    """One case for each peer."""
    return {f"trail-{peer}": partial(contest, peer) for peer in GOALS}


@contextmanager
def contest(peer: str, size: Size) -> Iterator[Contest]:
    """Ours, the peer and plain saves in one database of their own, which is gone afterwards."""
    each = SAVES[size.name]
    kinds = dict.fromkeys(("trail", peer, "plain"), WRITERS)
    with ExitStack() as at_the_end:
        environment = at_the_end.enter_context(_database())
        running = at_the_end.enter_context(writers(kinds, environment))
        runners = {kind: _runner(kind, running[kind], each) for kind in kinds}
        yield Contest(
            axis=f"audited save, {WRITERS} writers",
            ours=runners["trail"],
            peer=runners[peer],
            goal=GOALS[peer],
            limit=runners["plain"],
            details={"saves": WRITERS * each},
        )


@dataclass
class _Kept:
    """How many changes a kind had kept before this round."""

    count: int


def _runner(kind: str, running: Writers, each: int) -> Runner:
    kept = _Kept(running.save(0))

    def check(count: int) -> None:
        expected = 0 if kind == "plain" else WRITERS * each
        if count - kept.count != expected:
            raise Wrong(f"{count - kept.count} changes were kept instead of {expected}")
        kept.count = count

    return Runner(kind, lambda: running.save(each), check)


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """A cluster with the usual settings of durability, set up as an installation is; the variables that lead to it."""
    parent = SHARED if os.geteuid() == 0 else None
    with TemporaryDirectory(dir=parent, prefix="bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        password = secrets.token_hex(16)
        cluster = Cluster(postgres_folder(), home / "cluster", home / "postgres.log", password, server_account())
        cluster.start()
        try:
            environment = _environment(home, cluster)
            _manage(environment, "set_up_database")
            owner = {**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"]}
            _manage(owner, "migrate")
            _manage(owner, "migrate", "--run-syncdb")  # the tables of the measurement refer to those
            _manage(owner, "pgtrigger", "install")
            _manage(owner, "grant_access")
            _unwatch_the_peers(environment["DATABASE_OWNER_URL"])
            yield {name: value for name, value in environment.items() if name not in ("DATABASE_ADMIN_URL",)}
        finally:
            cluster.stop()


def _unwatch_the_peers(address: str) -> None:
    """Our triggers watch every table by themselves; the peers' saves must not pay for that."""
    with closing(psycopg2.connect(address)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('DROP TRIGGER %I ON %I', tgname, relname) FROM pg_trigger"
            " JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname LIKE 'audit\\_watch\\_%'"
            " AND (relname LIKE 'saves\\_%' OR relname LIKE 'auditlog\\_%' OR relname LIKE 'pghistory\\_%')"
            " AND relname <> 'saves_trailrow'"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def _environment(home: Path, cluster: Cluster) -> dict[str, str]:
    (home / "var").mkdir(mode=0o700)
    passwords = {f"{login.upper()}_PASSWORD": secrets.token_hex(16) for login in LOGINS}
    place = f"127.0.0.1:{cluster.port}/bench"
    return {
        **passwords,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PORTAL_WORLD": "test",
        "PORTAL_VAR": str(home / "var"),
        "SECRET_KEY": secrets.token_hex(32),
        "PORTAL_FIELD_KEYS": f"index:{secrets.token_hex(32)},1:{secrets.token_hex(32)}",
        "DATABASE_ADMIN_URL": f"postgres://postgres:{cluster.superuser_password}@{place}",
        "DATABASE_OWNER_URL": f"postgres://portal_owner:{passwords['PORTAL_OWNER_PASSWORD']}@{place}",
        "DATABASE_URL": f"postgres://portal_app:{passwords['PORTAL_APP_PASSWORD']}@{place}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = (sys.executable, "-m", "django", *arguments)
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        raise Wrong(f"{arguments[0]}: {done.stderr.strip()[-600:]}")
