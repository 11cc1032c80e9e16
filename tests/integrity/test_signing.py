"""Signatures are asked for on the work list and given by the signer alone; the paper waits for nobody (ADR 6)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from integrity import stamps, tasks
from integrity.job_kinds import slot_due
from integrity.models import AuditCheckpoint, AuditLeaf
from integrity.selectors import CHECKPOINT, SIGNER, last_checkpoint
from integrity.trail import sealing
from portal.jobs import selectors as jobs
from portal.jobs import worklist
from portal.jobs.contributions import JOB_KINDS
from portal.jobs.reconciling import reconcile
from portal.jobs.worklist import Outcome, want
from tests.integrity.bundles import held_now
from tests.integrity.conftest import sign
from tests.world import reported, village

NOW = datetime(2026, 11, 25, 10, 37, 12, tzinfo=UTC)


@pytest.fixture
def bells(monkeypatch):
    """Which bell was rung for which queue; nobody hears it."""
    from portal.jobs.tasks import work

    rung = []
    monkeypatch.setattr(work, "apply_async", lambda arguments, queue=None, **_: rung.append((*arguments, queue)))
    return rung


def test_a_slot_is_due_while_something_waits_for_a_signature(trail):
    assert list(slot_due(NOW)) == ["2026-11-25T10:30Z"]
    sign()
    assert list(slot_due(NOW)) == []


def test_days_without_the_signer_leave_one_job(trail, bells):
    want(CHECKPOINT, "2026-11-25T09:00Z")
    assert list(slot_due(NOW)) == []
    reconcile()
    assert [job.key for job in jobs.open_jobs() if job.kind == CHECKPOINT] == ["2026-11-25T09:00Z"]


def test_the_bell_is_rung_on_the_queue_of_the_signer(trail, bells):
    reconcile()
    (asked,) = [job for job in jobs.open_jobs() if job.kind == CHECKPOINT]
    assert (asked.id, SIGNER) in bells
    assert JOB_KINDS[CHECKPOINT].queue == SIGNER


def test_the_job_signs_what_there_is_and_tells_the_note(trail, bells):
    number = want(CHECKPOINT, "2026-11-25T10:30Z")
    assert worklist.perform(number) is Outcome.DONE
    done = jobs.job(CHECKPOINT, "2026-11-25T10:30Z")
    assert done
    assert done.result == {"checkpoint": 3, "note": AuditCheckpoint.objects.latest("pk").note}


def test_a_job_that_finds_all_signed_is_done(trail, bells):
    sign()
    assert worklist.perform(want(CHECKPOINT, "2026-11-25T10:30Z")) is Outcome.DONE
    assert AuditCheckpoint.objects.count() == 3


def test_a_worker_without_the_key_gives_the_job_back_with_a_sentence(trail, bells, settings):
    settings.SIGNING_KEY = ""
    number = want(CHECKPOINT, "2026-11-25T10:30Z")
    assert worklist.perform(number) is Outcome.GIVEN_BACK
    waits = jobs.job(CHECKPOINT, "2026-11-25T10:30Z")
    assert waits
    assert waits.is_open
    assert "没有可用的签名密钥" in waits.complaint


# --- the stamp of an edition ------------------------------------------------------------------------------------------


def test_an_edition_freezes_size_and_root_and_asks_for_exactly_these(trail, bells, settings):
    """The worker that prints has no key and wants none."""
    settings.SIGNING_KEY = ""
    reported(village(6), "signed_households", 1, 100)
    stamp = stamps.root_of_the_trail("2026-W47/1")
    size, root = held_now().split(":")
    assert int(size) > int(trail.split(":")[0]), "what was just done is sealed first"
    assert stamp.short == root[:16]
    assert f"操作留痕共{size}条" in stamp.lines[0]
    assert stamp.lines[1].replace(" ", "") == root
    asked = jobs.job(CHECKPOINT, f"2026-W47/1@{size}")
    assert asked
    assert asked.is_open


def test_the_signer_signs_the_frozen_pair_though_the_trail_went_on(trail, bells):
    stamps.root_of_the_trail("2026-W47/1")
    reported(village(6), "signed_households", 1, 100)
    sealing.seal(waits=True)
    size, root = trail.split(":")
    asked = jobs.job(CHECKPOINT, f"2026-W47/1@{size}")
    assert asked
    assert worklist.perform(asked.id) is Outcome.DONE
    signed = last_checkpoint()
    assert signed
    assert (signed.size, signed.root) == (int(size), root)


def test_asked_again_with_nothing_new_it_is_the_same_job(trail, bells):
    first = stamps.root_of_the_trail("2026-W47/1")
    assert stamps.root_of_the_trail("2026-W47/1") == first
    assert len([job for job in jobs.open_jobs() if job.kind == CHECKPOINT]) == 1


def test_a_frozen_root_that_is_not_so_is_refused_and_stands_on_the_page_of_jobs(trail, bells):
    size = int(trail.split(":")[0])
    number = want(CHECKPOINT, f"2026-W47/1@{size}", {"size": size, "root": "0" * 64})
    assert worklist.perform(number) is Outcome.GIVEN_BACK
    (refused,) = [job for job in jobs.open_jobs() if job.kind == CHECKPOINT]
    assert "不予签名" in refused.complaint
    assert AuditCheckpoint.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_root_of_an_empty_trail_is_printed_and_needs_no_signature(bells):
    stamp = stamps.root_of_the_trail("2026-W47/1")
    assert "共0条" in stamp.lines[0]
    assert jobs.open_jobs() == []


# --- the pulse --------------------------------------------------------------------------------------------------------


def test_a_pulse_seals_what_was_done_since_the_last(trail):
    reported(village(6), "signed_households", 1, 100)
    before = AuditLeaf.objects.count()
    tasks.seal()
    assert AuditLeaf.objects.count() > before
    tasks.seal()
    assert sealing.oldest_unsealed_at() is None
