"""What reports ask of the work list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from portal.files import store
from portal.jobs.contributions import Finish, job_kind, tidies
from portal.jobs.worklist import Claim, gone_owners
from portal.kernel.periods import Week
from portal.reports import making, rules, selectors
from portal.reports.models import Edition


def weeks_due(now: datetime) -> Iterator[str]:
    """Each week that ended since editions began, however long the machine was off."""
    return (str(week) for week in selectors.due_weeks(now))


def telling_words(keys: Collection[str]) -> dict[str, str]:
    """``2026年11月16日—22日``, of a later telling ``（第2稿）`` as well."""
    return {key: _telling_words(key) for key in keys}


def _telling_words(key: str) -> str:
    week, _, revision = key.partition("/")
    return rules.year_week_text(Week.parse(week)) + (f"（第{revision}稿）" if revision else "")


def edition_words(keys: Collection[str]) -> dict[str, str]:
    """The labels of the editions whose papers are printed."""
    edition_of = {key: int(key.partition("/")[0]) for key in keys}
    editions = Edition.objects.defer("data", "difference").in_bulk(set(edition_of.values()))
    return {key: selectors.label_of(editions[pk]) for key, pk in edition_of.items()}


@job_kind(selectors.WEEKLY_EDITION, "周调度专报", due=weeks_due, lease=timedelta(minutes=5), about=telling_words)
def make_weekly_edition(claim: Claim) -> Finish:
    return making.make(claim)


@job_kind(selectors.EDITION_AGAIN, "专报重出和更正", lease=timedelta(minutes=5), about=telling_words)
def make_edition_again(claim: Claim) -> Finish:
    return making.make_again(claim)


@job_kind(selectors.ISSUE_PAPER, "印制签发的专报", lease=timedelta(minutes=5), about=edition_words)
def print_issue(claim: Claim) -> Finish:
    return making.print_issue(claim)


@job_kind(selectors.WORDED_PAPER, "印制加文字的送审稿", lease=timedelta(minutes=5), about=edition_words)
def print_words(claim: Claim) -> Finish:
    return making.print_words(claim)


@tidies("temporary-files")
def sweep_store() -> int:
    """Temporary files of workers that are gone. Here, because the store and the work list do not know each other."""
    return store.sweep(gone_owners(store.owners_of_temporary_files()))
