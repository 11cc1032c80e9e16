"""A job is wanted in the transaction of its cause, done once, and given up only aloud."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from portal.jobs import actions, selectors
from portal.jobs.lifecycle import JobState
from portal.jobs.models import MOST_ATTEMPTS, Job
from portal.jobs.reconciling import reconcile
from portal.jobs.worklist import LeaseLost, Outcome, claim, perform, want
from portal.kernel.errors import NotSeen, Refusal, WrongState
from portal.kernel.permissions import PORTAL, System
from tests.clock import go_on
from tests.jobs.conftest import Kind, lapse

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

ACTOR = System("测试")


class TooEarly(Refusal):
    sentence = "未办成：材料未齐。"


def in_threads(count: int, task: Callable[[int], Any]) -> list[Any]:
    """Run on as many real connections at the same moment."""
    answers: list[Any] = [None] * count
    start = threading.Barrier(count)

    def run(number: int) -> None:
        start.wait()
        try:
            answers[number] = task(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_work_wanted_in_a_transaction_that_fails_is_not_wanted(kind: Kind, rung: list[int]) -> None:
    def fail() -> None:
        with transaction.atomic():
            want("count", "a")
            raise TooEarly

    with pytest.raises(TooEarly):
        fail()
    assert not Job.objects.exists()
    assert rung == []


def test_the_bell_rings_after_the_commit_and_not_before(kind: Kind, rung: list[int]) -> None:
    with transaction.atomic():
        job_id = want("count", "a")
        assert rung == []
    assert rung == [job_id]


def test_wanting_twice_is_wanting_once(kind: Kind) -> None:
    assert want("count", "a") == want("count", "a")
    assert Job.objects.count() == 1


def test_eight_workers_that_hear_of_one_job_do_it_once(kind: Kind) -> None:
    job_id = want("count", "a")
    outcomes = in_threads(8, lambda _: perform(job_id))
    assert sorted(outcomes) == sorted([Outcome.DONE] + [Outcome.NOT_OURS] * 7)
    assert kind.done == ["a"]


def test_eight_workers_do_forty_jobs_once_each(kind: Kind) -> None:
    ids = [want("count", f"{number:02d}") for number in range(40)]
    in_threads(8, lambda _: [perform(job_id) for job_id in ids])
    assert sorted(kind.done) == [f"{number:02d}" for number in range(40)]
    assert set(Job.objects.values_list("state", "attempts")) == {(JobState.DONE, 1)}


def test_a_done_job_is_not_done_again(kind: Kind) -> None:
    job_id = want("count", "a")
    assert [perform(job_id), perform(job_id)] == [Outcome.DONE, Outcome.NOT_OURS]
    assert kind.done == ["a"]


def test_a_held_job_is_taken_by_another_only_when_its_lease_ran_out(kind: Kind) -> None:
    job_id = want("count", "a")
    assert claim(job_id)
    assert claim(job_id) is None
    lapse()
    again = claim(job_id)
    assert again
    assert again.token == 2


def test_the_lease_runs_by_the_clock_of_the_database(kind: Kind) -> None:
    job_id = want("count", "a")
    assert claim(job_id)
    go_on(timedelta(minutes=10))
    assert claim(job_id) is None
    go_on(timedelta(minutes=2))
    assert claim(job_id)


def test_a_worker_whose_lease_was_taken_writes_nothing(kind: Kind) -> None:
    job_id = want("count", "a")

    def slow(mine: Any) -> Any:
        lapse()
        assert claim(job_id)  # another takes it meanwhile
        return kind.note(mine)

    kind.body = slow
    assert perform(job_id) is Outcome.LOST
    assert kind.done == []
    assert Job.objects.get().state == JobState.CLAIMED


def test_a_worker_that_was_only_late_still_closes_its_job(kind: Kind) -> None:
    job_id = want("count", "a")

    def late(mine: Any) -> Any:
        lapse()
        return kind.note(mine)

    kind.body = late
    assert perform(job_id) is Outcome.DONE


def test_what_is_written_in_between_is_fenced_too(kind: Kind) -> None:
    job_id = want("count", "a")
    first = claim(job_id)
    lapse()
    assert claim(job_id)
    assert first
    with pytest.raises(LeaseLost), first.held():
        pytest.fail("nobody may write here")


def test_an_attempt_that_came_to_nothing_leaves_its_sentence_and_a_pause(kind: Kind) -> None:
    job_id = want("count", "a")

    def refuse(mine: Any) -> Any:
        raise TooEarly

    kind.body = refuse
    assert perform(job_id) is Outcome.GIVEN_BACK
    row = selectors.job("count", "a")
    assert row
    assert row.complaint == "未办成：材料未齐。"
    assert perform(job_id) is Outcome.NOT_OURS
    go_on(timedelta(minutes=1, seconds=1))
    kind.body = kind.note
    assert perform(job_id) is Outcome.DONE
    assert Job.objects.get().complaint == ""


def test_a_defect_is_told_without_its_details(kind: Kind) -> None:
    job_id = want("count", "a")

    def stumble(mine: Any) -> Any:
        raise ValueError("王某某 640104")

    kind.body = stumble
    perform(job_id)
    assert "王某某" not in Job.objects.get().complaint


def test_work_never_runs_inside_a_transaction(kind: Kind) -> None:
    job_id = want("count", "a")
    with transaction.atomic(), pytest.raises(RuntimeError):
        perform(job_id)


def test_after_eight_attempts_a_job_is_dead_and_said_aloud(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    job_id = want("count", "a")
    for _ in range(MOST_ATTEMPTS):
        assert claim(job_id)  # killed each time
        lapse()
    assert claim(job_id) is None
    with caplog.at_level(logging.ERROR):
        assert reconcile().buried == 1
    assert "job is dead" in caplog.text
    assert [row.key for row in selectors.dead_jobs()] == ["a"]
    assert reconcile().buried == 0


def test_a_dead_job_is_retried_by_a_person_and_done(kind: Kind) -> None:
    job_id = want("count", "a")
    Job.objects.update(state=JobState.DEAD, attempts=MOST_ATTEMPTS)
    actions.retry_job(ACTOR, PORTAL, job_id=job_id)
    assert perform(job_id) is Outcome.DONE


def test_only_a_dead_job_is_retried(kind: Kind) -> None:
    job_id = want("count", "a")
    with pytest.raises(WrongState):
        actions.retry_job(ACTOR, PORTAL, job_id=job_id)
    with pytest.raises(NotSeen):
        actions.retry_job(ACTOR, PORTAL, job_id=job_id + 1)


def test_reconcile_inserts_every_missing_period(kind: Kind) -> None:
    kind.due = ["2026-W44", "2026-W45", "2026-W46", "2026-W47"]
    want("count", "2026-W45")
    assert reconcile().wanted == 3
    assert list(Job.objects.order_by("key").values_list("key", flat=True)) == kind.due
    assert reconcile().wanted == 0


def test_six_reconciles_at_once_insert_each_period_once(kind: Kind) -> None:
    kind.due = [f"2026-W{number}" for number in range(10, 40)]
    in_threads(6, lambda _: reconcile())
    assert Job.objects.count() == 30


def test_reconcile_rings_what_waits_and_what_was_left_lying(kind: Kind, rung: list[int]) -> None:
    waiting, left, held = (want("count", key) for key in "abc")
    claim(left)
    lapse()
    claim(held)
    rung.clear()
    assert reconcile().rung == 2
    assert rung == [waiting, left]


def test_one_kind_that_cannot_tell_what_is_due_does_not_stop_the_round(
    kind: Kind, rung: list[int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = want("count", "a")
    rung.clear()
    kind.due = None  # type: ignore[assignment]
    reconcile()
    assert rung == [job_id]
    assert "what is due cannot be told" in caplog.text
