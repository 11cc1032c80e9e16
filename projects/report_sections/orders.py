"""问题清单与督办: what was given out before and what is new, red first; on page one what is late, what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from portal.kernel.periods import SHANGHAI
from portal.reports.blocks import Block, Column, StuckPoint, Table
from portal.reports.contributions import Decided, Figure, Scope, Slot, page_one, section
from projects.lifecycle import OrderState
from projects.models import OrderKind
from projects.permissions import VIEW_ORDERS
from projects.rules import Light, words
from projects.rules.words import MARK
from projects.selectors.moment import Moment
from projects.selectors.orders import OrderRow, orders_at

METHOD = "1"
MOST_OVERDUE = 2
MEETING = "会议"
_COLUMNS = (
    Column("序号", 2),
    Column("问题", 8),
    Column("责任单位", 5),
    Column("包抓领导", 4),
    Column("时限", 4),
    Column("灯色", 4),
    Column("进展", 8),
)


def orders(scope: Scope) -> list[OrderRow]:
    """Every order that had been issued by then; contributors share it by ``scope.once(orders)``."""
    return orders_at(scope.villages, Moment.of(scope))


def late_orders(scope: Scope) -> list[OrderRow]:
    """The longest overdue ones that stand with their owners, as many as page one names."""
    late = [row for row in scope.once(orders) if row.light is Light.RED and row.state is not OrderState.REPORTED]
    return [row for row in late if row.kind is not OrderKind.REQUEST][:MOST_OVERDUE]


@section("projects.orders", "问题清单与督办", order=70, needs=VIEW_ORDERS)
def order_table(scope: Scope) -> Iterator[Block | Figure]:
    """What was open before this week first, with what became of it; then what is new."""
    told = [row for row in scope.once(orders) if row.is_open or _is_over_within(row, scope)]
    if not told:
        return
    before = [row for row in told if row.issued_on is None or row.issued_on < scope.days.start]
    new = [row for row in told if row not in before]
    if before:
        yield _table(f"{scope.base_word}结转事项", before, scope, start=1)
    if new:
        yield _table(f"{scope.period_word}新增事项", new, scope, start=len(before) + 1)
    running = [row for row in told if row.is_open]
    yield _figure("open", "在办督办事项", running, len(told))
    yield _figure("overdue", "超期督办事项", [row for row in running if row.light is Light.RED], len(running))


@page_one(Slot.STUCK, order=5)
def overdue(scope: Scope) -> Iterator[StuckPoint]:
    """The longest overdue orders: what, by how many days, whose they are. Requests to leaders are none of these."""
    day = Moment.of(scope).day
    for row in scope.once(late_orders):
        days = (day - row.due_on).days if row.due_on else 0
        what = words.marked(f"{row.matter}超期{days}天", is_invented=row.is_demonstration)
        yield StuckPoint(what, row.owner, row.leader or None, _day(row.due_on, scope))


@page_one(Slot.DECISIONS, order=10)
def decided(scope: Scope) -> Iterator[Decided]:
    """What meetings decided in the week before, and what became of it; silent until meetings are followed here."""
    of_meetings = [row for row in scope.once(orders) if row.source == MEETING]
    if not of_meetings:
        return
    days = scope.previous.days
    given = [row for row in of_meetings if row.issued_on is not None and row.issued_on in days]
    open_still = [row for row in given if row.is_open]
    mark = MARK if any(row.is_demonstration for row in given) else ""
    parts = [f"办结{len(given) - len(open_still)}项{mark}"] if given else []
    parts += [f"{row.matter}限{_day(row.due_on, scope)}" for row in open_still[:1]]
    yield Decided(len(given), "；".join(parts) + "。" if parts else "")


def _is_over_within(row: OrderRow, scope: Scope) -> bool:
    """Whether it was closed in the days that the edition tells of."""
    return row.moved_at is not None and row.moved_at.astimezone(SHANGHAI).date() >= scope.days.start


def _table(title: str, rows: list[OrderRow], scope: Scope, *, start: int) -> Table:
    marked = any(row.is_demonstration for row in rows)
    return Table(
        title,
        _COLUMNS,
        tuple(
            (
                str(number),
                f"{row.matter}{MARK if row.is_demonstration else ''}（{row.village}，{row.number}）",
                row.owner,
                row.leader or "未录入",
                _day(row.due_on, scope),
                row.light_text if row.is_open else row.state.label,
                row.said or "未反馈",
            )
            for number, row in enumerate(rows, start)
        ),
        note=f"未到期蓝色，3天内到期黄色，超期红色。{f'{MARK}为演示数据。' if marked else ''}",
    )


def _figure(key: str, label: str, rows: list[OrderRow], whole: int) -> Figure:
    return Figure(
        f"projects.orders.{key}",
        label,
        numerator=len(rows),
        denominator=whole,
        unit="件",
        method=METHOD,
        counted={f"{row.village_id or 0}@{row.number}": row.light.word for row in rows},
    )


def _day(day: date | None, scope: Scope) -> str:
    if day is None:
        return "待研究"
    year = "" if day.year == scope.days.start.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
