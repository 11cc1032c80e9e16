"""Reporting figures and correcting them; the kinds of figures as rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.models import Organisation
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.db import constraint_sentences
from portal.kernel.errors import BrokenInvariant, Refusal
from portal.kernel.facts import tell
from portal.kernel.permissions import Portal, Reach
from projects import permissions
from projects.actions.figure_rows import Entry, Judged, judged, require_fit
from projects.actions.recording import recording, refuse_second_correction
from projects.actions.reporting import act_in_name_of, require_corrector, require_reporter
from projects.facts import FigureCorrected, FigureNoted, FigureReported, FiguresReported
from projects.models import FigureKind, FigureNote, FigureReport, Village
from projects.selectors.reporting import Hand


@dataclass(frozen=True)
class Several:
    """The target of a report over several villages: it lies where all of them lie."""

    villages: frozenset[int]

    def anchor_values(self) -> dict[str, Any]:
        return {Reach.VILLAGE: self.villages}

    def __str__(self) -> str:
        return f"{len(self.villages)}个点位"


class InSeveralNames(Refusal):
    """One deed is done in one name."""

    sentence = "未办成：这些数据须以几个单位的名义填报，不能一并提交。请按单位分次填报。"


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
    """Report one figure of a village as it stood at ``as_of``. Money in fen, everything else in whole units.

    The instant is kept to the minute, as people write it: two reports of one minute are of the same instant.
    """
    recorded = recording(recorded_at, is_demonstration=is_demonstration)
    village = Village.objects.locked(village)
    entry = Entry(village, kind, numerator, denominator, as_of, source, note)
    [found] = judged(actor, [entry], at=recorded_at or clock.now())
    act_in_name_of(_fit_hand(found))
    report = _report_of(actor, found, organisation, recorded)
    report.save()
    tell(FigureReported(village.pk, report.pk, kind.key, numerator, denominator, report.as_of))
    return report


@action(needs=permissions.REPORT_FIGURES)
def report_figures(actor: Any, target: Several, *, entries: Sequence[Entry]) -> list[FigureReport]:
    """Report many figures as one deed, by the rules of `report_figure`: all of them, or none.

    Raises what the first one that cannot be reported raises, and InSeveralNames.
    """
    hold_villages(target.villages)
    found = judged(actor, entries, at=clock.now())
    hands = {_fit_hand(one) for one in found}
    if len({hand.principal_id for hand in hands}) > 1:
        raise InSeveralNames()
    for hand in hands:
        act_in_name_of(hand)
    reports: list[FigureReport] = FigureReport.objects.bulk_create([_report_of(actor, one) for one in found])
    villages, kinds = {one.entry.village.pk for one in found}, {one.entry.kind.key for one in found}
    tell(FiguresReported(tuple(sorted(villages)), tuple(sorted(kinds)), len(reports)))
    return reports


def hold_villages(villages: Collection[int]) -> None:
    """Lock these villages until the transaction ends: nobody else reports in them meanwhile."""
    found = Village.objects.select_for_update(of=("self",)).filter(pk__in=villages)
    list(found.order_by("pk").values_list("pk"))


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
    hand = require_corrector(actor, report)
    act_in_name_of(hand)
    refuse_second_correction(report)
    require_fit(report.kind, numerator, denominator)
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
        organisation_id=hand.unit_id or report.organisation_id,
        is_demonstration=report.is_demonstration,
        backfill=report.backfill,
    )
    correction.save()
    tell(FigureCorrected(report.village_id, correction.pk, report.pk, report.kind.key, reason))
    return correction


@action(needs=permissions.REPORT_FIGURES)
def note_figure(actor: Any, village: Village, *, kind: FigureKind, text: str) -> FigureNote:
    """Explain a figure that the portal counts: the words stand beside it this week, on screen and paper."""
    act_in_name_of(require_reporter(actor, village, kind))
    note = FigureNote(village=village, kind=kind, text=text.strip(), written_by=actor.user)
    note.save()
    tell(FigureNoted(village.pk, note.pk, kind.key))
    return note


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


def _fit_hand(found: Judged) -> Hand:
    """In whose name it is reported. Raises what is wrong with it."""
    if found.refusal is not None:
        raise found.refusal
    if found.twin is not None or found.hand is None:
        raise BrokenInvariant(constraint_sentences()["figure_report_is_made_once"])
    return found.hand


def _report_of(
    actor: Any, found: Judged, organisation: Organisation | None = None, recorded: Mapping[str, Any] | None = None
) -> FigureReport:
    entry, unit_id = found.entry, found.hand.unit_id if found.hand else None
    return FigureReport(
        village=entry.village,
        kind=entry.kind,
        numerator=entry.numerator,
        denominator=entry.denominator,
        as_of=entry.as_of,
        source=entry.source,
        note=entry.note,
        reported_by=actor.user,
        organisation_id=organisation.pk if organisation else unit_id,
        **(recorded or {}),
    )
