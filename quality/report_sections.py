"""质量安全与百姓监督 in the weekly briefing, in the order of Yinchuan's bulletin: what came in, then what about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from portal.kernel.periods import SHANGHAI
from portal.reports.blocks import Align, Block, Column, Heading, Table, Text, change_text
from portal.reports.contributions import Figure, Scope, section
from projects.selectors.villages import village_names_of
from quality.permissions import VIEW_COMPLAINTS
from quality.selectors.weeks import CLOSED, Days, Then, days_of, severity_word

METHOD = "1"
MARK = "※"
MOST_TOPICS, MOST_NAMED = 5, 10


def read(scope: Scope) -> Days:
    """What the week brought; contributors share it."""
    day = scope.cut_off.astimezone(SHANGHAI).date()
    return days_of(scope.villages, scope.days, day=day, known_at=scope.known_at)


def read_before(scope: Scope) -> Days:
    return read(scope.previous)


@section("quality.complaints", "质量安全与百姓监督", order=50, needs=VIEW_COMPLAINTS)
def complaints(scope: Scope) -> Iterator[Block | Figure]:
    """New, closed, late, doubted again, each against the week before; topics in their rank; serious ones named."""
    now, before = scope.once(read), scope.once(read_before)
    if not (now.new or now.closed or now.standing):
        return
    yield Heading("受理情况", 2)
    yield Text(_received(scope, now))
    yield Table(
        "质询办理情况",
        (
            Column("项目", 9),
            Column(scope.period_word, 5, Align.RIGHT),
            Column(scope.base_word, 5, Align.RIGHT),
            Column("增减", 5, Align.RIGHT),
        ),
        tuple(_line(label, then, was) for label, then, was in _lines(now, before)),
        note=_note(now),
    )
    if now.new:
        yield Heading("反映的热点问题", 2)
        yield Text("\n".join(_topics(scope, now)))
    if named := sorted(now.grave, key=lambda each: (each.due_on is None, each.due_on, each.id)):
        yield _grave(named[:MOST_NAMED], now, len(named))
    yield from _figures(scope, now)


def _received(scope: Scope, now: Days) -> str:
    by_channel = "，".join(f"{label}{count}件" for label, count in now.channels())
    closed = "，".join(f"{CLOSED[verb]}{count}件" for verb, count in now.closed_by().items())
    came = f"{scope.period_word}受理质询{len(now.new)}件{_mark(now.new)}{f'（{by_channel}）' if by_channel else ''}"
    done = f"办结{len(now.closed)}件{f'（{closed}）' if closed else ''}"
    return f"{came}；{done}；未办结{len(now.standing)}件，其中超期{len(now.overdue)}件。{_satisfaction(now)}"


def _satisfaction(now: Days) -> str:
    """Both numbers, never a share alone; silence stands beside it, not in it."""
    silent = now.closed_by().get("lapse", 0)
    beside = f"逾期未评价{silent}件，不计入。" if silent else ""
    if not now.answered:
        return beside
    return f"反映人作出评价{now.answered}件，其中确认修好{len(now.confirmed)}件。{beside}"


def _lines(now: Days, before: Days) -> list[tuple[str, int, int]]:
    return [
        ("新增", len(now.new), len(before.new)),
        ("办结", len(now.closed), len(before.closed)),
        ("反映人认为没有修好", len(now.doubted_again), len(before.doubted_again)),
        ("期末未办结", len(now.standing), len(before.standing)),
        ("期末超期", len(now.overdue), len(before.overdue)),
        ("期末严重、涉及安全", len(now.grave), len(before.grave)),
    ]


def _line(label: str, now: int, was: int) -> tuple[str, ...]:
    return label, f"{now}件", f"{was}件", change_text(now, was, "件")


def _note(now: Days) -> str:
    invented = f"{MARK}为演示数据。" if _mark([*now.new, *now.standing]) else ""
    return f"按反映日期和办理日期统计；逾期未评价不计入评价；核实不属实、未整改了结计入办结并单列。{invented}"


def _topics(scope: Scope, now: Days) -> Iterator[str]:
    names = village_names_of(scope.villages)
    for rank, (topic, found) in enumerate(now.topics()[:MOST_TOPICS], 1):
        places = Counter(names.get(each.village_id, "") for each in found)
        where = "、".join(f"{name}{count}件" for name, count in places.most_common())
        yield f"{rank}.{topic}{len(found)}件{_mark(found)}，主要反映在{where}。"


def _grave(named: Sequence[Then], now: Days, total: int) -> Table:
    rows = tuple(
        (
            each.label + (MARK if each.is_demonstration else ""),
            each.place,
            severity_word(each),
            each.contractor or "—",
            _due(each, now),
            each.state.label,
        )
        for each in named
    )
    columns = (
        Column("编号", 8),
        Column("部位", 8),
        Column("程度", 4),
        Column("整改单位", 8),
        Column("到期", 7),
        Column("状态", 6),
    )
    more = f"共{total}件，列前{len(named)}件。" if total > len(named) else ""
    return Table("未办结的严重、涉及安全质询", columns, rows, note=f"{more}销号前暂停支付相应工程款，人工费用除外。")


def _due(each: Then, now: Days) -> str:
    if each.due_on is None:
        return "—"
    late = "（超期）" if each.is_late(now.day) else ""
    return f"{each.due_on.month}月{each.due_on.day}日{late}"


def _figures(scope: Scope, now: Days) -> Iterator[Figure]:
    period = scope.period_word
    for key, label, found in (
        ("new", f"{period}新增质询", now.new),
        ("closed", f"{period}办结质询", [each for each, _ in now.closed]),
        ("reopened", f"{period}反映人认为没有修好", now.doubted_again),
        ("overdue", "期末超期质询", now.overdue),
        ("open", "期末未办结质询", now.standing),
    ):
        counted = {each.counted_key: each.state.label for each in found}
        yield Figure(f"quality.{key}", label, numerator=len(counted), unit="件", method=METHOD, counted=counted)
    yield Figure(
        "quality.confirmed",
        f"{period}反映人确认修好",
        numerator=len(now.confirmed),
        denominator=now.answered,
        unit="件",
        method=METHOD,
        counted={each.counted_key: each.state.label for each in now.confirmed},
    )


def _mark(found: Sequence[Then]) -> str:
    return MARK if any(each.is_demonstration for each in found) else ""
