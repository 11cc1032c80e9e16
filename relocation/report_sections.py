"""征拆安置 in an edition: 应签, 已签, this week's, 签约率, 腾空, choices and the money agreed, village by village."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from portal.kernel.money import Money, round_half_away, total
from portal.reports.blocks import Align, Block, Column, Table, Text, change_text
from portal.reports.contributions import Figure, Scope, section
from projects.models import Village
from projects.selectors.moment import Moment
from relocation.models import Choice
from relocation.permissions import VIEW_AGREEMENTS
from relocation.selectors.progress import Progress, progress

METHOD = "1"
MARK = "※"


@dataclass(frozen=True)
class Reading:
    """What the section tells, and what the edition before told."""

    labels: Mapping[int, str]
    now: Mapping[int, Progress]
    before: Mapping[int, Progress]

    def signed(self, found: Mapping[int, Progress]) -> int:
        return sum(len(row.signed) for row in found.values())


def reading(scope: Scope) -> Reading:
    """Eight queries and the names of the villages."""
    labels = {row.pk: row.label for row in Village.objects.filter(pk__in=scope.villages).order_by("ordinal")}
    return Reading(
        labels,
        progress(scope.villages, Moment.of(scope)),
        progress(scope.villages, Moment.of(scope.previous)),
    )


@section("relocation.progress", "征拆安置", order=30, needs=VIEW_AGREEMENTS)
def signing(scope: Scope) -> Iterator[Block | Figure]:
    """Every village that has a surveyed household; without any it says so."""
    seen = scope.once(reading)
    if not seen.now:
        yield Text("各点位入户调查未报，应签、已签户数暂不统计。")
        return
    yield Text(_overall(scope, seen))
    yield Table(
        "各点位签约、腾空情况",
        (
            Column("点位", 7),
            Column("应签", 3, Align.RIGHT),
            Column("已签", 3, Align.RIGHT),
            Column(scope.period_word, 3, Align.RIGHT),
            Column("签约率", 4, Align.RIGHT),
            Column("腾空", 3, Align.RIGHT),
            Column("协议金额（万元）", 5, Align.RIGHT),
        ),
        tuple(_row(scope, label, seen.now[key]) for key, label in seen.labels.items() if key in seen.now),
        note=_note(seen),
    )
    yield from _figures(seen)


def _overall(scope: Scope, seen: Reading) -> str:
    due = sum(row.due for row in seen.now.values())
    signed, before = seen.signed(seen.now), seen.signed(seen.before)
    vacated = sum(len(row.vacated) for row in seen.now.values())
    chosen = {label: sum(row.choices.get(key, 0) for row in seen.now.values()) for key, label in Choice.choices}
    choices = "、".join(f"{label}{count}户" for label, count in chosen.items() if count)
    agreed = total(row.agreed for row in seen.now.values())
    mark = MARK if any(row.is_demonstration for row in seen.now.values()) else ""
    told = f"应签{due}户，已签{signed}户{mark}（{change_text(signed, before, '户')}），签约率{_share(signed, due)}；"
    moved = f"已腾空{vacated}户，占已签的{_share(vacated, signed)}。"
    money = f"协议金额{agreed.in_unit('万元'):,.2f}万元{mark}。" if signed else ""
    return told + moved + (f"安置方式：{choices}。" if choices else "") + money


def _row(scope: Scope, label: str, row: Progress) -> tuple[str, ...]:
    mark = MARK if row.is_demonstration else ""
    return (
        label + mark,
        str(row.due),
        str(len(row.signed)),
        str(row.signed_since(scope.days.start)),
        _share(len(row.signed), row.due),
        str(len(row.vacated)),
        f"{row.agreed.in_unit('万元'):,.2f}",
    )


def _note(seen: Reading) -> str:
    invented = f"{MARK}为演示数据。" if any(row.is_demonstration for row in seen.now.values()) else ""
    return f"应签为入户调查登记的户数，签约率=已签/应签；没有入户调查的点位未列。{invented}"


def _share(part: int, whole: int) -> str:
    return f"{Money(round_half_away(Fraction(part * 10_000, whole)))}%" if whole else "—"


def _figures(seen: Reading) -> Iterator[Figure]:
    for key in seen.labels:
        if (row := seen.now.get(key)) is None:
            continue
        for name, label, reached, base in (
            ("signed", "已签户数", row.signed, row.due),
            ("vacated", "已腾空户数", row.vacated, len(row.signed)),
        ):
            yield Figure(
                f"relocation.{name}.{key}",
                f"{seen.labels[key]}{label}",
                numerator=len(reached),
                denominator=base,
                unit="户",
                method=METHOD,
                village=key,
                counted={f"{key}@{number}": on.isoformat() for number, on in sorted(reached.items())},
            )
