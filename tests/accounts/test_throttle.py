"""Counting before checking: however guesses come, five passwords are looked at in a quarter of an hour."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.db import connection, transaction
from django.test import Client

from portal.accounts.models import LoginThrottle
from portal.accounts.sign_in import throttle
from tests.clock import go_on

SIGN_IN = "/account/sign-in/"
GUESSES = 128


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_128_parallel_guesses_exactly_five_passwords_are_checked(person, monkeypatch):
    looked_at, answers = [], []
    verify = hashers.MD5PasswordHasher.verify

    def counted(self, password, encoded):
        looked_at.append(password)
        return verify(self, password, encoded)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "verify", counted)
    together = threading.Barrier(GUESSES, timeout=60)

    def guess(number):
        client = Client()
        client.get(SIGN_IN)  # each thread has its connection open before the start
        together.wait()
        try:
            given = {"username": person.username, "password": f"guess-{number}"}
            answers.append(client.post(SIGN_IN, given, REMOTE_ADDR="10.0.0.9").status_code)
        finally:
            connection.close()

    guessers = [threading.Thread(target=guess, args=[number]) for number in range(GUESSES)]
    for guesser in guessers:
        guesser.start()
    for guesser in guessers:
        guesser.join()
    assert answers == [422] * GUESSES
    assert len(looked_at) == 5
    assert len(set(looked_at)) == 5


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_the_count_stays_when_the_guess_comes_to_nothing():
    assert throttle.seconds_to_wait("password", "zhangsan", "10.0.0.9") == 0
    connection.close()
    assert LoginThrottle.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_counting_inside_a_transaction_is_refused():
    with pytest.raises(RuntimeError), transaction.atomic():
        throttle.seconds_to_wait("password", "zhangsan", "10.0.0.9")


def guesses(number, *, who="zhangsan", address="10.0.0.9"):
    return [throttle.seconds_to_wait("password", who, address) for _ in range(number)]


def test_after_five_guesses_one_waits_a_quarter_of_an_hour(db):
    assert guesses(7) == [0] * 5 + [900] * 2
    go_on(timedelta(minutes=14))
    assert guesses(1) == [60]
    go_on(timedelta(minutes=1))
    assert guesses(6) == [0] * 5 + [900]


def test_no_quarter_of_an_hour_ever_holds_more_than_five(db):
    """Four, a pause almost long enough, and then not another five."""
    assert guesses(4) == [0] * 4
    go_on(timedelta(minutes=14, seconds=59))
    assert guesses(2) == [0, 900]


def test_trying_while_one_waits_does_not_make_it_longer(db):
    guesses(5)
    go_on(timedelta(minutes=10))
    assert guesses(3) == [300] * 3


def test_another_address_is_not_blocked_with_it(db):
    guesses(6)
    assert guesses(1, address="10.0.0.10") == [0]


def test_guessing_from_many_addresses_only_slows_down(db):
    waits = [guesses(1, address=f"10.0.1.{number}")[0] for number in range(12)]
    assert waits == [0] * 10 + [1, 1]
    go_on(timedelta(seconds=1))
    assert guesses(2, address="10.0.2.1") == [0, 2]
    for number in range(8):
        go_on(timedelta(seconds=60))
        assert guesses(1, address=f"10.0.3.{number}") == [0]
    assert guesses(1, address="10.0.4.1") == [60]


def test_an_address_that_is_blocked_slows_nobody_else(db):
    guesses(50)
    assert guesses(5, address="10.0.0.10") == [0] * 5


def test_a_right_password_starts_the_count_anew(client, person, sign_in):
    for _ in range(4):
        sign_in(person, password="wrong")
    assert sign_in(person).status_code == 302
    answers = [sign_in(person, password="wrong").content.decode() for _ in range(6)]
    assert ["尝试次数较多，请15分钟后再试" in answer for answer in answers] == [False] * 5 + [True]


def test_whether_an_account_exists_makes_no_difference_to_the_count(client, person, sign_in):
    for username in (person.username, "nobody-at-all"):
        answers = [client.post(SIGN_IN, {"username": username, "password": "wrong"}) for _ in range(6)]
        assert ["尝试次数较多" in answer.content.decode() for answer in answers] == [False] * 5 + [True]


def test_the_right_password_is_not_looked_at_while_one_waits(person, sign_in):
    for _ in range(5):
        sign_in(person, password="wrong")
    assert sign_in(person).status_code == 422


def test_the_table_names_nobody(db):
    guesses(1)
    assert not LoginThrottle.objects.filter(key__contains="zhangsan").exists()
    assert not LoginThrottle.objects.filter(key__contains="10.0").exists()


def test_the_addresses_of_one_ipv6_network_count_together(db):
    waits = [guesses(1, address=f"2001:db8::{number:x}")[0] for number in range(1, 8)]
    assert waits == [0] * 5 + [900] * 2


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        (1, "", "10.0.0.1"),
        (2, "1.2.3.4", "10.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(rf, settings, proxies, forwarded, address):
    from portal.web.addresses import client_address

    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address
