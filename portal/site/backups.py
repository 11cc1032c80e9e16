"""A backup and the proof that it can be restored (security design J).

A backup is a folder: ``database.dump`` (PostgreSQL's own format), ``manifest.json``, and beside all backups of a
place one pool ``files/`` named by hash, into which only what is new is copied. The dump and every number of the
manifest come from one exported snapshot, so that the restored database can be compared with them exactly. Keys are
not in it: who steals a backup reads no sealed column, and who loses the keys cannot restore them from it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection
from psycopg2 import sql

from portal.files import store
from portal.kernel.errors import Refusal
from portal.kernel.periods import SHANGHAI

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
POOL = "files"
# What signing in rests on: a restored account must have exactly this.
ACCOUNTS = "SELECT id, username, password, is_active FROM accounts_user ORDER BY id"


class BackupNotMade(Refusal):
    """Nothing usable was left behind."""


class BackupNotWhole(Refusal):
    """The folder is not a whole backup of ours."""


@dataclass(frozen=True)
class Manifest:
    """What the backup must give back. Counts are by table; ``accounts`` is a digest over every sign-in."""

    format: int
    made_at: str
    world: str
    database: str
    dump: str
    tables: dict[str, int]
    accounts: str
    files: list[str]

    @property
    def summary(self) -> str:
        return f"{len(self.tables)}张表、{sum(self.tables.values())}行，文件{len(self.files)}份"


def take(place: Path, *, programs: Path) -> tuple[Path, Manifest]:
    """Make one backup below ``place``; its folder and what it holds. Raises BackupNotMade."""
    address = connection.settings_dict
    started = datetime.now(SHANGHAI)
    goal = place / f"{address['NAME']}-{started:%Y%m%dT%H%M%S}"
    making = goal.with_suffix(".making")
    with _snapshot(address) as (cursor, snapshot):
        _require_migrated(cursor)
        making.mkdir(mode=0o700, parents=True)
        _dump(address, snapshot, making / DUMP, programs)
        manifest = Manifest(
            format=FORMAT,
            made_at=started.isoformat(timespec="seconds"),
            world=_one(cursor, "SELECT world FROM portal_world"),
            database=str(address["NAME"]),
            dump=_digest_of(making / DUMP),
            tables=_counts(cursor),
            accounts=_accounts(cursor),
            # After the snapshot: a file lies in the store before the row that names it is committed.
            files=store.digests(),
        )
    for digest in manifest.files:
        _copy_into_pool(place / POOL, digest)
    (making / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True))
    making.rename(goal)
    return goal, manifest


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupNotWhole when the folder holds no whole backup or its dump was altered."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
        is_whole = manifest.format == FORMAT and _digest_of(folder / DUMP) == manifest.dump
    except (OSError, ValueError, TypeError):
        is_whole = False
    if not is_whole:
        raise BackupNotWhole(
            f"{folder}不是一份完整的备份：说明文件读不出来，或者数据文件与登记的摘要不一致。请换一份备份。"
        )
    return manifest


def bring_files_back(folder: Path, manifest: Manifest) -> None:
    """Put the files of a backup into this installation's store, each under its hash. Raises BackupNotWhole."""
    for digest in manifest.files:
        pooled = folder.parent / POOL / digest[:2] / digest
        content = pooled.read_bytes() if pooled.exists() else b""
        if hashlib.sha256(content).hexdigest() != digest:
            raise BackupNotWhole(f"备份中的文件{digest[:12]}…缺失或已损坏，不能恢复。请换一份备份。")
        store.put(content, owner="restore")


def differences(manifest: Manifest) -> Iterator[str]:
    """What in this database and store is not as the backup says, one sentence each."""
    with connection.cursor() as cursor:
        found = _counts(cursor)
        for table in sorted(manifest.tables.keys() | found.keys()):
            if manifest.tables.get(table) != found.get(table):
                yield f"表{table}：备份时{manifest.tables.get(table, 0)}行，恢复后{found.get(table, 0)}行。"
        if _accounts(cursor) != manifest.accounts:
            yield "登录账号：恢复后的账号、口令摘要或启用状态与备份时不一致。"
    for digest in manifest.files:
        try:
            store.read(digest)
        except store.FileLost:
            yield f"文件{digest[:12]}…：恢复后缺失或内容不一致。"


@contextmanager
def _snapshot(address: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    """A cursor in a picture of the database that does not move, and the name under which others may see the same."""
    with closing(psycopg2.connect(application_name="backup", **_connection(address))) as picture:
        picture.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with picture.cursor() as cursor:
            yield cursor, _one(cursor, "SELECT pg_export_snapshot()")


def _require_migrated(cursor: Any) -> None:
    if _one(cursor, "SELECT to_regclass('public.accounts_user')") is None:
        raise BackupNotMade("未办成：数据库还没有初始化，没有可备份的内容。请先启动一次门户（make run）再备份。")


def _connection(address: dict[str, Any]) -> dict[str, Any]:
    return {
        "host": address["HOST"],
        "port": address["PORT"] or 5432,
        "user": address["USER"],
        "password": address["PASSWORD"],
        "dbname": address["NAME"],
    }


def _dump(address: dict[str, Any], snapshot: str, goal: Path, programs: Path) -> None:
    known = _connection(address)
    outcome = subprocess.run(
        [
            str(programs / "pg_dump"),
            "--format=custom",
            "--no-password",
            f"--snapshot={snapshot}",
            f"--file={goal}",
            f"--host={known['host']}",
            f"--port={known['port']}",
            f"--username={known['user']}",
            known["dbname"],
        ],
        env={**os.environ, "PGPASSWORD": known["password"]},
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode:
        raise BackupNotMade(f"未办成：数据库没有导出（{outcome.stderr.strip()[-300:]}）。请排除后再备份。")


def _counts(cursor: Any) -> dict[str, int]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " ORDER BY relname"
    )
    tables = [row[0] for row in cursor.fetchall()]
    return {table: _one(cursor, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))) for table in tables}


def _accounts(cursor: Any) -> str:
    cursor.execute(ACCOUNTS)
    digest = hashlib.sha256()
    for row in cursor.fetchall():
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def _copy_into_pool(pool: Path, digest: str) -> None:
    goal = pool / digest[:2] / digest
    if goal.exists() and _digest_of(goal) == digest:
        return
    goal.parent.mkdir(parents=True, exist_ok=True)
    aside = goal.with_suffix(".new")
    aside.write_bytes(store.read(digest))
    aside.rename(goal)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _one(cursor: Any, query: Any) -> Any:
    cursor.execute(query)
    return cursor.fetchone()[0]
