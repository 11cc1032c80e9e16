"""Editions that are still to come: which work list entry brings them, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from portal.jobs import selectors as work
from portal.kernel import clock
from portal.kernel.periods import Week
from portal.reports import rules
from portal.reports.lifecycle import EditionState
from portal.reports.models import Edition, EditionKind
from portal.reports.selectors.planning import cycle, due_weeks
from portal.reports.selectors.rows import edition_of

WEEKLY_EDITION = "weekly_edition"
EDITION_AGAIN = "edition_again"
ISSUE_PAPER = "issue_paper"
WORDED_PAPER = "worded_paper"


def again_key(week: Week, revision: int) -> str:
    """``2026-W47/2``: the second telling of a week."""
    return f"{week}/{revision}"


def next_revision(edition: Edition) -> int:
    """The number of the week's next telling."""
    last = Edition.objects.filter(kind=edition.kind, week=edition.week).order_by("-revision").first()
    return (last.revision if last else 0) + 1


@dataclass(frozen=True)
class Pending:
    """A week whose paper is not there yet, and how far its job is; ``job`` is None before anybody asked."""

    week: Week
    label: str
    job: work.JobRow | None

    @property
    def is_moving(self) -> bool:
        return self.job is not None and self.job.is_open


def wish(week: Week) -> Pending:
    """The newest job that brings an edition of this week: the regular one, or the telling anew."""
    made = edition_of(week)
    again = work.job(EDITION_AGAIN, again_key(week, made.revision + 1)) if made else None
    if again is None and made is not None and made.revision > 1:
        again = work.job(EDITION_AGAIN, again_key(week, made.revision))
    settled = cycle()
    first = settled.told(week).first_week if settled else week
    label = rules.year_week_text(week, first)
    return Pending(week, label, again or work.job(WEEKLY_EDITION, str(week)))


def pending(week: Week) -> Pending:
    """How far the edition of one week is."""
    return wish(week)


def is_waited_for(edition: Edition) -> bool:
    """Whether a newer telling of its week was asked for and is not there."""
    if edition.state == EditionState.VOIDED:
        return True
    return work.job(EDITION_AGAIN, again_key(edition.week_value, edition.revision + 1)) is not None


def pending_weeks() -> list[Pending]:
    """Due weeks without a paper, and weeks that are told anew; newest first."""
    made = Edition.objects.filter(kind=EditionKind.WEEKLY).order_by("week", "-revision").distinct("week").defer("data")
    there = {row.week for row in made if row.is_printed}
    again = {row.week for row in made if row.is_printed and row.state in _DONE and is_waited_for(row)}
    weeks = [week for week in due_weeks(clock.now()) if str(week) not in there or str(week) in again]
    return [wish(week) for week in reversed(weeks)]


# A newer telling is asked for only of what was put aside or issued.
_DONE = (EditionState.VOIDED, EditionState.ISSUED)
