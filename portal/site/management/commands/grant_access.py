"""`manage.py grant_access`: what the auditors' login may read, and that each table is watched by the trail.

Run as the owner after each migration.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from integrity.trail.watching import watch_tables

# Every table may be read by auditors, except these. A new table with secrets is named here, with its reason.
HIDDEN: dict[str, str] = {}
# What the auditors' own pool writes (security design D 2), and nothing else: what signing in takes, and the count of
# what somebody was refused.
WRITTEN = {
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
    "accounts_loginthrottle": "SELECT, INSERT, UPDATE",
    "accounts_secondfactor": "SELECT, UPDATE (last_step)",
    "accounts_user": "SELECT, UPDATE (last_login, last_login_from)",
    "integrity_refusalcount": "SELECT, INSERT, UPDATE",
}


class Command(BaseCommand):
    """Grants are made anew in one transaction, so that a table that was hidden meanwhile loses what it had."""

    help = "授予审计只读账号（portal_ro）查询权限，并为各表挂上留痕触发器（以表的属主身份，可重复执行）"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Raises CommandError when a table that is named here does not exist."""
        with transaction.atomic(), connection.cursor() as cursor:
            tables = _own_tables(cursor)
            if gone := sorted((HIDDEN.keys() | WRITTEN.keys()) - set(tables)):
                raise CommandError(f"grant_access 中列出的表不存在：{'、'.join(gone)}。请改正名单。")
            for table in tables:
                name = connection.ops.quote_name(table)
                cursor.execute(f"REVOKE ALL ON {name} FROM portal_ro")
                if table not in HIDDEN:
                    cursor.execute(f"GRANT {WRITTEN.get(table, 'SELECT')} ON {name} TO portal_ro")
            watch_tables()


def _own_tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
        " AND relowner = current_user::regrole ORDER BY relname"
    )
    return [row[0] for row in cursor.fetchall()]
