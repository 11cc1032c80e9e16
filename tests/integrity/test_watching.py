"""What changes a table while no deed runs leaves an entry without an actor, whoever's login it came by."""

from __future__ import annotations

import json
import re

import psycopg2
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrity.models import AuditEntry
from portal.kernel import personal
from portal.kernel.entries import canonical, plain
from tests import world
from tests.integrity.bundles import superuser
from tests.integrity.hands import LOGINS, hand_of, newest, said_since

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

INSERT = "INSERT INTO accounts_organisation (name, short_name, kind, uscc, is_active, is_demonstration)"


@pytest.fixture
def unit(transactional_db):
    return world.organisation("兴庆区财政局")


@pytest.mark.parametrize("login", LOGINS)
def test_a_raw_update_is_written_down_with_table_key_and_changed_columns(unit, login):
    start = newest()
    with hand_of(login) as cursor:
        cursor.execute("UPDATE accounts_organisation SET name = '改过的\"单位\"\t𠮷' WHERE id = %s", [unit.pk])
    (said,) = said_since(start)
    assert (said["actor"], said["via"], said["action"], said["result"]) == (None, "sql", "sql.update", "ok")
    assert said["object"] == f"accounts.organisation:{unit.pk}"
    assert (said["before"], said["after"]) == ({"name": "兴庆区财政局"}, {"name": '改过的"单位"\t𠮷'})
    assert (said["reason"], said["cause"], said["roles"], said["facts"]) == (f"{login} psql", None, [], [])
    assert re.fullmatch(r"[0-9a-f]{32}", said["salt"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", said["at"])


@pytest.mark.parametrize("login", LOGINS)
def test_raw_inserts_and_deletes_are_written_down_row_by_row_under_one_deed(unit, login):
    start = newest()
    with hand_of(login) as cursor:
        cursor.execute(
            f"{INSERT} VALUES ('甲', '', 'department', '', true, false), ('乙', '', 'department', '', true, false)"
        )
        cursor.execute("DELETE FROM accounts_organisation WHERE name IN ('甲', '乙')")
    said = said_since(start)
    assert [each["action"] for each in said] == ["sql.insert"] * 2 + ["sql.delete"] * 2
    assert {each["after"].get("name") for each in said[:2]} == {each["before"].get("name") for each in said[2:]}
    assert [each["before"] for each in said[:2]] == [each["after"] for each in said[2:]] == [{}, {}]
    assert [len({each["deed"] for each in part}) for part in (said[:2], said[2:], said)] == [1, 1, 2]


def test_every_body_of_the_database_is_spelled_as_python_spells_it(unit):
    start = newest()
    with hand_of("portal_app") as cursor:
        cursor.execute(f"{INSERT} VALUES ('全角“引号”\\ / \x7f', '', 'department', '', true, false)")
    (entry,) = AuditEntry.objects.filter(pk__gt=start)
    assert canonical(json.loads(entry.body)) == entry.body
    others = AuditEntry.objects.filter(pk__lte=start)
    assert {*entry.said} == {*others.first().said}, "an entry without a deed has the fields of one with"


def test_of_personal_columns_only_the_change_is_told(unit):
    person = world.person("zhangsan", "张三丰", unit=unit)
    start = newest()
    with hand_of("portal_owner") as cursor:
        cursor.execute(
            "UPDATE accounts_user SET name = '李四光', username = 'lisi', phone_tail = '5678' WHERE id = %s",
            [person.pk],
        )
    (entry,) = AuditEntry.objects.filter(pk__gt=start)
    assert entry.said["after"] == {"name": "changed", "phone_tail": "changed", "username": "lisi"}
    assert entry.said["before"] == {"name": "changed", "phone_tail": "changed", "username": "zhangsan"}
    assert not re.search("张三|李四|5678", json.dumps(entry.said, ensure_ascii=False))


def test_numbers_of_persons_that_somebody_typed_are_struck_out(unit):
    typed = "电话13995071234、证件64010219491231002X，卡6222020200112233445；第12345678号 a13995071234"
    start = newest()
    with hand_of("portal_app") as cursor:
        cursor.execute("UPDATE accounts_organisation SET name = %s WHERE id = %s", [typed, unit.pk])
    (said,) = said_since(start)
    assert said["after"] == {"name": "电话***、证件***，卡***；第12345678号 a13995071234"}
    assert personal.NUMBERS.sub("***", typed) == said["after"]["name"]


def test_an_update_that_changes_nothing_is_no_entry(unit):
    start = newest()
    with hand_of("portal_app") as cursor:
        cursor.execute("UPDATE accounts_organisation SET name = name")
        assert cursor.rowcount == 1
    assert said_since(start) == []


def test_a_key_that_was_changed_shows_as_a_row_gone_and_a_row_come(unit):
    start = newest()
    with hand_of("portal_owner") as cursor:
        cursor.execute(f"{INSERT} VALUES ('甲', '', 'department', '', true, false)")
        cursor.execute("UPDATE accounts_organisation SET id = 900001 WHERE name = '甲'")
    _, *moved = said_since(start)
    assert {each["object"] for each in moved} > {"accounts.organisation:900001"}
    assert sorted(bool(each["before"]) for each in moved) == [False, True]


def test_truncation_by_the_owner_leaves_an_entry_for_each_emptied_table(unit):
    start = newest()
    with hand_of("portal_owner") as cursor:
        cursor.execute("TRUNCATE accounts_apitoken")
    (said,) = said_since(start)
    assert (said["action"], said["object"], said["actor"]) == ("sql.truncate", "accounts.apitoken", None)
    assert (said["before"], said["after"]) == ({}, {})


def test_the_site_may_not_truncate(unit):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), hand_of("portal_app") as cursor:
        cursor.execute("TRUNCATE accounts_apitoken")


def test_what_a_deed_does_is_written_down_once_and_by_the_deed(unit, deed):
    start = newest()
    deed(then=lambda: _rename(unit))
    assert [each["action"] for each in said_since(start)] == ["tests.integrity.conftest.do"]


def test_after_a_deed_the_same_transaction_is_watched_again(unit, deed):
    start = newest()
    with transaction.atomic():
        deed(then=lambda: _rename(unit))
        _rename(unit)
    assert [each["via"] for each in said_since(start)] == ["command", "sql"]


def test_a_deed_of_its_own_marks_once_and_the_mark_ends_with_its_transaction(unit, deed):
    start = newest()
    with CaptureQueriesContext(connection) as asked:
        deed(then=lambda: _rename(unit))
    assert [query["sql"].count("portal.deed") for query in asked if "portal.deed" in query["sql"]] == [1]
    _rename(unit)
    assert [each["via"] for each in said_since(start)] == ["command", "sql"]


def test_after_a_refused_deed_the_same_transaction_is_watched_again(unit, deed):
    start = newest()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            deed(then=lambda: 1 // 0)
        _rename(unit)
    assert [each["via"] for each in said_since(start)] == ["sql"]


def test_between_an_inner_deed_and_its_outer_one_the_outer_one_is_still_running(unit, deed):
    start = newest()

    def outer():
        deed(then=lambda: None)
        _rename(unit)

    deed(then=outer)
    assert [each["via"] for each in said_since(start)] == ["command", "command"]


def test_a_change_of_what_is_quiet_alone_is_no_entry(unit):
    person = world.person("zhangsan", unit=unit)
    with hand_of("portal_owner") as cursor:
        cursor.execute(
            "INSERT INTO accounts_secondfactor (user_id, secret_ct, last_step) VALUES (%s, '\\x00', 1)",
            [person.pk],
        )
    start = newest()
    with hand_of("portal_app") as cursor:
        cursor.execute("UPDATE accounts_secondfactor SET last_step = 2")
    assert said_since(start) == []
    with hand_of("portal_app") as cursor:
        cursor.execute("UPDATE accounts_secondfactor SET last_step = 3, secret_ct = '\\x01'")
    (said,) = said_since(start)
    assert said["after"] == {"last_step": 3, "secret_ct": "changed"}


def test_nothing_that_our_own_code_does_is_unknown_to_the_trail(transactional_db):
    """Initial data, roles, accounts, grants, figures, milestones: each entry has its actor."""
    world.seeded()
    world.holder("office")
    world.reported(world.village(1), "signed_households", 10, 100)
    said = said_since(0)
    assert len(said) > 500
    assert [each for each in said if each["via"] != "command" or each["actor"] is None] == []


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
def test_any_text_has_one_spelling(transactional_db, text):
    with superuser() as cursor:
        cursor.execute("SELECT audit_text(%s), audit_text(repeat(%s, 4001))", [text, text])
        short, long = cursor.fetchone()
    assert short == canonical(text)
    assert long == canonical(plain(text * 4001))


def _rename(unit):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_organisation SET short_name = short_name || '甲' WHERE id = %s", [unit.pk])
