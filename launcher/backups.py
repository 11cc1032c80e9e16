"""`make backup` and `make restore-drill`: a copy of database and files, and the proof that it comes back whole.

The drill needs nothing of the running portal but the keys in ``var/secrets``: it makes a throw-away cluster, restores
the newest backup into it, sets the logins up as a real restore would, and lets the portal compare what came back.
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from launcher import environment, passwords, portal, servers
from launcher.binaries import SHARED, postgres_folder, server_account
from launcher.cluster import Cluster
from launcher.places import ROOT, logs, make_var, require_room, var
from launcher.processes import run_to_end
from launcher.talk import say
from launcher.trouble import Trouble, told_by_log

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = "manifest.json"


def backup() -> int:
    """Back up the database in use and the file store into ``BACKUPS=``, by default ``var/backups``. Raises Trouble."""
    make_var()
    environment.ensure(environment.BASE)
    place = backups_place()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    require_room(place)
    with servers.borrowed_or_started() as addresses:
        known = portal.environment_for(addresses.environment())
        _manage(known, "backup", "--to", str(place))
    say("密钥（var/secrets 或 PORTAL_FIELD_KEYS）不在备份中，请另行封存。")
    return 0


def restore_drill() -> int:
    """Restore ``FROM=``, by default the newest backup, into a throw-away cluster and compare. Raises Trouble."""
    make_var()
    environment.ensure(environment.BASE)
    folder = wanted_backup()
    begun = time.monotonic()
    with ExitStack() as at_the_end:
        home = Path(at_the_end.enter_context(tempfile.TemporaryDirectory(dir=_parent(), prefix="drill-")))
        home.chmod(0o711)
        cluster = Cluster(
            programs=postgres_folder(),
            home=home / "cluster",
            log=logs() / "drill-postgres.log",
            superuser_password=passwords.kept(passwords.SUPERUSER),
            account=server_account(),
        )
        cluster.start()
        at_the_end.callback(cluster.stop)
        known = _environment(cluster, folder, home / "var")
        _restore(cluster, folder)
        portal.manage(known, "set_up_database", otherwise="恢复出来的数据库没能设置登录账号，")
        _manage(known, "check_restored", str(folder), "--bring-files")
    say(f"恢复演练办成，用时{time.monotonic() - begun:.0f}秒：{folder}。临时数据已清除。")
    return 0


def backups_place() -> Path:
    return Path(os.environ.get("BACKUPS") or var() / "backups").resolve()


def wanted_backup() -> Path:
    """``FROM=``, else the newest whole backup. Raises Trouble."""
    if named := os.environ.get("FROM"):
        folder = Path(named).resolve()
        if not (folder / MANIFEST).exists():
            raise Trouble(f"FROM={named} 不是一份备份（没有 {MANIFEST}）。请改正后再试。")
        return folder
    found = sorted(_whole_backups(), key=lambda each: (each / MANIFEST).stat().st_mtime)
    if not found:
        raise Trouble(f"{backups_place()} 中还没有备份。请先运行 make backup，或用 FROM= 指明备份目录。")
    return found[-1]


def _whole_backups() -> Iterator[Path]:
    return (mark.parent for mark in backups_place().glob(f"*/{MANIFEST}") if mark.parent.suffix != ".making")


def _parent() -> Path | None:
    """For root a place that ``nobody``, who runs PostgreSQL then, can reach."""
    if os.geteuid() != 0:
        return None
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    return SHARED


def _environment(cluster: Cluster, folder: Path, its_var: Path) -> dict[str, str]:
    """What the portal's commands know of the restored installation: its own database and store, our keys."""
    its_var.mkdir(mode=0o700)
    database = folder.name.rpartition("-")[0]
    place = f"127.0.0.1:{cluster.port}/{database}"
    addresses = {
        name: f"postgres://{login}:{passwords.kept(login)}@{place}" for name, login in servers.LOGIN_OF.items()
    }
    secrets = {f"{login.upper()}_PASSWORD": passwords.kept(login) for login in passwords.LOGINS}
    known = portal.environment_for({"REDIS_URL": "redis://127.0.0.1:1/0", **addresses, **secrets})
    # The world is read from what was restored; one of the surroundings must not contradict it.
    return {**known, "PORTAL_VAR": str(its_var), "PORTAL_WORLD": ""}


def _restore(cluster: Cluster, folder: Path) -> None:
    """The logins first, as names without passwords, so that owners and grants of the dump find them."""
    log = logs() / "drill-restore.log"
    surroundings = {
        "PATH": "/usr/bin:/bin",
        "PGPASSWORD": cluster.superuser_password,
        "PGHOST": "127.0.0.1",
        "PGPORT": str(cluster.port),
        "PGUSER": passwords.SUPERUSER,
    }
    roles = "".join(f"CREATE ROLE {login};" for login in (*passwords.LOGINS, *passwords.OWNERS))
    for command in (
        ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-c", roles],
        ["pg_restore", "--exit-on-error", "--create", "--dbname=postgres", str(folder / "database.dump")],
    ):
        command[0] = str(cluster.programs / command[0])
        if run_to_end(command, environment=surroundings, folder=folder, log=log):
            raise told_by_log(log, otherwise="备份没能恢复，")


def _manage(known: dict[str, str], *arguments: str) -> None:
    """Run one of the portal's commands before the eyes of the person. Raises Trouble."""
    if run_to_end(portal.command(*arguments), environment=known, folder=ROOT):
        raise Trouble(f"{arguments[0]} 没有办成，原因见上。")
