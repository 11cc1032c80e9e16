"""The embedded servers of a tree: whoever comes first starts them, whoever comes later uses them.

``var/servers.lock`` is held by the process that started the servers. ``var/servers.in-use`` is held shared by each
command that uses them, so that a short ``manage.py`` command waits for its fellows before it stops them.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from launcher import passwords
from launcher.binaries import SHARED, postgres_folder, server_account, valkey_server
from launcher.cluster import Cluster
from launcher.locks import Taken, held
from launcher.places import logs, make_var, require_room, var
from launcher.trouble import Trouble, disk_trouble_told
from launcher.valkey import Valkey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.processes import Account, Child

WORLDS = ("real", "demo")
DEFAULT_WORLD = "demo"
LOGIN_OF = {
    "DATABASE_ADMIN_URL": passwords.SUPERUSER,
    "DATABASE_OWNER_URL": "portal_owner",
    "DATABASE_URL": "portal_app",
    "DATABASE_BACKUP_URL": "portal_backup",
}
SECONDS_TO_WAIT_FOR_OTHERS = 90.0


@dataclass(frozen=True)
class Addresses:
    """Where the servers that run can be reached; no port for a kind whose address is given from outside."""

    holder: int
    world: str
    postgres_port: int | None
    valkey_port: int | None

    def environment(self) -> dict[str, str]:
        """The variables of these servers. The caller hands on only what each child may know."""
        known = {"PORTAL_WORLD": self.world}
        if self.postgres_port:
            for variable, login in LOGIN_OF.items():
                secret = passwords.kept(login)
                known[variable] = f"postgres://{login}:{secret}@127.0.0.1:{self.postgres_port}/portal_{self.world}"
        if self.valkey_port:
            known["REDIS_URL"] = f"redis://:{passwords.kept(passwords.BROKER)}@127.0.0.1:{self.valkey_port}/0"
        return known


class Servers:
    """The servers that this process starts and stops, each only when its address is not given from outside."""

    def __init__(self, world: str) -> None:
        self.world = world
        self.postgres: Cluster | None = None
        self.valkey: Valkey | None = None

    def start(self) -> None:
        """Start what is wanted. Raises Trouble, with nothing left running."""
        try:
            if not os.environ.get("DATABASE_URL"):
                self.postgres = _cluster()
                require_room(self.postgres.home.parent)
                self.postgres.start()
            if not os.environ.get("REDIS_URL"):
                secret = passwords.kept(passwords.BROKER)
                self.valkey = Valkey(valkey_server(), logs() / "valkey.log", secret, server_account())
                self.valkey.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        for server in (self.valkey, self.postgres):
            if server:
                server.stop()

    def running(self) -> list[Child]:
        return [server for server in (self.postgres, self.valkey) if server]

    def addresses(self) -> Addresses:
        return Addresses(
            holder=os.getpid(),
            world=self.world,
            postgres_port=self.postgres.port if self.postgres else None,
            valkey_port=self.valkey.port if self.valkey else None,
        )


def wanted_world() -> str | None:
    """``WORLD=`` at the command line, else PORTAL_WORLD, else None: no wish. Raises Trouble."""
    world = os.environ.get("WORLD") or os.environ.get("PORTAL_WORLD") or None
    if world not in (*WORLDS, None):
        raise Trouble(f"WORLD={world} 不可用，只能是 real（真实数据）或 demo（演示数据）。")
    return world


@contextmanager
def started(world: str) -> Iterator[Servers]:
    """Start the servers and be their holder until the end. Raises Taken when another process holds them."""
    make_var()
    with held(_lock(), wait=False):
        require_room(var())
        servers = Servers(world)
        servers.start()
        try:
            with disk_trouble_told():
                _announce(servers.addresses())
            yield servers
        finally:
            _announcement().unlink(missing_ok=True)
            servers.stop()


@contextmanager
def borrowed_or_started() -> Iterator[Addresses]:
    """Use the servers that run, or start them for the time of this command. Raises Trouble."""
    make_var()
    wish = wanted_world()
    end = time.monotonic() + SECONDS_TO_WAIT_FOR_OTHERS
    while time.monotonic() < end:
        try:
            with started(wish or DEFAULT_WORLD) as servers:
                try:
                    yield servers.addresses()
                finally:
                    # Others may have begun to use them meanwhile.
                    with held(_in_use()):
                        _announcement().unlink(missing_ok=True)
                return
        except Taken:
            pass
        with held(_in_use(), shared=True):
            if running := _announced():
                yield replace(running, world=wish or running.world)
                return
        # Its holder is still starting, or already stopping.
        time.sleep(0.1)
    raise Trouble("内置数据库正被另一个进程启动或停止，一直没有就绪。请稍候再试。")


def _lock() -> Path:
    return var() / "servers.lock"


def _in_use() -> Path:
    return var() / "servers.in-use"


def _announcement() -> Path:
    return var() / "servers.json"


def _announce(addresses: Addresses) -> None:
    aside = _announcement().with_suffix(".new")
    aside.touch(mode=0o600)
    aside.write_text(json.dumps(asdict(addresses)))
    aside.replace(_announcement())


def _announced() -> Addresses | None:
    """The addresses of servers whose holder lives; a killed holder's announcement counts for nothing."""
    try:
        with held(_lock(), wait=False):
            return None
    except Taken:
        pass
    try:
        return Addresses(**json.loads(_announcement().read_text()))
    except FileNotFoundError:
        return None


def _cluster() -> Cluster:
    # First, so that without it nothing is made.
    programs = postgres_folder()
    account = server_account()
    home = _home(account)
    if account and home.exists() and home.stat().st_uid not in (0, account.uid):
        # Made by an ordinary user, now started by root: it goes on as that user.
        account = type(account)(home.stat().st_uid, home.stat().st_gid)
    return Cluster(
        programs=programs,
        home=home,
        log=logs() / "postgres.log",
        superuser_password=passwords.kept(passwords.SUPERUSER),
        account=account,
    )


def _home(account: Account | None) -> Path:
    """The folder of the cluster: ``var/postgres``, which for root is a link to a place that ``nobody`` can reach."""
    link = var() / "postgres"
    if account is None or (link.is_dir() and not link.is_symlink()):
        return link
    with disk_trouble_told():
        if link.is_symlink() and not link.exists():
            raise Trouble(
                f"数据目录 {link.readlink()} 不见了（所在的磁盘可能没有挂载）。"
                f"请恢复后再试；要从空库开始，请先删除 {link}。"
            )
        if link.is_symlink() and (belongs := link.resolve() / "belongs-to").exists():
            tree = Path(belongs.read_text().strip())
            if tree == var() or not (tree / "postgres").is_symlink():
                # Ours, or of a tree that was moved here. A copied tree gets a cluster of its own.
                belongs.write_text(f"{var()}\n")
                return link.resolve() / "cluster"
        for made in (SHARED, SHARED / "data"):
            made.mkdir(mode=0o755, parents=True, exist_ok=True)
            made.chmod(0o755)
        folder = SHARED / "data" / secrets.token_hex(6)
        folder.mkdir()
        # Whatever the umask says: ``nobody`` must be able to pass.
        folder.chmod(0o711)
        (folder / "belongs-to").write_text(f"{var()}\n")
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
        return folder / "cluster"
