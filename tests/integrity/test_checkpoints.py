"""Checkpoints: what the signer signs he has computed himself; what differs he refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from integrity import selectors
from integrity.models import AuditCheckpoint
from integrity.trail import checkpoints, sealing
from integrity.trail.checkpoints import NoSigningKey, Note, RootDiffers, is_signed, prepare, sign
from integrity.trail.leaves import read_leaves
from tests.clock import go_on
from tests.integrity.bundles import held_now, tampering
from tests.world import reported, village

pytestmark = pytest.mark.database


def last() -> AuditCheckpoint:
    return AuditCheckpoint.objects.latest("pk")


def test_a_note_is_written_as_agreed_and_read_again():
    at = datetime(2026, 11, 22, 18, 0, 0, 999_999, tzinfo=UTC)
    text = str(Note(5, "ab" * 32, at))
    assert text == f"portal.640104/audit\n5\n{'ab' * 32}\n2026-11-22T18:00:00Z\n"
    assert Note.parse(text) == Note(5, "ab" * 32, at.replace(microsecond=0))


def test_a_signature_is_of_every_byte_and_of_one_key(signing_key):
    signed = sign(Note(5, "ab" * 32, datetime(2026, 11, 22, tzinfo=UTC)), checkpoints.signing_key())
    assert is_signed(signed.note, signed.signature, signed.public)
    assert not is_signed(signed.note.rstrip("\n"), signed.signature, signed.public)
    assert not is_signed(signed.note, signed.signature, bytes.fromhex("02" * 32))


def test_it_says_size_root_and_time_of_all_that_is_sealed(trail):
    signed = prepare()
    assert signed
    signed.keep()
    size, root = trail.split(":")
    assert (last().size, last().root) == (int(size), root)
    found = selectors.last_checkpoint()
    assert found
    assert (found.size, found.root) == (int(size), root)


def test_it_seals_first_so_that_what_was_just_done_is_in_it(trail):
    reported(village(6), "signed_households", 1, 100)
    signed = prepare()
    assert signed
    assert Note.parse(signed.note).size > int(trail.split(":")[0])
    assert selectors.oldest_unsealed() is None


def test_nothing_is_signed_twice(trail):
    signed = prepare()
    assert signed
    signed.keep()
    assert prepare() is None


@pytest.mark.django_db(transaction=True)
def test_an_empty_trail_needs_no_signature(signing_key):
    assert prepare() is None


def test_a_size_that_was_frozen_earlier_is_signed_as_it_was_then(trail):
    """An edition froze it, and the trail went on before the signer came."""
    size, root = trail.split(":")
    reported(village(6), "signed_households", 1, 100)
    sealing.seal(waits=True)
    signed = prepare(int(size), root)
    assert signed
    assert str(Note.parse(signed.note).root) == root
    signed.keep()


@pytest.mark.parametrize("case", ["another root", "more than there is"])
def test_what_is_not_so_is_not_signed(trail, case):
    size, root = trail.split(":")
    asked = {"another root": (int(size), "0" * 64), "more than there is": (int(size) + 1, root)}
    with pytest.raises(RootDiffers):
        prepare(*asked[case])


TAMPERED = {
    "an entry changed": (
        "UPDATE audit_entry SET body = replace(body, '\"v\":1', '\"v\":2') WHERE id = (SELECT max(id) FROM audit_entry)"
    ),
    "a leaf rewritten": (
        "UPDATE audit_leaf SET leaf = sha256(leaf) WHERE idx = (SELECT max(idx) FROM audit_leaf)"
    ),
    "seals rewritten": "UPDATE audit_seal SET frontier = ARRAY[sha256('')]",
    "an own signature altered": "UPDATE audit_checkpoint SET sig = sha512(sig)",
}  # fmt: skip


@pytest.mark.parametrize("case", TAMPERED)
def test_the_signer_refuses_when_texts_and_roots_do_not_agree(trail, case):
    size, root = trail.split(":")
    with tampering() as cursor:
        cursor.execute(TAMPERED[case])
    with pytest.raises(RootDiffers):
        prepare(int(size), root)


@pytest.mark.parametrize("content", [None, "", "xyz", "01" * 31, "01" * 33])
def test_without_a_usable_key_nothing_is_signed(trail, signing_key, content):
    if content is None:
        signing_key.unlink()
    else:
        signing_key.write_text(content)
    with pytest.raises(NoSigningKey):
        prepare()


def test_a_process_that_is_not_told_where_the_key_lies_cannot_sign(trail, settings):
    settings.SIGNING_KEY = ""
    with pytest.raises(NoSigningKey):
        prepare()


def test_a_new_key_begins_with_the_first_entry_and_leaves_the_old_signatures(trail, signing_key):
    """It trusts no signature but its own."""
    signing_key.write_text("02" * 32)
    signed = prepare()
    assert signed
    signed.keep()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT key_id) FROM audit_checkpoint")
        assert cursor.fetchone() == (3, 2)


def test_the_database_keeps_no_checkpoint_of_a_root_that_no_seal_has(trail):
    """Whoever holds the site, and even the key, cannot say what is not so."""
    size = int(trail.split(":")[0])
    lie = sign(Note(size, "0" * 64, datetime(2026, 11, 22, tzinfo=UTC)), checkpoints.signing_key())
    with pytest.raises(IntegrityError, match="no seal has this size and root"):
        lie.keep()


def test_leaves_are_read_in_order_over_stretches_with_what_became_of_their_entries(trail, monkeypatch):
    monkeypatch.setattr("integrity.trail.leaves.STRETCH", 7)
    with tampering() as cursor:
        changed = "UPDATE audit_entry SET body = replace(body, '\"v\":1', '\"v\":2') WHERE id = (SELECT entry_id"
        cursor.execute(f"{changed} FROM audit_leaf WHERE idx = 9)")
        cursor.execute("DELETE FROM audit_entry WHERE id = (SELECT entry_id FROM audit_leaf WHERE idx = 10)")
    found = list(read_leaves(2, 20))
    assert [leaf.idx for leaf in found] == list(range(2, 20))
    assert [leaf.idx for leaf in found if not leaf.is_of_its_entry] == [9, 10]
    assert [leaf.idx for leaf in found if leaf.body is None] == [10]


def test_since_when_seals_wait_for_a_signature(trail):
    since = selectors.unsigned_since()
    assert since
    assert not selectors.is_all_signed()
    signed = prepare()
    assert signed
    signed.keep()
    assert selectors.unsigned_since() is None
    assert selectors.is_all_signed()
    go_on(timedelta(seconds=1))
    reported(village(6), "signed_households", 1, 100)
    assert not selectors.is_all_signed()
    assert held_now() == trail, "it waits for its seal first"
