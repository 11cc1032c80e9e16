"""hand_out_file: a file is read through what it belongs to, each time, and every reading is a deed."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts import actions as accounts
from portal.files import actions, store
from portal.files.facts import FileRead
from portal.kernel import actions as kernel_actions
from portal.kernel import clock
from portal.kernel.errors import NotSeen
from portal.kernel.periods import Period
from tests import world
from tests.files.conftest import VILLAGE, paper
from tests.files.test_take_file import taken


@pytest.fixture
def file(village):
    return taken(world.WHY, village)


def asked(uid, actor, **inputs):
    return actions.hand_out_file(actor, actions.Asked(uid, actor), **inputs)


def address(file, small=""):
    return f"/files/{file.uid}{small}"


def test_whoever_sees_the_owner_gets_the_bytes_and_the_deed_says_so(village, file, deeds):
    actor = world.actor(world.holder("auditor", village))
    deeds.clear()
    out = asked(file.uid, actor)
    assert (out.content(), out.file) == (store.read(file.sha256), file)
    [deed] = deeds
    assert (deed.changes, deed.facts) == ([], [FileRead(file.uid, file.sha256, VILLAGE, village.pk)])
    assert asked(file.uid, actor, is_small=True).digest == file.small_sha256


def test_a_deputy_reads_what_his_principal_may_and_only_while_he_stands_in(village, file, deeds):
    """Whether he may is the owner's word; the reading is his own."""
    principal, deputy = world.holder("community", village), world.holder("community", world.village(3))
    with pytest.raises(NotSeen):
        asked(file.uid, world.actor(deputy))
    today = clock.today()
    week = Period(today, today + timedelta(days=7))
    accounts.delegate(world.WHY, principal, deputy=deputy, days=week, document="委托书")
    deeds.clear()
    assert asked(file.uid, world.actor(deputy)).digest == file.sha256
    assert [deed.actor.user for deed in deeds] == [deputy]


def test_a_foreign_and_a_missing_file_are_the_same_to_the_statement(file, monkeypatch):
    refused = []
    monkeypatch.setattr(kernel_actions, "_on_refusal", [lambda deed, refusal: refused.append(str(deed.target))])
    stranger = world.actor(world.holder("community", world.village(3)))
    assert stranger.holdings
    told = []
    for uid in (file.uid, uuid.uuid4()):
        with (
            CaptureQueriesContext(
                connection,
            ) as seen,
            pytest.raises(NotSeen) as refusal,
        ):
            asked(uid, stranger)
        statements = [query["sql"].split("WHERE")[0] for query in seen if "SAVEPOINT" not in query["sql"]]
        told.append(([s for s in statements if "set_config" not in s], refusal.value.sentence))
    assert told[0] == told[1]
    assert len(told[0][0]) >= 2
    assert len(refused) == 2


def test_a_file_that_waits_is_read_by_whoever_sent_it(village):
    sender = world.actor(world.holder("community", village, username="sender"))
    other = world.actor(world.holder("community", village, username="other"))
    file = taken(sender, village, owner_label="", owner_key=0)
    assert asked(file.uid, sender).digest == file.sha256
    with pytest.raises(NotSeen):
        asked(file.uid, other)


def test_a_scan_has_no_small_size(village):
    file = taken(world.WHY, village, paper())
    with pytest.raises(NotSeen):
        asked(file.uid, world.actor(world.holder("office")), is_small=True)


def test_a_grant_that_ended_ends_the_reading(village, file):
    from projects import actions as projects

    user = world.person("gone")
    grant = world.granted(user, "community", village)
    assert asked(file.uid, world.actor(user)).digest
    projects.end_grant(world.WHY, grant, reason="调离")
    world.granted(user, "community", world.village(3))
    with pytest.raises(NotSeen):
        asked(file.uid, world.actor(user))


# --- over the wire ---------------------------------------------------------------------------------------------------


def test_it_leaves_as_an_attachment_that_does_nothing(client, village, file):
    client.force_login(world.holder("community", village))
    for small, digest in (("", file.sha256), ("/small", file.small_sha256)):
        answer = client.get(address(file, small))
        assert answer.status_code == 200
        assert answer.content == store.read(digest)
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer["Cache-Control"] == "no-store"


def test_strangers_and_nobody_get_nothing(client, village, file):
    assert client.get(address(file)).status_code == 302
    client.force_login(world.holder("community", world.village(3)))
    foreign, missing = client.get(address(file)), client.get(f"/files/{uuid.uuid4()}")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    pages = [
        answer.content.decode().replace(answer.wsgi_request.reference, "").replace(str(answer.wsgi_request.path), "")
        for answer in (foreign, missing)
    ]
    assert pages[0] == pages[1]
    assert client.get("/files/1").status_code == 404
    assert client.post(address(file)).status_code == 405


def test_bytes_that_were_altered_are_not_sent(client, village, file):
    client.force_login(world.holder("community", village))
    store.path(file.sha256).write_bytes(b"other")
    assert client.get(address(file)).status_code == 503
    store.path(file.sha256).unlink()
    assert client.get(address(file)).status_code == 503
