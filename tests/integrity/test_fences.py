"""What guards the trail's tables: `manage.py audit_verify` names each fence that does not stand."""

from __future__ import annotations

from contextlib import closing

import psycopg2
import pytest

from integrity.trail import fences
from tests.integrity.bundles import address, asked, superuser

pytestmark = pytest.mark.database

BROKEN: dict[str, tuple[str, str]] = {
    "a watch that is off": (
        "ALTER TABLE accounts_user DISABLE TRIGGER audit_watch_update",
        "触发器accounts_user.audit_watch_update",
    ),
    "a watch that is gone": (
        "DROP TRIGGER audit_watch_delete ON projects_village",
        "触发器projects_village.audit_watch_delete",
    ),
    "an append-only trigger that is off": (
        "ALTER TABLE audit_entry DISABLE TRIGGER audit_stays",
        "表audit_entry：只增不改",
    ),
    "an append-only trigger that replication passes": (
        "ALTER TABLE audit_leaf ENABLE TRIGGER audit_stays",
        "表audit_leaf：只增不改",
    ),
    "a grant too many": ("GRANT UPDATE ON audit_entry TO portal_app", "audit_entry：多出授给portal_app的UPDATE权限"),
    "a grant of a column too many": (
        "GRANT INSERT (xid) ON audit_entry TO portal_app",
        "audit_entry.xid：多出授给portal_app的INSERT权限",
    ),
    "a grant to everybody": ("GRANT SELECT ON audit_leaf TO PUBLIC", "audit_leaf：多出授给public的SELECT权限"),
    "a grant too few": ("REVOKE SELECT ON audit_seal FROM portal_ro", "audit_seal：缺少授给portal_ro的SELECT权限"),
    "another owner": (
        "ALTER TABLE audit_key OWNER TO portal_owner",
        "表audit_key：属主应为portal_audit，现为portal_owner",
    ),
    "a function that others may call": (
        "GRANT EXECUTE ON FUNCTION audit_row_change() TO portal_app",
        "函数audit_row_change",
    ),
    "a trigger of the portal that is off": (
        "ALTER TABLE projects_rolegrant DISABLE TRIGGER ALL",
        "触发器projects_rolegrant.",
    ),
    "a deed that a database brings along": (
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET portal.deed = %L', current_database(), 'x'); END $$",
        "参数portal.deed：为各账号在本库中预设了取值",
    ),
    "a function of another owner": ("ALTER FUNCTION audit_root(bytea[]) OWNER TO portal_owner", "函数audit_root"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_fence_that_does_not_stand_is_named(transactional_db, case):
    statement, told = BROKEN[case]
    with superuser() as cursor:
        cursor.execute(statement)
    code, said = asked()
    assert code == 1
    assert told in said


MIGHT: dict[str, tuple[str, str]] = {
    "a member of the trail's owner": ("GRANT portal_audit TO portal_owner", "账号portal_owner：是portal_audit的成员"),
    "an owner who can log in": ("ALTER ROLE portal_audit LOGIN", "账号portal_audit：有超出应有的数据库权限"),
    "a deed that a login brings along": (
        "ALTER ROLE portal_app SET Portal.Deed = 'x'",
        "参数portal.deed：为portal_app在各库中预设了取值",
    ),
    "triggers that sleep for a login": (
        "ALTER ROLE portal_owner SET session_replication_role = replica",
        "参数session_replication_role：为portal_owner在各库中预设了取值",
    ),
    "triggers that sleep for everybody": (
        "ALTER ROLE ALL SET session_replication_role = replica",
        "参数session_replication_role：为各账号在各库中预设了取值",
    ),
    "a site that is superuser": ("ALTER ROLE portal_app SUPERUSER", "账号portal_app：有超出应有的数据库权限"),
}


@pytest.mark.parametrize("case", MIGHT)
def test_a_login_that_could_do_it_away_is_named(transactional_db, monkeypatch, case):
    """Logins are those of the whole cluster: looked at inside the transaction that is rolled back."""
    statement, told = MIGHT[case]
    with closing(psycopg2.connect(address())) as connection:
        monkeypatch.setattr(fences, "connection", connection)
        with connection.cursor() as cursor:
            cursor.execute(statement)
        assert [told in said for said in fences.broken_fences()] == [True]
        connection.rollback()
        assert list(fences.broken_fences()) == []


@pytest.mark.parametrize("given", ["portal.deed=x", "session_replication_role=replica"])
def test_what_the_server_itself_gives_to_each_session_is_named(transactional_db, monkeypatch, given):
    with closing(psycopg2.connect(address(), options=f"-c {given}")) as connection:
        monkeypatch.setattr(fences, "connection", connection)
        name = given.partition("=")[0]
        assert list(fences.broken_fences()) == [f"参数{name}：服务器配置中设了取值，触发器可能因此失效。"]
