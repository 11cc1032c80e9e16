"""What keeps everybody from the trail's tables: owners, grants and triggers, compared with what set-up SQL makes.

They can be taken down only by the cluster's superuser or by a member of ``portal_audit``; that they stand is looked at
by ``audit_verify``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from integrity.trail.watching import unwatched

OWNER = "portal_audit"
TABLES = ("audit_checkpoint", "audit_entry", "audit_key", "audit_leaf", "audit_seal")
READERS = ("portal_app", "portal_backup", "portal_owner", "portal_ro")
LOGINS = (*READERS, OWNER)
# Who may call what, beside its owner.
FUNCTIONS = {
    "audit_columns": (),
    "audit_keep_checkpoint": ("portal_app",),
    "audit_root": READERS,
    "audit_row_change": ("portal_owner",),
    "audit_seal_entries": ("portal_app",),
    "audit_sql_body": (),
    "audit_stays": (),
    "audit_text": (),
    "audit_transfer_is_told": (),
    "audit_value": (),
}
# (table or table.column, privilege, login), beside the owner's own.
GRANTS = frozenset(
    {(table, "SELECT", login) for table in TABLES for login in READERS}
    | {("audit_entry.body", "INSERT", login) for login in ("portal_app", "portal_ro")}
)
_TABLE_OWNERS = """
    SELECT relname, relowner::regrole::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'audit\\_%%' AND relkind = 'r'
"""
_STAYS = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND EXISTS (
        SELECT FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgname = 'audit_stays' AND tgenabled = 'A'
            AND tgfoid = to_regproc('public.audit_stays')
            AND tgtype = %s)
"""
# Statement level, before; update, delete, truncate.
_STAYS_TYPE = 0b00111010
_GRANTS = """
    SELECT relname || coalesce('.' || attname, ''), privilege_type,
        CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END
    FROM pg_class
    CROSS JOIN LATERAL (
        SELECT NULL::name AS attname, relacl AS acl
        UNION ALL
        SELECT attname, attacl FROM pg_attribute WHERE attrelid = pg_class.oid
    ) AS part, aclexplode(acl)
    WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'audit\\_%%' AND relkind = 'r' AND grantee <> relowner
"""
_FUNCTIONS = """
    SELECT proname, proowner::regrole::text, array(
        SELECT CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END
        FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee <> proowner)::text[]
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'audit\\_%%'
"""
# Other triggers of the portal guard what is never changed; those of the trail are looked at by name.
_OFF = """
    SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = 'public'::regnamespace AND tgenabled IN ('D', 'R') AND tgname NOT LIKE 'audit\\_%%'
    ORDER BY 1, 2
"""
# What a login or a database brings into each new session: a mark of a deed that nobody does, or triggers that sleep.
_STORED = """
    SELECT CASE setrole WHEN 0 THEN '各账号' ELSE setrole::regrole::text END,
        CASE setdatabase WHEN 0 THEN '各库' ELSE '本库' END, lower(split_part(setting, '=', 1))
    FROM pg_db_role_setting, unnest(setconfig) AS setting
    WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        AND (setting ILIKE 'portal.%%' OR setting ILIKE 'session_replication_role=%%')
    ORDER BY 1, 2, 3
"""
# The same from the server's own files, as this session was given it: no deed runs while one verifies.
_GIVEN = """
    SELECT name FROM (VALUES ('portal.deed', ''), ('session_replication_role', 'origin')) AS known (name, usual)
    WHERE coalesce(current_setting(name, true), usual) <> usual ORDER BY 1
"""
_MEMBERS = "SELECT member::regrole::text FROM pg_auth_members WHERE roleid = %s::regrole ORDER BY 1"
_MIGHTY = """
    SELECT rolname FROM pg_roles
    WHERE rolname = ANY (%s) AND (rolsuper OR rolcreaterole OR rolreplication OR (rolcanlogin AND rolname = %s))
    ORDER BY 1
"""


def broken_fences() -> Iterator[str]:
    """One sentence for each that does not stand."""
    yield from _owners()
    yield from _grants()
    yield from _functions()
    standing = {table for (table,) in _read(_STAYS, [_STAYS_TYPE])}
    for table in sorted(set(TABLES) - standing):
        yield f"表{table}：只增不改的触发器audit_stays不在或没有常开。"
    for name in unwatched():
        yield f"触发器{name}：不在、被停用或与应有的不同，绕过系统的改动不会留痕。"
    for table, name in _read(_OFF):
        yield f"触发器{table}.{name}：被停用，它看守的内容可以被改动。"
    yield from _settings()
    for (member,) in _read(_MEMBERS, [OWNER]):
        yield f"账号{member}：是{OWNER}的成员，可以改动留痕。"
    for (login,) in _read(_MIGHTY, [list(LOGINS), OWNER]):
        yield f"账号{login}：有超出应有的数据库权限（超级用户、建角色、复制，或者{OWNER}能登录）。"


def _owners() -> Iterator[str]:
    found = dict(_read(_TABLE_OWNERS))
    for table in sorted(found.keys() | set(TABLES)):
        if table not in TABLES:
            yield f"表{table}：不是留痕应有的表。"
        elif found.get(table) != OWNER:
            yield f"表{table}：属主应为{OWNER}，现为{found.get(table, '无')}。"


def _grants() -> Iterator[str]:
    found = set(_read(_GRANTS))
    for what, privilege, login in sorted(found - GRANTS):
        yield f"{what}：多出授给{login}的{privilege}权限。"
    for what, privilege, login in sorted(GRANTS - found):
        yield f"{what}：缺少授给{login}的{privilege}权限。"


def _settings() -> Iterator[str]:
    stored = _read(_STORED)
    for login, database, name in stored:
        yield f"参数{name}：为{login}在{database}中预设了取值，触发器可能因此失效。"
    for (name,) in _read(_GIVEN):
        if name not in {name for _, _, name in stored}:
            yield f"参数{name}：服务器配置中设了取值，触发器可能因此失效。"


def _functions() -> Iterator[str]:
    found = {name: (owner, tuple(sorted(callers))) for name, owner, callers in _read(_FUNCTIONS)}
    for name in sorted(found.keys() | FUNCTIONS.keys()):
        expected = (OWNER, FUNCTIONS[name]) if name in FUNCTIONS else None
        if found.get(name) != expected:
            yield f"函数{name}：不在、不应有，或者属主、可调用的账号与应有的不同。"


def _read(query: str, given: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, given or [])
        found: list[Any] = cursor.fetchall()
    return found
