"""Reporting figures and correcting them; the kinds of figures as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn

from portal.accounts.models import Organisation
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import Portal
from projects import permissions, rules
from projects.actions.recording import recording, refuse_second_correction
from projects.actions.reporting import act_in_name_of, require_corrector, require_reporter
from projects.facts import FigureCorrected, FigureReported
from projects.models import FigureKind, FigureReport, Village
from projects.selectors.figures import figure_before, numbers_text


class FigureDoesNotFit(InvalidInput):
    """The numbers do not fit the kind of figure: a part larger than its whole, a missing or a needless base."""


class FigureNeedsNote(InvalidInput):
    """The figure may be right, but only with the reason: a cumulative one that fell, or one reported long after."""


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
    village = Village.objects.locked(village)
    hand = require_reporter(actor, village, kind)
    act_in_name_of(hand)
    as_of = as_of.replace(second=0, microsecond=0)
    require_fit(kind, numerator, denominator)
    if not note.strip():
        _require_no_fall(village, kind, numerator, as_of)
        _require_in_time(as_of, recorded_at or clock.now())
    report = FigureReport(
        village=village,
        kind=kind,
        numerator=numerator,
        denominator=denominator,
        as_of=as_of,
        source=source,
        note=note,
        reported_by=actor.user,
        organisation_id=organisation.pk if organisation else hand.unit_id,
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


def require_fit(kind: FigureKind, numerator: int, denominator: int | None) -> None:
    """Whether the numbers fit the kind. Raises FigureDoesNotFit."""
    if kind.denominator_label and denominator is None:
        raise FigureDoesNotFit(
            f"“{kind.label}”须同时填报{kind.denominator_label}。",
            fields={"denominator": f"请填写{kind.denominator_label}。"},
        )
    if not kind.denominator_label and denominator is not None:
        raise FigureDoesNotFit(f"“{kind.label}”没有分母，请只填{kind.numerator_label}。")
    if rules.is_share_of_nothing(denominator, is_part=kind.is_part):
        raise FigureDoesNotFit(
            f"{kind.denominator_label}为0，没有可报的数据。",
            fields={"denominator": f"{kind.denominator_label}为0，没有可报的数据。"},
        )
    if rules.exceeds_whole(numerator, denominator, is_part=kind.is_part):
        raise FigureDoesNotFit(
            f"{kind.numerator_label}{_shown(kind, numerator)}多于{kind.denominator_label}{_shown(kind, denominator)}，"
            "请核对后再报。",
            fields={"numerator": f"应不大于{kind.denominator_label}。"},
        )


def _require_no_fall(village: Village, kind: FigureKind, numerator: int, as_of: datetime) -> None:
    before = figure_before(village.pk, kind.pk, as_of)
    fall = rules.fallen_by(numerator, before.numerator if before else None, is_cumulative=kind.is_cumulative)
    if before is None or not fall:
        return
    was, less = numbers_text(kind, before.numerator, None), numbers_text(kind, fall, None)
    _ask_for_note(
        f"{kind.numerator_label}比上次（{_day(before.as_of, as_of)}，{was}）少{less}。"
        "确属减少的，请在“说明”中写明原因后再报。"
    )


def _require_in_time(as_of: datetime, recorded_at: datetime) -> None:
    if rules.is_late(as_of, recorded_at):
        _ask_for_note(
            f"数据截至{_day(as_of, recorded_at)}，距今已超过{rules.LATE_AFTER.days}天。"
            "确属补报的，请在“说明”中写明原因后再报。"
        )


def _ask_for_note(sentence: str) -> NoReturn:
    raise FigureNeedsNote(sentence, fields={"note": sentence})


def _day(instant: datetime, beside: datetime) -> str:
    """The day in Yinchuan; the year only when it is another one."""
    day, other = instant.astimezone(SHANGHAI), beside.astimezone(SHANGHAI)
    return f"{'' if day.year == other.year else f'{day.year}年'}{day.month}月{day.day}日"


def _shown(kind: FigureKind, number: int | None) -> str:
    return f"{number}{kind.unit}" if number is not None and not kind.is_money else ""
