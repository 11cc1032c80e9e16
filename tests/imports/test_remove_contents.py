"""remove_contents: workbooks lie sealed and for a while; then they go, and the run says what there was."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import call_command

from portal.files import store
from portal.files.models import StoredFile
from portal.files.selectors import content_of, stored_file
from portal.imports import actions
from portal.imports.checking import Parsed
from portal.imports.facts import ImportContentsRemoved
from portal.imports.job_kinds import days_due
from portal.imports.lifecycle import RunState
from portal.imports.models import ImportRun
from portal.jobs.models import Job
from portal.jobs.reconciling import reconcile
from portal.jobs.worklist import Outcome, perform
from portal.kernel import clock, crypto
from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import PORTAL
from tests import world
from tests.clock import go_on
from tests.imports.books import line
from tests.imports.conftest import checked, started

SECRET = "642221199001011236"
A_WHILE = timedelta(minutes=1)


def kept():
    return [store.read(digest) for digest in store.digests()]


@pytest.fixture
def removed(django_capture_on_commit_callbacks):
    def remove():
        with django_capture_on_commit_callbacks(execute=True):
            return actions.remove_contents(world.WHY, PORTAL)

    return remove


def test_what_was_sent_and_what_was_read_of_it_lie_sealed(village, cadre):
    run = checked(started(cadre, [line(village, note=SECRET)]))
    other = checked(started(cadre, [line(village)]))
    assert len(kept()) == 4
    for lying in kept():
        assert lying[:1] == bytes([crypto.AES_256_GCM])
        assert not lying.startswith((b"PK", b"\x78"))
        assert SECRET.encode() not in lying
    assert hashlib.sha256(content_of(stored_file(run.file_uid))).hexdigest() == run.file_sha256
    assert Parsed.of(run).cells[0][1][-1] == SECRET
    other.parsed_hash = run.parsed_hash  # bound to its run: what was parsed for one says nothing for another
    with pytest.raises(InvalidTag):
        Parsed.of(other)


def test_a_change_of_keys_reaches_what_was_sealed(village, cadre, settings):
    index, one, two = (secrets.token_hex(32) for _ in range(3))
    settings.FIELD_KEYS = f"index:{index},1:{one}"
    crypto.key_ring.cache_clear()
    try:
        run = checked(started(cadre, [line(village, note=SECRET)]))
        before = store.digests()
        settings.FIELD_KEYS = f"index:{index},2:{two},1:{one}"
        crypto.key_ring.cache_clear()
        call_command("rotate_field_keys")
        settings.FIELD_KEYS = f"index:{index},2:{two}"
        crypto.key_ring.cache_clear()
        assert Parsed.of(run).cells[0][1][-1] == SECRET
        assert content_of(stored_file(run.file_uid)).startswith(b"PK")
        assert store.digests() == before
    finally:
        crypto.key_ring.cache_clear()


@pytest.mark.parametrize("end", [actions.confirm_import, actions.discard_import])
def test_a_week_after_its_end_the_contents_go_and_the_run_stays(client, village, cadre, deeds, removed, end):
    run = end(cadre, checked(started(cadre, [line(village)])))
    go_on(actions.KEPT_FOR - A_WHILE)
    assert (list(days_due(clock.now())), removed()) == ([], 0)
    go_on(2 * A_WHILE)
    assert list(days_due(clock.now())) == [clock.today().isoformat()]
    deeds.clear()
    assert removed() == 1
    assert (kept(), StoredFile.objects.count()) == ([], 0)
    was, run = run, ImportRun.objects.get()
    assert (run.state, run.rows, run.file_sha256, run.parsed_hash) == (
        was.state, 1, was.file_sha256, was.parsed_hash,
    )  # fmt: skip
    assert [fact for deed in deeds for fact in deed.facts] == [ImportContentsRemoved(run.pk)]
    client.force_login(cadre.user)
    seen = client.get(f"/imports/{run.pk}/").content.decode()
    assert "原文件和读到的内容按保存期限已于" in seen
    assert "下载原文件" not in seen
    assert client.get(f"/imports/{run.pk}/marked/").status_code == 404
    assert client.get(f"/files/{run.file_uid}").status_code == 404
    assert removed() == 0


@pytest.mark.parametrize("numerator", [10, "x"])
def test_what_lies_open_a_month_is_given_up_with_its_contents(village, cadre, removed, numerator):
    checked(started(cadre, [line(village, numerator=numerator)]))
    go_on(actions.OPEN_FOR - A_WHILE)
    assert removed() == 0
    go_on(2 * A_WHILE)
    assert removed() == 1
    run = ImportRun.objects.get()
    assert (run.state, run.rows, kept()) == (RunState.DISCARDED, 1, [])


def test_the_round_of_each_minute_finds_it(village, cadre):
    actions.discard_import(cadre, checked(started(cadre, [line(village)])))
    go_on(actions.KEPT_FOR + A_WHILE)
    reconcile()
    assert perform(Job.objects.get(kind="remove_import_contents").pk) is Outcome.DONE
    assert ImportRun.objects.get().removed_at is not None


def test_only_the_portal_removes(village, cadre):
    with pytest.raises(NotPermitted):
        actions.remove_contents(cadre, PORTAL)
