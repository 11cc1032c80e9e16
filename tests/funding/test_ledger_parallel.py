"""Many at once: one key pays once however often it is clicked, nobody overdraws, ordered locks never deadlock."""

from __future__ import annotations

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from funding import ledger
from funding.ledger import NotEnough, posting
from funding.ledger.reading import pools
from funding.ledger.verifying import verify
from portal.kernel.errors import DesignError
from tests import world
from tests.funding.money import funded, in_a_deed, paid, purpose, two_people, yuan

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

CLICKS = 20
PAYERS, PAYMENTS = 8, 12


@pytest.fixture
def village(transactional_db, seeded_today):
    return world.village(2)


def alone(work, *given):
    """Do it with a connection of its own."""
    try:
        return work(*given)
    finally:
        connection.close()


def at_once(works):
    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result() for done in [pool.submit(alone, work) for work in works]]


def test_twenty_clicks_pay_once(village):
    loan, key, start = funded(amount=1000), uuid.uuid4(), Barrier(CLICKS)
    given = {
        "draws": {loan.pk: yuan(600)},
        "purpose": purpose(village),
        **dict(zip(("created_by", "approved_by"), two_people(), strict=True)),
    }

    def click():
        start.wait(30)
        return ledger.retrying(lambda: in_a_deed(lambda: ledger.pay(key, **given)))

    answers = at_once([click] * CLICKS)
    assert Counter(answer.is_replay for answer in answers) == {False: 1, True: CLICKS - 1}
    assert len({answer.transfer_id for answer in answers}) == 1
    assert pools([loan.pk])[loan.pk].balance == yuan(400)
    assert verify().findings == ()


def test_payers_who_take_from_two_sources_in_any_order_neither_deadlock_nor_overdraw(village):
    """Each payment needs both sources; half of them name them the other way round; there is money for some only."""
    sources = [funded(f"来源{number}", amount=30) for number in (1, 2)]
    enters, agrees = two_people()

    def pay_in_this_order(drawn):
        """As `ledger.pay` does it, which would put them in a row."""
        key, body = uuid.uuid4(), purpose(village).as_body()
        done = posting._call(
            "SELECT transfer, is_replay FROM ledger_pay(%s::uuid, %s::jsonb, '[]', %s::jsonb, %s, %s)",
            key,
            drawn,
            body,
            enters,
            agrees,
        )
        posting._note(*done, "payment", key, body)

    def pay_some():
        outcome = Counter()
        for turn in range(PAYMENTS):
            drawn = [{"source": each.pk, "amount": 100} for each in (sources if turn % 2 else sources[::-1])]
            try:
                in_a_deed(lambda drawn=drawn: pay_in_this_order(drawn))
                outcome["paid"] += 1
            except NotEnough:
                outcome["refused"] += 1
        return outcome

    # A deadlock would come out here as OperationalError.
    whole = sum(at_once([pay_some] * PAYERS), Counter())
    assert whole == {"paid": 30, "refused": PAYERS * PAYMENTS - 30}
    assert [pools([each.pk])[each.pk].balance.fen for each in sources] == [0, 0]
    assert verify().findings == ()


class Deadlock(Exception):
    pgcode = "40P01"


class Refused(Exception):
    pgcode = "57014"


def test_only_what_was_taken_back_is_called_again_and_never_inside_a_transaction(village):
    tries = []

    def call(cause):
        tries.append(cause)
        if len(tries) < 3:
            raise OperationalError("x") from cause
        return "done"

    assert ledger.retrying(lambda: call(Deadlock())) == "done"
    assert len(tries) == 3
    tries.clear()
    with pytest.raises(OperationalError):
        ledger.retrying(lambda: call(Refused()))
    assert len(tries) == 1
    with pytest.raises(DesignError):
        in_a_deed(lambda: ledger.retrying(lambda: paid(None, village, 1)))
