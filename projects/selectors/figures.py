"""Reported figures: the last one of each kind in each village, and who reported at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Q

from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI
from projects.models import FigureKind, FigureReport
from projects.rules.figures import share
from projects.rules.lamps import Reported
from projects.selectors.bases import COMMAND
from projects.selectors.counted import counts_of, notes_of
from projects.selectors.moment import Moment


@dataclass(frozen=True)
class FigureRow:
    """One reported figure with all that makes it honest. Money in fen."""

    id: int
    village_id: int
    kind: str
    label: str
    unit: str
    matter: str
    numerator_label: str
    denominator_label: str
    definition: str
    is_money: bool
    is_part: bool
    ordinal: int
    numerator: int
    denominator: int | None
    as_of: datetime
    recorded_at: datetime
    source: str
    note: str
    organisation: str
    organisation_id: int | None
    is_demonstration: bool
    backfill_id: int | None
    address: str = ""  # of the list that the portal counted; empty where a unit reported the figure

    @property
    def is_counted(self) -> bool:
        """Whether the portal counted it from what an app keeps, in the place of a report."""
        return bool(self.address)

    @property
    def is_backfilled(self) -> bool:
        return self.backfill_id is not None

    @property
    def basis(self) -> str:
        """The short name of its 口径: what is reported every week is counted the command centre's way."""
        return COMMAND

    @property
    def share(self) -> Fraction | None:
        return share(self.numerator, self.denominator)

    @property
    def money(self) -> Money | None:
        return Money(self.numerator) if self.is_money else None

    @property
    def base_money(self) -> Money | None:
        return Money(self.denominator) if self.is_money and self.denominator is not None else None

    @property
    def counted_key(self) -> str:
        """How editions name what they counted: the village and the instant, which a correction does not change."""
        return f"{self.village_id}@{self.as_of.astimezone(SHANGHAI).isoformat(timespec='minutes')}"

    def reported(self) -> Reported:
        """As the rules of lamps take it."""
        return Reported(self.numerator, self.denominator, self.as_of.astimezone(SHANGHAI).date())


Figures = Mapping[int, Mapping[str, FigureRow]]
_KIND_COLUMNS = (
    "key", "label", "unit", "matter", "numerator_label", "denominator_label", "definition", "is_money", "is_part",
    "ordinal",
)  # fmt: skip
_REPORT_COLUMNS = (
    "id", "village_id", "numerator", "denominator", "as_of", "recorded_at", "source", "note", "is_demonstration",
    "organisation_id", "backfill_id",
)  # fmt: skip


def latest_figures(villages: Any, moment: Moment) -> Figures:
    """Village → kind → the last figure counted by ``as_of`` as it was known then.

    This is the one place where an app's own count takes the place of a report. One query and those of the sources.
    """
    villages = list(villages)
    reports = (
        FigureReport.objects.known_at(moment.known_at)
        .filter(village__in=villages, as_of__lte=moment.as_of)
        .order_by("village_id", "kind_id", "-as_of", "-id")
        .distinct("village_id", "kind_id")
    )
    found: dict[int, dict[str, FigureRow]] = defaultdict(dict)
    for row in _rows(reports):
        found[row.village_id][row.kind] = row
    for row in _counted(villages, moment):
        found[row.village_id][row.kind] = row
    return found


def _counted(villages: list[int], moment: Moment) -> list[FigureRow]:
    """What the apps count, as rows like any other: counted at the moment itself, the ledger as its source."""
    counts = counts_of(villages, moment)
    if not counts:
        return []
    kinds, notes = {kind.key: kind for kind in FigureKind.objects.all()}, notes_of(counts, moment)
    return [
        FigureRow(
            id=0,
            village_id=village,
            kind=key,
            **{name: getattr(kinds[key], name) for name in _KIND_COLUMNS if name != "key"},
            numerator=tally.numerator,
            denominator=tally.denominator,
            as_of=moment.as_of,
            recorded_at=moment.as_of,
            source=source.words,
            note=notes.get((village, key), ""),
            organisation="",
            organisation_id=None,
            is_demonstration=tally.is_demonstration,
            backfill_id=None,
            address=source.address(village),
        )
        for village, tallies in counts.items()
        for key, (source, tally) in tallies.items()
        if key in kinds
    ]


def figures_onwards(
    villages: Any,
    moment: Moment,
    *,
    most: int,
    after: FigureReport | None = None,
    kind: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[FigureRow]:
    """The figures that stand, newest first, at most so many behind ``after``; counted from ``since``, before ``until``.

    One query, which begins where the last one ended: the thousandth page costs what the first one does.
    """
    reports = FigureReport.objects.known_at(moment.known_at).filter(village__in=villages, as_of__lte=moment.as_of)
    if kind:
        reports = reports.filter(kind__key=kind)
    if since:
        reports = reports.filter(as_of__gte=since)
    if until:
        reports = reports.filter(as_of__lt=until)
    if after:
        reports = reports.filter(Q(as_of__lt=after.as_of) | Q(as_of=after.as_of, pk__lt=after.pk))
    return _rows(reports.order_by("-as_of", "-id")[:most])


def row_of(report: FigureReport) -> FigureRow:
    """One report as a row."""
    (row,) = _rows(FigureReport.objects.filter(pk=report.pk))
    return row


def villages_that_reported(villages: Any, moment: Moment, *, since: datetime) -> set[int]:
    """Which villages reported anything that was counted from ``since`` up to ``as_of``; 补录 is no report."""
    reports = FigureReport.objects.known_at(moment.known_at).filter(
        Q(as_of__gte=since) & Q(as_of__lte=moment.as_of), village__in=villages, backfill__isnull=True
    )
    return set(reports.values_list("village_id", flat=True).distinct())


def figure_kinds() -> list[FigureKind]:
    """What is counted, in its order."""
    return list(FigureKind.objects.order_by("ordinal", "pk"))


def numbers_text(kind: FigureKind, numerator: int, denominator: int | None) -> str:
    """``2139／2186户``, ``300,000,000.00／600,000,000.00元``: both numbers, exact."""

    def shown(number: int) -> str:
        return f"{Money(number).in_unit('元'):,.2f}" if kind.is_money else f"{number}"

    base = "" if denominator is None else f"／{shown(denominator)}"
    return f"{shown(numerator)}{base}{kind.unit}"


def amount(kind: FigureKind, number: int | None) -> Money | int | None:
    """One number of a report as what it is: money, or a count."""
    return Money(number) if kind.is_money and number is not None else number


def total(figures: Figures, kind: str) -> FigureTotal | None:
    """The sum of one kind over villages; None when nobody reported it."""
    rows = [by_kind[kind] for by_kind in figures.values() if kind in by_kind]
    return FigureTotal.of(rows) if rows else None


@dataclass(frozen=True)
class FigureTotal:
    """A sum over villages, with the rows that it counted."""

    numerator: int
    denominator: int | None
    is_demonstration: bool
    rows: tuple[FigureRow, ...]

    @property
    def share(self) -> Fraction | None:
        return share(self.numerator, self.denominator)

    @property
    def as_of(self) -> datetime:
        """When the newest of them was counted."""
        return max(row.as_of for row in self.rows)

    @classmethod
    def of(cls, rows: Iterable[FigureRow]) -> FigureTotal:
        rows = tuple(rows)
        bases = [row.denominator for row in rows]
        return cls(
            sum(row.numerator for row in rows),
            None if None in bases else sum(base for base in bases if base is not None),
            any(row.is_demonstration for row in rows),
            rows,
        )


def _rows(reports: Any) -> list[FigureRow]:
    names = [*_REPORT_COLUMNS, *(f"kind__{name}" for name in _KIND_COLUMNS), "organisation__name"]
    names.append("organisation__short_name")
    return [_row(values) for values in reports.values(*names)]


def _row(values: dict[str, Any]) -> FigureRow:
    return FigureRow(
        **{name: values[name] for name in _REPORT_COLUMNS},
        **{name: values[f"kind__{name}"] for name in _KIND_COLUMNS if name != "key"},
        kind=values["kind__key"],
        organisation=values["organisation__short_name"] or values["organisation__name"] or "",
    )
