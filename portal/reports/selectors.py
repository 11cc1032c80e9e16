"""What pages, commands and other apps may know of editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from portal.jobs import selectors as work
from portal.kernel import clock
from portal.kernel.periods import Week
from portal.kernel.permissions import Actor
from portal.reports import rules
from portal.reports.composing import document_of
from portal.reports.contributions import Scope, reported_villages
from portal.reports.lifecycle import EditionState
from portal.reports.models import Edition, EditionKind, ReportSettings

WEEKLY_EDITION = "weekly_edition"
_TONES = {EditionState.DRAFT: "info"}


def cycle() -> rules.Cycle | None:
    """When editions are due, or None while the portal is not set up."""
    row = ReportSettings.objects.first()
    if row is None:
        return None
    return rules.Cycle(Week.parse(row.first_week), row.knows_from, row.cut_off_weekday, row.cut_off_time)


def have_reports_begun() -> bool:
    return ReportSettings.objects.exists()


def due_weeks(now: datetime) -> list[Week]:
    """Every week whose edition should exist by now."""
    settled = cycle()
    return settled.due(now) if settled else []


def scope_of(week: Week, settled: rules.Cycle) -> Scope:
    """What the edition of a week speaks of, and with which knowledge: the same whenever it is made."""
    known_at = settled.known_at(week)
    return Scope(reported_villages(known_at), week, settled.cut_off(week), known_at)


def edition_of(week: Week) -> Edition | None:
    """The latest edition of a week, for the portal itself."""
    made = Edition.objects.filter(kind=EditionKind.WEEKLY, week=str(week)).order_by("-revision", "-pk")
    edition: Edition | None = made.first()
    return edition


@dataclass(frozen=True)
class EditionRow:
    """One edition as lists show it."""

    id: int
    week: Week
    label: str
    period_text: str
    cut_off_text: str
    state: str
    state_kind: str
    made_at: datetime
    is_printed: bool
    is_demonstration: bool


def editions(actor: Actor) -> QuerySet[Edition]:
    """Those that the actor may see, newest week first, without their contents."""
    seen: QuerySet[Edition] = Edition.objects.visible_to(actor).defer("data")
    return seen.order_by("-week", "-revision", "-pk")


def latest_edition(actor: Actor) -> EditionRow | None:
    """The newest edition that the actor may see."""
    edition = editions(actor).first()
    return row_of(edition) if edition else None


def row_of(edition: Edition) -> EditionRow:
    week = edition.week_value
    return EditionRow(
        id=edition.pk,
        week=week,
        label=label_of(edition),
        period_text=f"{week.days.start.year}年{rules.week_text(week)}",
        cut_off_text=rules.cut_off_text(edition.cut_off_at),
        state=EditionState(edition.state).label,
        state_kind=_TONES[EditionState(edition.state)],
        made_at=edition.recorded_at,
        is_printed=edition.is_printed,
        is_demonstration=edition.is_demonstration,
    )


def label_of(edition: Edition) -> str:
    """How people name an edition that has no 期号 yet: ``2026年11月16日—22日送审稿``."""
    week = edition.week_value
    again = f"（第{edition.revision}稿）" if edition.revision > 1 else ""
    return f"{week.days.start.year}年{rules.week_text(week)}{EditionState(edition.state).label}{again}"


@dataclass(frozen=True)
class Pending:
    """A due week whose paper is not there yet, and how far its job is; ``job`` is None before anybody asked."""

    week: Week
    label: str
    job: work.JobRow | None

    @property
    def is_moving(self) -> bool:
        return self.job is not None and self.job.is_open


def pending_weeks() -> list[Pending]:
    """Due weeks without a paper, newest first."""
    printed = set(Edition.objects.filter(kind=EditionKind.WEEKLY).exclude(pdf_hash="").values_list("week", flat=True))
    return [pending(week) for week in reversed(due_weeks(clock.now())) if str(week) not in printed]


def pending(week: Week) -> Pending:
    """How far the edition of one week is."""
    label = f"{week.days.start.year}年{rules.week_text(week)}"
    return Pending(week, label, work.job(WEEKLY_EDITION, str(week)))


def figures_of(edition: Edition) -> list[dict[str, Any]]:
    """The frozen figures, each with what it counted and how."""
    figures: list[dict[str, Any]] = edition.data["figures"]
    return figures


def paper_name(edition: Edition) -> str:
    """The name under which the PDF is handed out."""
    return rules.file_name(edition.week_value, edition.revision, is_draft=document_of(edition.data).is_draft)


def neighbours(edition: Edition, actor: Actor) -> tuple[Edition | None, Edition | None]:
    """The editions of the week before and of the week after, as far as the actor sees them."""
    seen = Edition.objects.visible_to(actor).filter(kind=edition.kind).defer("data")
    before = seen.filter(week__lt=edition.week).order_by("-week", "-revision", "-pk").first()
    after = seen.filter(week__gt=edition.week).order_by("week", "-revision", "-pk").first()
    return before, after
