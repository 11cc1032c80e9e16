"""The rows of a request to enter history: checked when it is asked, made when it is agreed to (no action)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from portal.kernel.errors import DesignError, InvalidInput, NotPermitted
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import Actor
from projects import permissions
from projects.actions.figure_rows import require_fit
from projects.actions.reporting import require_reporter
from projects.models import (
    Backfill,
    BackfillLine,
    BackfillSort,
    FigureKind,
    FigureReport,
    MilestoneKind,
    MilestoneReached,
    PublicFigure,
    PublicPrecision,
    Village,
)

END_OF_DAY = time(18)
"""A figure that is known by its day alone stands as of the usual hour of the cut-off."""
Line = Mapping[str, Any]


def check_lines(actor: Actor, village: Village, sort: str, lines: Sequence[Line], *, before: date) -> int | None:
    """For which unit the actor enters them. Raises InvalidInput with each row's sentence, or NotPermitted."""
    unit_id = _require_right(actor, village, sort, lines)
    complaints = {
        f"{number}.{name}": sentence
        for number, line in enumerate(lines, start=1)
        for name, sentence in _complaints(village, sort, line, before).items()
    }
    if complaints:
        rows = sorted({int(place.partition(".")[0]) for place in complaints})
        told = "、".join(f"第{row}行" for row in rows)
        raise InvalidInput(f"{told}需要修改，补录没有提交。请按提示更正后再办。", fields=complaints)
    return unit_id


def rows_of(backfill: Backfill) -> list[Any]:
    """The rows to be written, not saved yet."""
    make = _MAKERS[BackfillSort(backfill.sort)]
    lines = BackfillLine.objects.filter(backfill=backfill).order_by("ordinal")
    return [make(backfill, line) for line in lines]


def _require_right(actor: Actor, village: Village, sort: str, lines: Sequence[Line]) -> int | None:
    """Whoever may enter today's rows may enter those of yesterday, and nobody else."""
    if sort == BackfillSort.FIGURE:
        kinds = FigureKind.objects.filter(key__in={line["key"] for line in lines})
        hands = [require_reporter(actor, village, kind) for kind in kinds]
        return hands[0].unit_id if hands else None
    needed = permissions.REPORT_MILESTONES if sort == BackfillSort.MILESTONE else permissions.RECORD_PUBLIC_FACTS
    if not actor.span(needed).covers(village.anchor_values()):
        raise NotPermitted(f"您的账号没有“{needed.label}”的权限，不能补录这类数据。工作需要的，请联系指挥部办公室。")
    return actor.user.organisation_id if actor.user else None


def _complaints(village: Village, sort: str, line: Line, before: date) -> dict[str, str]:
    if line["effective_on"] >= before:
        day = f"{before.year}年{before.month}月{before.day}日"
        return {"effective_on": f"应早于正式启用日{day}；启用以后的请按日常方式填报。"}
    return _CHECKS[BackfillSort(sort)](village, line)


def _check_figure(village: Village, line: Line) -> dict[str, str]:
    kind = FigureKind.objects.filter(key=line["key"]).first()
    if kind is None:
        return {"key": "没有这项指标。请在列表中选择。"}
    if line.get("numerator") is None:
        return {"numerator": f"请填写{kind.numerator_label}。"}
    try:
        require_fit(kind, line["numerator"], line.get("denominator"))
    except InvalidInput as refusal:
        return refusal.fields or {"numerator": refusal.sentence}
    standing = FigureReport.objects.filter(
        village=village, kind=kind, as_of=_instant(line["effective_on"]), supersedes__isnull=True
    )
    if standing.exists():
        return {"effective_on": "该点位这一时点已报过这项数据。数据有误的，请办理更正。"}
    return {}


def _check_milestone(village: Village, line: Line) -> dict[str, str]:
    if line["key"] not in MilestoneKind.values:
        return {"key": "没有这个节点。请在列表中选择。"}
    if MilestoneReached.objects.filter(village=village, kind=line["key"], supersedes__isnull=True).exists():
        return {"key": "该点位的这个节点已登记完成。日期有误的，请办理更正。"}
    return {}


def _check_public(village: Village, line: Line) -> dict[str, str]:
    if not line.get("value"):
        return {"value": "请照录原文的说法。"}
    if not line.get("confidence"):
        return {"confidence": "请注明可信度。"}
    known = PublicFigure.objects.filter(
        village=village, key=line["key"], source=line["source"], supersedes__isnull=True
    )
    return {"key": "同一来源的这项公开信息已登记。内容有变化的，请办理更正。"} if known.exists() else {}


def _figure(backfill: Backfill, line: BackfillLine) -> FigureReport:
    if line.numerator is None:
        raise DesignError("a line without its number was asked for")
    return FigureReport(
        village_id=backfill.village_id,
        kind=FigureKind.objects.get(key=line.key),
        numerator=line.numerator,
        denominator=line.denominator,
        as_of=_instant(line.effective_on),
        source=line.source,
        note=line.note,
        reported_by_id=backfill.entered_by_id,
        organisation_id=backfill.organisation_id,
        backfill=backfill,
    )


def _milestone(backfill: Backfill, line: BackfillLine) -> MilestoneReached:
    return MilestoneReached(
        village_id=backfill.village_id,
        kind=line.key,
        reached_on=line.effective_on,
        precision=line.precision,
        source=line.source,
        note=line.note,
        reported_by_id=backfill.entered_by_id,
        backfill=backfill,
    )


def _public(backfill: Backfill, line: BackfillLine) -> PublicFigure:
    return PublicFigure(
        village_id=backfill.village_id,
        key=line.key,
        label=line.key,
        value=line.value,
        as_of=line.effective_on,
        precision=PublicPrecision(line.precision),
        confidence=line.confidence,
        source=line.source,
        note=line.note,
        recorded_by_id=backfill.entered_by_id,
        backfill=backfill,
    )


def _instant(day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY, SHANGHAI)


_CHECKS: Mapping[BackfillSort, Callable[[Village, Line], dict[str, str]]] = {
    BackfillSort.FIGURE: _check_figure,
    BackfillSort.MILESTONE: _check_milestone,
    BackfillSort.PUBLIC: _check_public,
}
_MAKERS: Mapping[BackfillSort, Callable[[Backfill, BackfillLine], Any]] = {
    BackfillSort.FIGURE: _figure,
    BackfillSort.MILESTONE: _milestone,
    BackfillSort.PUBLIC: _public,
}
