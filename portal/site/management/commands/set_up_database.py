"""`manage.py set_up_database`: the database, its logins and the set-up SQL, before the first migration."""

from __future__ import annotations

import os
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import environ
import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, encrypt_password

LOGINS = ("portal_owner", "portal_app", "portal_ro", "portal_backup")
WORLDS = {"real": "真实", "demo": "演示", "test": "测试"}
# Any number will do, as long as every set-up takes the same: roles are shared by all databases of a cluster.
ONE_SET_UP_AT_A_TIME = 7_620_133


class Command(BaseCommand):
    """Connects by itself as the superuser of DATABASE_ADMIN_URL: Django's own connection may not even exist yet."""

    help = "建立数据库、登录名和基础 SQL（以超级用户身份，可重复执行）"
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Create what is missing; raises CommandError with a sentence when the server or the world says no."""
        url = os.environ.get("DATABASE_ADMIN_URL")
        if not url:
            raise CommandError("没有设置 DATABASE_ADMIN_URL：建立数据库需要 PostgreSQL 超级用户的地址。")
        try:
            set_up(url, world=os.environ.get("PORTAL_WORLD", ""))
        except psycopg2.OperationalError as error:
            raise CommandError(f"连接不上 PostgreSQL：{str(error).strip()}") from error


def set_up(admin_url: str, *, world: str) -> None:
    """Bring the database that this address names to the state before the first migration; may be repeated.

    The world is written when the database is made, and only compared after. Raises CommandError.
    """
    place = environ.Env.db_url_config(admin_url)
    with closing(_connect(place, "postgres")) as cluster:
        cluster.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        with cluster.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_SET_UP_AT_A_TIME])
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [place["NAME"]])
            if cursor.fetchone() is None:
                _require_world(world)
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(place["NAME"])))
            with closing(_connect(place, place["NAME"])) as database, database:
                _apply(database, world)


def set_up_files() -> list[Path]:
    """The SQL files of kernel and apps, by number."""
    found = [*Path(settings.BASE_DIR).glob("portal/*/sql/*.sql"), *Path(settings.BASE_DIR).glob("*/sql/*.sql")]
    return sorted((path for path in found if re.match(r"\d{3}_", path.name)), key=lambda path: path.name)


def _connect(place: dict[str, Any], database: str) -> Any:
    return psycopg2.connect(
        host=place["HOST"],
        port=place["PORT"] or 5432,
        user=place["USER"],
        password=place["PASSWORD"],
        dbname=database,
        application_name="set_up_database",
    )


def _apply(database: Any, world: str) -> None:
    with database.cursor() as cursor:
        known = _known_world(cursor)
        if known is None:
            _require_world(world)
        elif world and world != known:
            raise CommandError(
                f"这个数据库建立时标记为“{WORLDS[known]}”，不能当作“{WORLDS.get(world, world)}”使用。"
                "请改正 PORTAL_WORLD，或另建一个数据库。"
            )
        cursor.execute("SELECT set_config('portal.world', %s, true)", [known or world])
        for login in LOGINS:
            if password := os.environ.get(f"{login.upper()}_PASSWORD"):
                verifier = encrypt_password(password, login, database, "scram-sha-256")
                cursor.execute("SELECT set_config(%s, %s, true)", [f"portal.verifier_{login}", verifier])
        for path in set_up_files():
            cursor.execute(path.read_text(encoding="utf-8"))


def _known_world(cursor: Any) -> str | None:
    cursor.execute("SELECT to_regclass('public.portal_world')")
    if cursor.fetchone()[0] is None:
        return None
    cursor.execute("SELECT world FROM portal_world")
    row = cursor.fetchone()
    return row[0] if row else None


def _require_world(world: str) -> None:
    if world not in WORLDS:
        raise CommandError("新建数据库前请用 PORTAL_WORLD 指明它的用途：real（真实）、demo（演示）或 test（测试）。")
