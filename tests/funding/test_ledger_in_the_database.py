"""The ledger against raw SQL: as the site's login nothing goes around its functions, and they keep their rules."""

from __future__ import annotations

import json
import uuid

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction

from tests.funding.money import funded, paid, two_people
from tests.integrity.bundles import superuser
from tests.projects.sql import is_refused

pytestmark = pytest.mark.database

APPENDED = {
    "ledger_source": "name",
    "ledger_rule": "clause",
    "ledger_ceiling": "basis",
    "ledger_transfer": "subject",
    "ledger_lot": "evidence",
    "ledger_entry": "amount",
}
KEPT = {"ledger_account": "balance", "ledger_lot_balance": "amount", "ledger_headroom": "paid"}


def in_a_forged_deed(statement, *values):
    """A call as somebody would make it who knows how the portal marks its deeds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.deed', %s, true)", [str(uuid.uuid4())])
        cursor.execute(statement, values)


def refused_to_the_superuser(role, statement, *, saying):
    with pytest.raises(psycopg2.Error, match=saying), superuser() as cursor:
        cursor.execute(f"SET session_replication_role = {role}; {statement}")


@pytest.mark.parametrize("table", [*APPENDED, *KEPT])
def test_the_site_writes_no_table_of_the_ledger(db, table):
    column = {**APPENDED, **KEPT}[table]
    is_refused(f"INSERT INTO {table} DEFAULT VALUES", saying="permission denied")
    is_refused(f"UPDATE {table} SET {column} = {column}", saying="permission denied")  # noqa: S608
    is_refused(f"DELETE FROM {table}", saying="permission denied")  # noqa: S608
    is_refused(f"TRUNCATE {table} CASCADE", saying="permission denied")


def test_nor_calls_what_the_functions_are_made_of(db):
    for call in ("ledger_lock('{}')", "ledger_answered(gen_random_uuid(), '[]')", "ledger_deed()"):
        is_refused(f"SELECT {call}", saying="permission denied")
    is_refused(
        "SELECT ledger_write(gen_random_uuid(), '[]', 'payment', '[]', '{}', 1, 2, NULL)", saying="permission denied"
    )
    is_refused("SET ROLE portal_ledger", saying="permission denied")


@pytest.mark.django_db(transaction=True)
class TestCommitting:
    """What holds at commit, or against the ledger's owner and the superuser, who could else do anything."""

    @pytest.fixture(autouse=True)
    def _world(self, transactional_db, seeded_today):
        from tests import world

        self.village = world.village(2)
        self.loan = funded(amount=1000)
        self.payment = paid(self.loan, self.village, 100)

    def test_whoever_comes(self):
        """Append-only against the superuser, also as a replica; no transfer uneven or short of lines."""
        every = "UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"
        for role in ("origin", "replica"):
            for table, column in APPENDED.items():
                for statement in every:
                    refused_to_the_superuser(role, statement.format(table, column), saying="stay as they are|follow")
            for table, column in KEPT.items():
                for statement in every:
                    refused_to_the_superuser(role, statement.format(table, column), saying="follow the entries")
            refused_to_the_superuser(
                role,
                "INSERT INTO ledger_entry (transfer, line, account, lot, amount)"
                " SELECT transfer, 9, account, lot, amount FROM ledger_entry WHERE amount = 10000",
                saying="ledger_transfer_is_whole",
            )
            refused_to_the_superuser(
                role,
                "INSERT INTO ledger_transfer (idem, body_hash, kind, lines, occurred_on, deed) VALUES"
                " (gen_random_uuid(), sha256(''), 'release', 2, '2026-01-05', gen_random_uuid())",
                saying="ledger_transfer_is_whole|no entry in the trail",
            )

    def test_a_forged_deed_moves_nothing_without_its_entry(self):
        enters, agrees = two_people()
        purpose = {
            "use": "compensation",
            "village": self.village.pk,
            "payee_class": "household",
            "occurred_on": "2026-11-30",
        }
        draws = json.dumps([{"source": self.loan.pk, "amount": 100}])
        with pytest.raises(DatabaseError, match="has no entry in the trail"), transaction.atomic():
            in_a_forged_deed(
                "SELECT ledger_pay(gen_random_uuid(), %s, '[]', %s, %s, %s)",
                draws,
                json.dumps(purpose),
                enters,
                agrees,
            )
        lines = [
            {"account": f"pool:{self.loan.pk}", "lot": 1, "amount": -90_001},
            {"account": f"spent:{self.village.pk}:compensation", "lot": 1, "amount": 90_001},
        ]
        raw = "SELECT ledger_post(gen_random_uuid(), 'payment', %s, %s, %s, %s)"
        for change, sentence in (
            ({}, "余额不足"),
            ({"amount": -1}, "双方不平|has no entry"),
            ({"use": "public_works"}, "不能这样使用"),
            ({"account": f"outside:{self.loan.pk}"}, "不能这样使用"),
        ):
            given = [{**lines[0], **{k: v for k, v in change.items() if k != "use"}}, lines[1]]
            meant = {**purpose, **{k: v for k, v in change.items() if k == "use"}}
            with pytest.raises(DatabaseError, match=sentence), transaction.atomic():
                in_a_forged_deed(raw, json.dumps(given), json.dumps(meant), enters, agrees)
        for kind in ("draw_down", "reversal"):
            with pytest.raises(DatabaseError, match="not posted by itself"), transaction.atomic():
                in_a_forged_deed(raw.replace("payment", kind), json.dumps(lines), json.dumps(purpose), enters, agrees)
        with connection.cursor() as cursor:
            cursor.execute("SELECT balance FROM ledger_account WHERE code = %s", [f"pool:{self.loan.pk}"])
            assert cursor.fetchone() == (90_000,)
