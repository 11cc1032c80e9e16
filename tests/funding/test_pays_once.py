"""Twenty people press at the same time: the money leaves once."""

import threading

import pytest
from django.db import connection

from funding.models import PaymentMove
from portal.kernel.errors import WrongState
from tests import world
from tests.funding.chain import Hands, balance, keys, only
from tests.funding.money import funded

CLICKS = 20


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_pay_once(transactional_db):
    world.seeded()
    hands = Hands(world.village(2))
    application = hands.approved()
    source = funded("来源", 1_000_000)
    answers = []
    barrier = threading.Barrier(CLICKS)

    def press():
        try:
            barrier.wait(timeout=60)
            answers.append(hands.registered(application, payments=keys(application)))
        except WrongState as refusal:
            answers.append(refusal)
        finally:
            connection.close()

    assert hands.registrar
    threads = [threading.Thread(target=press) for _ in range(CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert len(answers) == CLICKS
    assert [isinstance(answer, WrongState) for answer in answers].count(False) == 1
    assert only(application).state == "paid"
    assert balance(f"pool:{source.pk}") == 70_000_000
    assert PaymentMove.objects.filter(verb="pay").count() == 1
