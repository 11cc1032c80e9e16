"""retry_job: a person puts a job that was given up back on the list."""

from __future__ import annotations

import pytest

from portal.jobs.actions import retry_job
from portal.jobs.facts import JobRetried
from portal.jobs.lifecycle import JobState
from portal.jobs.models import MOST_ATTEMPTS, Job
from portal.jobs.worklist import want
from portal.kernel import actions as kernel_actions
from portal.kernel.errors import NotPermitted, NotSeen, WrongState
from portal.kernel.permissions import PORTAL, System
from tests import world
from tests.jobs.conftest import Kind

ACTOR = System("测试")


@pytest.fixture
def dead(db: None, kind: Kind) -> Job:
    job_id = want("count", "a")
    Job.objects.update(state=JobState.DEAD, attempts=MOST_ATTEMPTS, complaint="未办成：磁盘已满。")
    return Job.objects.get(pk=job_id)


def test_it_has_all_its_attempts_again(dead: Job) -> None:
    retry_job(ACTOR, PORTAL, job_id=dead.pk)
    dead.refresh_from_db()
    assert (dead.state, dead.attempts, dead.complaint) == (JobState.WANTED, 0, "")
    assert Job.objects.claimable().get() == dead


def test_it_is_told_and_rung_for(
    dead: Job, rung: list[int], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    deeds: list = []
    monkeypatch.setattr(kernel_actions, "_on_finish", [deeds.append])
    with django_capture_on_commit_callbacks(execute=True):
        retry_job(ACTOR, PORTAL, job_id=dead.pk)
    assert deeds[0].facts == [JobRetried(dead.pk, "count", "a")]
    assert rung == [dead.pk]


@pytest.mark.parametrize("state", [JobState.WANTED, JobState.CLAIMED, JobState.DONE])
def test_only_one_that_was_given_up_is_retried(dead: Job, state: str) -> None:
    times = {"lease_until": dead.wanted_at, "token": 1} if state == JobState.CLAIMED else {}
    times |= {"done_at": dead.wanted_at} if state == JobState.DONE else {}
    Job.objects.update(state=state, **times)
    with pytest.raises(WrongState):
        retry_job(ACTOR, PORTAL, job_id=dead.pk)


def test_a_job_that_is_not_there_is_not_seen(dead: Job) -> None:
    with pytest.raises(NotSeen):
        retry_job(ACTOR, PORTAL, job_id=dead.pk + 1)


def test_the_system_administrator_may_and_the_office_may_not(seeded_today: None, dead: Job) -> None:
    with pytest.raises(NotPermitted):
        retry_job(world.actor(world.holder("office")), PORTAL, job_id=dead.pk)
    retry_job(world.actor(world.holder("system_admin")), PORTAL, job_id=dead.pk)
    dead.refresh_from_db()
    assert dead.state == JobState.WANTED
