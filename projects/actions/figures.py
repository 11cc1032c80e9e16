"""Reporting figures and correcting them; the kinds of figures as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.accounts.models import Organisation
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from portal.kernel.permissions import Portal
from projects import permissions, rules
from projects.actions.recording import recording, refuse_second_correction
from projects.facts import FigureCorrected, FigureReported
from projects.models import FigureKind, FigureReport, Village


class FigureDoesNotFit(InvalidInput):
    """The numbers do not fit the kind of figure: a part larger than its whole, a missing or a needless base."""


@action(needs=permissions.REPORT_FIGURES)
def report_figure(
    actor: Any,
    village: Village,
    *,
    kind: FigureKind,
    numerator: int,
    as_of: datetime,
    source: str,
    denominator: int | None = None,
    note: str = "",
    organisation: Organisation | None = None,
    is_demonstration: bool = False,
    recorded_at: datetime | None = None,
) -> FigureReport:
    """Report one figure of a village as it stood at ``as_of``. Money in fen, everything else in whole units."""
    village = Village.objects.locked(village)
    _require_fit(kind, numerator, denominator)
    report = FigureReport(
        village=village,
        kind=kind,
        numerator=numerator,
        denominator=denominator,
        as_of=as_of,
        source=source,
        note=note,
        reported_by=actor.user,
        organisation=organisation or (actor.user.organisation if actor.user else None),
        **recording(recorded_at, is_demonstration=is_demonstration),
    )
    report.save()
    tell(FigureReported(village.pk, report.pk, kind.key, numerator, denominator, as_of))
    return report


@action(needs=permissions.REPORT_FIGURES)
def correct_figure(
    actor: Any,
    report: FigureReport,
    *,
    numerator: int,
    reason: str,
    source: str,
    denominator: int | None = None,
    note: str = "",
) -> FigureReport:
    """Put other numbers in the place of a reported figure of the same instant; both stay, with the reason."""
    report = FigureReport.objects.locked(report)
    refuse_second_correction(report)
    _require_fit(report.kind, numerator, denominator)
    correction = FigureReport(
        village=report.village,
        kind=report.kind,
        numerator=numerator,
        denominator=denominator,
        as_of=report.as_of,
        source=source,
        note=note,
        supersedes=report,
        reason=reason,
        reported_by=actor.user,
        organisation=actor.user.organisation if actor.user else report.organisation,
        is_demonstration=report.is_demonstration,
    )
    correction.save()
    tell(FigureCorrected(report.village_id, correction.pk, report.pk, report.kind.key, reason))
    return correction


@action(needs=permissions.MANAGE_VILLAGES)
def load_figure_kinds(actor: Any, target: Portal, *, kinds: Sequence[Mapping[str, Any]]) -> list[FigureKind]:
    """Make the rows of the seeded kinds equal to ``kinds`` (parsed figure_kinds.yaml). Kinds of one's own stay."""
    standing = {kind.key: kind for kind in FigureKind.objects.all()}
    loaded = []
    for ordinal, wanted in enumerate(kinds, start=1):
        kind = standing.get(wanted["key"]) or FigureKind(key=wanted["key"])
        values = {**wanted, "ordinal": ordinal}
        if kind.pk is None or any(getattr(kind, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(kind, name, value)
            kind.save()
        loaded.append(kind)
    return loaded


def _require_fit(kind: FigureKind, numerator: int, denominator: int | None) -> None:
    if kind.denominator_label and denominator is None:
        raise FigureDoesNotFit(
            f"“{kind.label}”须同时填报{kind.denominator_label}。",
            fields={"denominator": f"请填写{kind.denominator_label}。"},
        )
    if not kind.denominator_label and denominator is not None:
        raise FigureDoesNotFit(f"“{kind.label}”没有分母，请只填{kind.numerator_label}。")
    if rules.exceeds_whole(numerator, denominator, is_part=kind.is_part):
        raise FigureDoesNotFit(
            f"{kind.numerator_label}{_shown(kind, numerator)}多于{kind.denominator_label}{_shown(kind, denominator)}，"
            "请核对后再报。",
            fields={"numerator": f"应不大于{kind.denominator_label}。"},
        )


def _shown(kind: FigureKind, number: int | None) -> str:
    return f"{number}{kind.unit}" if number is not None and not kind.is_money else ""
