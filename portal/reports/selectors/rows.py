"""Editions as lists and pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from portal.kernel.periods import Week
from portal.kernel.permissions import Actor
from portal.reports import rules
from portal.reports.lifecycle import EditionState
from portal.reports.models import Edition, EditionKind, PlanKind
from portal.reports.selectors.planning import PlanRow, plan_rows

_TONES = {
    EditionState.DRAFT: "info",
    EditionState.SUBMITTED: "warn",
    EditionState.CHECKED: "warn",
    EditionState.ISSUED: "good",
    EditionState.VOIDED: "neutral",
}


def edition_of(week: Week) -> Edition | None:
    """The latest edition of a week, for the portal itself."""
    made = Edition.objects.filter(kind=EditionKind.WEEKLY, week=str(week)).order_by("-revision", "-pk")
    edition: Edition | None = made.first()
    return edition


def telling_of(week: Week, revision: int) -> Edition | None:
    """One telling of a week, None before it was frozen."""
    found: Edition | None = Edition.objects.filter(kind=EditionKind.WEEKLY, week=str(week), revision=revision).first()
    return found


def edition(pk: int) -> Edition:
    """An edition by its key, for the portal itself."""
    found: Edition = Edition.objects.select_related("corrects").get(pk=pk)
    return found


def standing_before(week: Week, known_at: datetime) -> Edition | None:
    """The edition of a week as it stood with the knowledge of ``known_at``; what was voided does not count."""
    made = Edition.objects.filter(kind=EditionKind.WEEKLY, week=str(week), known_at__lte=known_at)
    edition: Edition | None = made.exclude(state=EditionState.VOIDED).order_by("-revision", "-pk").first()
    return edition


def corrections_of(edition: Edition) -> list[Edition]:
    """The issued editions that put this one right, oldest first."""
    found = Edition.objects.filter(corrects=edition, state=EditionState.ISSUED).defer("data")
    return list(found.order_by("pk"))


@dataclass(frozen=True)
class EditionRow:
    """One edition as lists show it."""

    id: int | None  # None: a week without an edition (停刊)
    week: Week
    label: str
    period_text: str
    cut_off_text: str
    state: str
    state_kind: str
    made_at: datetime | None
    is_printed: bool
    is_demonstration: bool
    number_text: str
    issued_on: date | None
    signatory: str
    is_issued: bool
    is_joint: bool
    is_correction: bool
    has_issued_paper: bool
    has_office_copy: bool
    note: str = ""

    @property
    def marks(self) -> str:
        """合刊 and 更正, as lists mark them."""
        return "、".join(word for word, is_so in (("合刊", self.is_joint), ("更正", self.is_correction)) if is_so)


def editions(actor: Actor) -> QuerySet[Edition]:
    """Those that the actor may see, newest week first, without their contents."""
    seen: QuerySet[Edition] = Edition.objects.visible_to(actor).defer("data")
    return seen.order_by("-week", "-revision", "-pk")


@dataclass(frozen=True)
class Asked:
    """Which editions a list is to show; empty means all."""

    state: str = ""
    mark: str = ""
    year: str = ""


SKIPPED = "skipped"


def listed(actor: Actor, asked: Asked) -> list[EditionRow]:
    """Editions and, between them, the weeks without one; newest week first."""
    found = editions(actor)
    if asked.state and asked.state != SKIPPED:
        found = found.filter(state=asked.state)
    if asked.mark == "joint":
        found = found.exclude(first_week="")
    if asked.mark == "correction":
        found = found.filter(corrects__isnull=False)
    rows = [] if asked.state == SKIPPED else [row_of(each) for each in found]
    if asked.state in ("", SKIPPED) and not asked.mark:
        rows += [_skipped(row) for row in plan_rows() if row.kind == PlanKind.SKIPPED]
    rows = [row for row in rows if not asked.year or str(row.week.year) == asked.year]
    return sorted(rows, key=lambda row: (row.week, row.id or 0), reverse=True)


def _skipped(plan: PlanRow) -> EditionRow:
    return EditionRow(
        id=None,
        week=plan.week,
        label="停刊",
        period_text=plan.label,
        cut_off_text="—",
        state="停刊",
        state_kind="neutral",
        made_at=None,
        is_printed=False,
        is_demonstration=False,
        number_text="",
        issued_on=None,
        signatory="",
        is_issued=False,
        is_joint=False,
        is_correction=False,
        has_issued_paper=False,
        has_office_copy=False,
        note=plan.reason,
    )


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
        period_text=period_text(edition),
        cut_off_text=rules.cut_off_text(edition.cut_off_at),
        state=EditionState(edition.state).label,
        state_kind=_TONES[EditionState(edition.state)],
        made_at=edition.recorded_at,
        is_printed=edition.is_printed,
        is_demonstration=edition.is_demonstration,
        number_text=edition.number_text,
        issued_on=edition.issued_on,
        signatory=edition.signatory,
        is_issued=edition.is_issued,
        is_joint=edition.is_joint,
        is_correction=edition.corrects_id is not None,
        has_issued_paper=bool(edition.issued_hash),
        has_office_copy=bool(edition.office_hash),
    )


def period_text(edition: Edition) -> str:
    """``2026年11月16日—22日``: the weeks of which it tells."""
    return rules.year_week_text(edition.week_value, edition.first_week_value)


def label_of(edition: Edition) -> str:
    """How people name an edition: by its 期号, before that by its days: ``2026年11月16日—22日送审稿（第2稿）``."""
    if edition.number_text:
        return edition.number_text + ("（更正）" if edition.corrects_id else "")
    again = f"（第{edition.revision}稿）" if edition.revision > 1 else ""
    state = EditionState.VOIDED.label if edition.state == EditionState.VOIDED else EditionState.DRAFT.label
    return f"{period_text(edition)}{'更正' if edition.corrects_id else ''}{state}{again}"


def issued_sentence(edition: Edition) -> str:
    """The office's own words for what cannot be changed any more (office 7)."""
    day = edition.issued_on
    when = f"已于{day.month}月{day.day}日签发" if day else "已签发"
    following = rules.following_issue(edition.number_text, edition.number)
    return (
        f"{edition.number_text}专报{when}，不能改动。数据有误的，请在{following}更正，系统会自动注明原数、现数和原因。"
    )


def figures_of(edition: Edition) -> list[dict[str, Any]]:
    """The frozen figures, each with what it counted and how."""
    figures: list[dict[str, Any]] = edition.data["figures"]
    return figures


def paper_name(edition: Edition, suffix: str = "pdf", *, copy: str = "") -> str:
    """The name under which a paper is handed out; ``copy`` says which one it is, where there are several."""
    again = f"第{edition.revision}稿" if edition.revision > 1 else ""
    name = edition.number_text or f"{EditionState(edition.state).label}{again}"
    return rules.file_name(period_text(edition), f"{name}{copy}", suffix)


def neighbours(edition: Edition, actor: Actor) -> tuple[Edition | None, Edition | None]:
    """The editions of the week before and of the week after, as far as the actor sees them."""
    seen = Edition.objects.visible_to(actor).filter(kind=edition.kind).defer("data")
    before = seen.filter(week__lt=edition.week).order_by("-week", "-revision", "-pk").first()
    after = seen.filter(week__gt=edition.week).order_by("week", "-revision", "-pk").first()
    return before, after
