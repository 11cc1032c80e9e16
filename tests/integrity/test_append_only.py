"""Rows of the trail are added and stay: the database refuses everything else, to the site and to its owner alike."""

from __future__ import annotations

import psycopg2
import pytest
from django.db import connection

from integrity.trail import sealing
from tests.integrity.bundles import TRAIL, superuser
from tests.integrity.hands import LOGINS, hand_of

pytestmark = pytest.mark.database

COLUMN = {
    "audit_entry": "body",
    "audit_leaf": "leaf",
    "audit_seal": "frontier",
    "audit_key": "public",
    "audit_checkpoint": "note",
}
VALUES = {
    "audit_leaf": "VALUES (900, 900, sha256(''))",
    "audit_seal": "VALUES (900, '{}', '9', 1)",
    "audit_key": "(public) VALUES (sha256(''))",
    "audit_checkpoint": "(note, sig, key_id) VALUES ('', '', 1)",
}
ROADS = {
    "straight": (),
    "as a replica": ("SET session_replication_role = replica",),
    "without the trigger": (
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "ALTER TABLE {0} DISABLE TRIGGER audit_stays",
    ),
    "with the trigger gone": ("DROP TRIGGER audit_stays ON {0}",),
    "with another trigger": (
        "CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ),
    "with the function gone": ("DROP FUNCTION audit_stays() CASCADE",),
    "as the trail's owner": ("SET ROLE portal_audit",),
    "as a member of it": ("GRANT portal_audit TO CURRENT_USER", "SET ROLE portal_audit"),
    "as the new owner": ("ALTER TABLE {0} OWNER TO CURRENT_USER", "REASSIGN OWNED BY portal_audit TO CURRENT_USER"),
    "with a grant of one's own": ("GRANT ALL ON {0} TO CURRENT_USER",),
    "with what it holds away": ("DROP OWNED BY portal_audit CASCADE",),
}
GONE = (
    "DROP TABLE {0}",
    "DROP TABLE {0} CASCADE",
    "DROP SCHEMA public CASCADE",
    "ALTER TABLE {0} RENAME TO other",
    "CREATE RULE gone AS ON INSERT TO {0} DO INSTEAD NOTHING",
    "CREATE TRIGGER gone BEFORE INSERT ON {0} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
)


def kept():
    with connection.cursor() as cursor:
        rows = {}
        for table in TRAIL:
            cursor.execute(f"SELECT {table}::text FROM {table} ORDER BY 1")  # noqa: S608
            rows[table] = cursor.fetchall()
    assert all(rows.values())
    return rows


WAYS = ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE")


@pytest.mark.parametrize("login", LOGINS)
def test_no_row_of_the_trail_is_changed_or_removed_by_any_road(trail, login):
    before = kept()
    for road in ROADS.values():
        with hand_of(login) as cursor:
            for table in TRAIL:
                for step in road:
                    refused(cursor, step.format(table), stays=True)
                tried = [refused(cursor, way.format(table, COLUMN[table])) for way in WAYS]
                assert tried == [True, True, True], (road, table)
    assert kept() == before


@pytest.mark.parametrize("login", LOGINS)
def test_no_table_of_the_trail_can_be_dropped_or_hidden(trail, login):
    before = kept()
    with hand_of(login) as cursor:
        for table in TRAIL:
            assert [refused(cursor, way.format(table)) for way in GONE] == [True] * len(GONE)
    assert kept() == before


@pytest.mark.parametrize("login", LOGINS)
def test_nobody_writes_leaves_seals_keys_or_checkpoints_by_himself(trail, login):
    before = kept()
    with hand_of(login) as cursor:
        for table in TRAIL[1:]:
            assert refused(cursor, f"INSERT INTO {table} {VALUES[table]}"), table
    assert kept() == before


@pytest.mark.parametrize("login", ["portal_app", "portal_ro"])
def test_of_an_entry_only_the_body_is_given(trail, login):
    """Number and transaction are the database's: whoever chose them could come in before what is sealed."""
    body = '{"deed":"d","object":"o","scope":[]}'
    with hand_of(login) as cursor:
        for column, value in (("id", "1"), ("xid", "'3'")):
            assert refused(
                cursor,
                f"INSERT INTO audit_entry (body, {column}) OVERRIDING SYSTEM VALUE VALUES ('{body}', {value})",  # noqa: S608
            )
        cursor.execute("INSERT INTO audit_entry (body) VALUES (%s)", [body])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE body = %s", [body])
        assert cursor.fetchone() == (1,)


def test_the_auditors_login_adds_entries_and_nothing_else(trail):
    with hand_of("portal_ro") as cursor:
        for statement in (
            "UPDATE audit_entry SET body = body",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_entry",
            "SELECT audit_seal_entries(10, false)",
            "SELECT audit_keep_checkpoint('', '', '')",
            "INSERT INTO accounts_organisation (name) VALUES ('甲')",
            "UPDATE projects_village SET name = ''",
            "DELETE FROM projects_figurereport",
        ):
            assert refused(cursor, statement), statement
        cursor.execute("SELECT count(*) FROM audit_entry")
        assert cursor.fetchone()[0] > 0


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", '{"deed":"d","object":"o"}', '{"deed":"d","object":"村","scope":[]}']
)
def test_what_is_no_body_is_no_entry(trail, body):
    with pytest.raises(psycopg2.Error), hand_of("portal_app") as cursor:
        cursor.execute("INSERT INTO audit_entry (body) VALUES (%s)", [body])


def test_even_the_superuser_has_to_switch_the_trigger_off_first(trail):
    """What he does then, a root that somebody holds outside tells (`manage.py audit_verify`)."""
    before = kept()
    with superuser() as cursor:
        for table in TRAIL:
            for begin in ("SELECT 1", "SET session_replication_role = replica"):
                cursor.execute(begin)
                assert refused(cursor, f"DELETE FROM {table}")  # noqa: S608
    assert kept() == before
    assert sealing.head().size == len(before["audit_leaf"])


def refused(cursor, statement, *, stays=False):
    """Whether the database says that this login may not; what it lets happen ``stays``, or is taken back."""
    cursor.execute("SAVEPOINT here")
    try:
        cursor.execute(statement)
    except psycopg2.errors.InsufficientPrivilege:
        cursor.execute("ROLLBACK TO SAVEPOINT here")
        return True
    cursor.execute("RELEASE SAVEPOINT here" if stays else "ROLLBACK TO SAVEPOINT here")
    return False
