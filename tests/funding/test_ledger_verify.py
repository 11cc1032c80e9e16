"""The nightly proof finds each kind of thing that is not as it must be, even one that a superuser did."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from django.core.management import call_command

from funding.job_kinds import LedgerNotWhole, night_due, night_words, prove_ledger
from funding.ledger.verifying import findings_by
from portal.kernel.periods import SHANGHAI
from tests import world
from tests.funding.money import funded, paid
from tests.integrity.bundles import superuser

pytestmark = pytest.mark.database

HARM = {
    "账户余额与分录合计不符": "UPDATE ledger_account SET balance = balance + 1 WHERE code LIKE 'spent:%'",
    "批次余额与分录合计不符": "UPDATE ledger_lot_balance SET amount = amount + 1",
    "借贷不平": "DELETE FROM ledger_entry WHERE line = 1 AND transfer = (SELECT max(id) FROM ledger_transfer)",
    "资金用途超出来源约定": "UPDATE ledger_transfer SET use = 'public_works' WHERE kind = 'payment'",
    "来源与资金台账不一致": "UPDATE ledger_source SET name = '另一个'",
    "项目资金上限的已用数不符": "UPDATE ledger_headroom SET paid = paid + 1",
}


def test_a_whole_ledger_is_proved_and_what_was_done_to_it_is_named(transactional_db, seeded_today):
    paid(funded(village=world.village(1)), world.village(1), 100)
    said = io.StringIO()
    call_command("ledger_verify", stdout=said)
    assert said.getvalue() == "资金台账核验相符：登记2笔、分录4条、资金1批。\n"
    assert prove_ledger(None)() == {"transfers": 2, "entries": 4, "lots": 1}
    for words, harm in HARM.items():
        with superuser() as cursor:
            do_harm(cursor, harm)
            assert [finding for finding in findings_by(cursor) if words in finding], words
            cursor.connection.rollback()
            assert list(findings_by(cursor)) == []
    with superuser() as cursor:
        do_harm(cursor, HARM["资金用途超出来源约定"])
    with pytest.raises(SystemExit) as ended:
        call_command("ledger_verify", stderr=said)
    assert ended.value.code == 1
    assert "资金用途超出来源约定：2处" in said.getvalue()
    with pytest.raises(LedgerNotWhole, match="资金用途超出来源约定"):
        prove_ledger(None)


def do_harm(cursor, harm):
    for table in ("account", "lot_balance", "entry", "transfer", "source", "headroom"):
        cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER")
    cursor.execute(harm)


def test_the_proof_is_due_each_night_from_two_on():
    assert list(night_due(datetime(2026, 11, 30, 1, 59, tzinfo=SHANGHAI))) == []
    assert list(night_due(datetime(2026, 11, 30, 2, 0, tzinfo=SHANGHAI))) == ["2026-11-30"]
    assert night_words(["2026-11-30"]) == {"2026-11-30": "2026年11月30日"}
