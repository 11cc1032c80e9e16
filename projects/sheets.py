"""点位周报数 as a sheet: a row is one figure of one village, exactly as its page takes it.

The columns are those of the page, too (``projects.forms.figures``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from portal.imports.columns import Column, Kind
from portal.imports.contributions import Complaint, Row, Verdict, sheet
from portal.kernel import clock
from portal.kernel.errors import InvalidInput
from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import Actor
from projects import permissions
from projects.actions import report_figures
from projects.actions.figure_rows import Entry, Judged, hands_of, judged
from projects.actions.figures import Several, hold_villages
from projects.models import FigureKind, Village
from projects.selectors.figures import figure_kinds

# A day without an hour is that of the usual cut-off.
CUT_OFF = time(18)
# What a deed changes is held in memory until it ends.
PER_DEED = 10_000


def numerator_of(kind: FigureKind) -> Column:
    """The one number of this kind: money is typed in yuan."""
    return Column("numerator", f"{kind.numerator_label}（{kind.unit}）", Kind.YUAN if kind.is_money else Kind.WHOLE)


def denominator_of(kind: FigureKind) -> Column:
    """The number beside it; a kind without one leaves it empty."""
    label = f"{kind.denominator_label}（{kind.unit}）" if kind.denominator_label else "分母"
    has_one = bool(kind.denominator_label)
    return Column("denominator", label, Kind.YUAN if kind.is_money else Kind.WHOLE, is_required=has_one)


AS_OF = Column(
    "as_of",
    "数据截至",
    Kind.MOMENT,
    width=16,
    note="数据所反映的时间，不是填报时间。只写日期的按当日18时计。",
    day_alone=CUT_OFF,
)
SOURCE = Column("source", "数据来源", width=20, note="报表、台账或文件名称。")
NOTE = Column(
    "note",
    "说明",
    is_required=False,
    width=24,
    note="累计数减少、金额与上次相差百倍以上、补报一个月以前的数据，须写明原因。",
)


def fen(value: Any) -> Any:
    """A number as it is kept: money in fen, counts as they are."""
    return value.fen if isinstance(value, Money) else value


def _villages(actor: Actor) -> Mapping[str, Village]:
    found = Village.objects.visible_to(actor, by=permissions.REPORT_FIGURES).order_by("ordinal", "pk")
    return {village.label: village for village in found}


def _kinds(actor: Actor) -> Mapping[str, FigureKind]:
    """What anybody may report of him: of kinds of another 领域 the rules of reporting speak themselves."""
    return {kind.label: kind for kind in figure_kinds()}


def _numerator(values: Mapping[str, Any]) -> Column | None:
    return numerator_of(values["kind"]) if "kind" in values else None


def _denominator(values: Mapping[str, Any]) -> Column | None:
    return denominator_of(values["kind"]) if "kind" in values else None


COLUMNS = (
    Column("village", "点位", Kind.CHOICE, width=18, choices=_villages),
    Column("kind", "指标", Kind.CHOICE, width=12, choices=_kinds),
    Column("numerator", "分子", Kind.YUAN, note="金额以元为单位，其余填整数，没有的填0。", of_row=_numerator),
    Column("denominator", "分母", Kind.YUAN, is_required=False, note="没有分母的指标不填。", of_row=_denominator),
    AS_OF,
    SOURCE,
    NOTE,
)


def hold(actor: Actor, rows: Sequence[Row]) -> None:
    hold_villages({row.values["village"].pk for row in rows})


def judge(actor: Actor, rows: Sequence[Row]) -> Verdict:
    """By the rules of reporting; the base of a row is the figure that stood before it."""
    found = judged(actor, [_entry(row) for row in rows], at=clock.now())
    complaints = [each for row, one in zip(rows, found, strict=True) for each in _complaints(rows, row, one)]
    bases = {row.number: str(one.before.id) if one.before else "" for row, one in zip(rows, found, strict=True)}
    return Verdict(complaints, bases, _summary([one.entry for one in found]))


@sheet(
    "projects.figures",
    "点位周报数",
    columns=COLUMNS,
    needs=permissions.REPORT_FIGURES,
    hold=hold,
    judge=judge,
    note="一行填一个点位的一项指标，没有数据的行不填。导入与逐项填报同一套规矩，导入即生效，填错的在报数记录中更正。",
)
def take(actor: Actor, rows: Sequence[Row]) -> int:
    """One deed in each name, since who stands in for somebody reports for him; of very many rows several.

    They follow each other in the order of time, so that each is judged by what was counted before it.
    """
    entries = sorted((_entry(row) for row in rows), key=lambda entry: entry.as_of)
    in_name_of: dict[int | None, list[Entry]] = defaultdict(list)
    for entry, hand in zip(entries, hands_of(actor, entries), strict=True):
        in_name_of[hand.principal_id if hand else None].append(entry)
    deeds = (named[at : at + PER_DEED] for named in in_name_of.values() for at in range(0, len(named), PER_DEED))
    return sum(_reported(actor, deed) for deed in deeds)


def _reported(actor: Actor, entries: Sequence[Entry]) -> int:
    return len(report_figures(actor, Several(frozenset(entry.village.pk for entry in entries)), entries=entries))


def _entry(row: Row) -> Entry:
    values = row.values
    return Entry(
        village=values["village"],
        kind=values["kind"],
        numerator=fen(values["numerator"]),
        denominator=fen(values["denominator"]),
        as_of=values["as_of"],
        source=values["source"],
        note=values["note"],
    )


def _complaints(rows: Sequence[Row], row: Row, found: Judged) -> list[Complaint]:
    if found.twin is not None:
        other = rows[found.twin].number
        return [Complaint(row.number, "", f"与第{other}行是同一点位、同一指标、同一时间，只能保留一行。")]
    if found.refusal is None:
        return []
    named = found.refusal.fields if isinstance(found.refusal, InvalidInput) else {}
    # A sentence of the whole row says more than that of its one cell.
    column = next(iter(named), "")
    return [Complaint(row.number, column, found.refusal.sentence)]


def _summary(entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    villages, kinds = len({entry.village.pk for entry in entries}), len({entry.kind.pk for entry in entries})
    first, last = min(entry.as_of for entry in entries), max(entry.as_of for entry in entries)
    days = _moment(first) if first == last else f"{_moment(first)}至{_moment(last)}"
    return f"涉及{villages}个点位、{kinds}项指标，数据截至{days}。"


def _moment(instant: datetime) -> str:
    at = instant.astimezone(SHANGHAI)
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时" + (f"{at.minute}分" if at.minute else "")
