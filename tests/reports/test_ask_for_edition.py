"""ask_for_edition: a due week goes to the front of the work list; what cannot be made is said with the reason."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.jobs.lifecycle import JobState
from portal.jobs.models import Job
from portal.kernel import clock
from portal.kernel.errors import NotPermitted
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL
from portal.reports.actions import (
    EditionIsMade,
    ReportsNotBegun,
    WeekBeforeTheFirst,
    WeekStillRuns,
    ask_for_edition,
    keep_paper,
)
from portal.reports.facts import EditionAsked
from portal.site import seeding
from tests import world
from tests.clock import go_on
from tests.reports.conftest import FIRST_WEEK, SYSTEM, everywhere, frozen


def test_a_due_week_is_put_on_the_list_and_told(installation: datetime, deeds: list) -> None:
    job_id = ask_for_edition(everywhere("office"), PORTAL, week=FIRST_WEEK)
    job = Job.objects.get()
    assert (job.pk, job.kind, job.key, job.state) == (job_id, "weekly_edition", "2026-W47", JobState.WANTED)
    assert EditionAsked("weekly", "2026-W47") in deeds[-1].facts


def test_asking_twice_is_asking_once(installation: datetime) -> None:
    first = ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)
    assert ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK) == first
    assert Job.objects.count() == 1


def test_a_job_that_pauses_after_an_attempt_is_called_to_the_front(installation: datetime) -> None:
    ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)
    Job.objects.update(not_before=clock.now() + timedelta(hours=1))
    ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)
    assert Job.objects.claimable().count() == 1


def test_a_job_that_was_given_up_is_taken_up_again(installation: datetime) -> None:
    ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)
    Job.objects.update(state=JobState.DEAD, attempts=8)
    ask_for_edition(everywhere("office"), PORTAL, week=FIRST_WEEK)
    assert list(Job.objects.values_list("state", "attempts")) == [(JobState.WANTED, 0)]


def test_an_edition_without_its_paper_may_be_asked_for(installation: datetime) -> None:
    frozen()
    assert ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)


def test_a_week_that_still_runs_says_when_it_closes(installation: datetime) -> None:
    with pytest.raises(WeekStillRuns) as refused:
        ask_for_edition(SYSTEM, PORTAL, week=Week(2026, 48))
    assert "2026年11月23日—29日截至11月29日18时，截数后才能生成专报" in refused.value.sentence
    go_on(timedelta(days=7))
    assert ask_for_edition(SYSTEM, PORTAL, week=Week(2026, 48))


def test_a_week_before_the_first_is_refused(installation: datetime) -> None:
    with pytest.raises(WeekBeforeTheFirst, match="专报从2026年11月16日—22日这一周开始生成"):
        ask_for_edition(SYSTEM, PORTAL, week=Week(2026, 46))


def test_a_printed_week_is_not_made_again(installation: datetime) -> None:
    keep_paper(SYSTEM, frozen(), pdf_hash="a" * 64, template_version="1")
    with pytest.raises(EditionIsMade, match="在下一期更正"):
        ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)


def test_before_the_set_up_nothing_is_made(monday: datetime) -> None:
    seeding.seed()
    with pytest.raises(ReportsNotBegun, match="先完成系统初始化"):
        ask_for_edition(SYSTEM, PORTAL, week=FIRST_WEEK)
    assert not Job.objects.exists()


def test_only_who_makes_editions_asks(installation: datetime) -> None:
    for actor in (everywhere("commander"), world.actor(world.holder("office", world.village(1)))):
        with pytest.raises(NotPermitted):
            ask_for_edition(actor, PORTAL, week=FIRST_WEEK)
    assert not Job.objects.exists()
