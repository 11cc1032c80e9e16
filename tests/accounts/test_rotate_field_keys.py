"""Sealed values move to the first key beside whoever writes; the command may be stopped and called again."""

import secrets
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.accounts import actions
from portal.accounts.contributions import sealed_columns
from portal.accounts.models import SecondFactor, User
from portal.accounts.sign_in import second_factor
from portal.kernel import crypto
from portal.kernel.permissions import PORTAL, System
from portal.site.management.commands import rotate_field_keys
from tests.accounts.codes import confirmed

INDEX, ONE, TWO = (secrets.token_hex(32) for _ in range(3))
WHY = System("试")


@pytest.fixture
def ring(settings):
    """Sets the keys, the first one first, as after a new start of every process."""

    def use(*entries):
        settings.FIELD_KEYS = ",".join((f"index:{INDEX}", *entries))
        crypto.key_ring.cache_clear()

    use(f"1:{ONE}")
    yield use
    crypto.key_ring.cache_clear()


@pytest.fixture
def numbered(ring, register):
    """People with telephones, and one with a second factor, all sealed under key 1."""
    people = [register(f"person{place}", f"第{place}位", phone=f"1390000{place:04}") for place in range(12)]
    confirmed(people[0])
    return people


def rotated():
    said = StringIO()
    call_command("rotate_field_keys", stdout=said)
    return said.getvalue()


def keys_in_use():
    return {key for column in sealed_columns() for key in column.values().values_list("sealed_with", flat=True)}


def test_every_sealed_column_is_known():
    """One that is sealed in another way would be left behind."""
    assert {"accounts.user.phone", "accounts.secondfactor.secret"} <= {column.label for column in sealed_columns()}


def test_every_value_moves_and_stays_what_it_was(ring, numbered, deeds):
    secret = second_factor.secret_of(SecondFactor.objects.get())
    indexes = list(User.objects.order_by("pk").values_list("phone_idx", "phone_tail"))
    ring(f"2:{TWO}", f"1:{ONE}")
    deeds.clear()
    said = rotated()
    assert "accounts.user.phone：共12个，本次换到2号密钥12个，余0个" in said
    assert keys_in_use() == {2}
    ring(f"2:{TWO}")  # without the old key everything still opens
    assert [User.objects.get(pk=one.pk).unsealed("phone") for one in numbered] == [
        f"1390000{place:04}" for place in range(12)
    ]
    assert second_factor.secret_of(SecondFactor.objects.get()) == secret
    assert [(bytes(a or b""), b) for a, b in User.objects.order_by("pk").values_list("phone_idx", "phone_tail")] == [
        (bytes(a or b""), b) for a, b in indexes
    ]
    told = [fact for deed in deeds for fact in deed.facts]
    assert [(fact.column, fact.values, fact.key_id) for fact in told] == [
        ("accounts.secondfactor.secret", 1, 2),
        ("accounts.user.phone", 12, 2),
    ]
    assert not [change for deed in deeds for change in deed.changes]


def test_again_there_is_nothing_to_do(ring, numbered):
    ring(f"2:{TWO}", f"1:{ONE}")
    rotated()
    before = [bytes(each) for each in User.objects.order_by("pk").values_list("phone_ct", flat=True) if each]
    assert "本次换到2号密钥0个" in rotated()
    after = [bytes(each) for each in User.objects.order_by("pk").values_list("phone_ct", flat=True) if each]
    assert before == after


def test_stopped_anywhere_it_goes_on_there(ring, numbered):
    ring(f"2:{TWO}", f"1:{ONE}")
    phones = next(column for column in sealed_columns() if column.label == "accounts.user.phone")
    assert actions.reseal_values(WHY, PORTAL, column=phones, most=5) == 5
    assert phones.left().count() == 7
    assert "共12个，本次换到2号密钥7个" in rotated()
    assert keys_in_use() == {2}


def test_without_a_key_it_touches_nothing(ring, numbered):
    ring(f"2:{TWO}")
    with pytest.raises(CommandError) as refused:
        rotated()
    assert "1号密钥" in str(refused.value)
    assert keys_in_use() == {1}


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_beside_writers_every_value_is_readable_and_none_is_left(ring, numbered, monkeypatch):
    monkeypatch.setattr(rotate_field_keys, "BATCH", 3)
    ring(f"2:{TWO}", f"1:{ONE}")
    written, together = {}, threading.Barrier(4)

    def write(people):
        together.wait()
        try:
            for turn in range(8):
                for person in people:
                    phone = f"138{person.pk:04}{turn:04}"
                    unit = person.organisation
                    actions.change_person(WHY, person, name=person.name, organisation=unit, phone=phone)
                    written[person.pk] = phone
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[numbered[place::3]]) for place in range(3)]
    for writer in writers:
        writer.start()
    together.wait()
    rotated()
    for writer in writers:
        writer.join()
    rotated()
    ring(f"2:{TWO}")
    assert keys_in_use() == {2}
    assert {one.pk: User.objects.get(pk=one.pk).unsealed("phone") for one in numbered} == written


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_being_written_is_passed_by_and_taken_later(ring, numbered):
    ring(f"2:{TWO}", f"1:{ONE}")
    phones = next(column for column in sealed_columns() if column.label == "accounts.user.phone")
    held, done = threading.Event(), threading.Event()

    def hold():
        from django.db import transaction

        try:
            with transaction.atomic():
                User.objects.locked(numbered[0])
                held.set()
                done.wait(30)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    assert actions.reseal_values(WHY, PORTAL, column=phones, most=100) == 11
    done.set()
    holder.join()
    assert actions.reseal_values(WHY, PORTAL, column=phones, most=100) == 1
