"""督办事项 as lists, pages and papers show them: with the colour of the day, at the instant that is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, When

from portal.kernel.permissions import Actor
from projects import permissions
from projects.lifecycle import OPEN_ORDERS, OrderState
from projects.models import Level, Order, OrderKind, OrderMove, OrderSource, Responsibility
from projects.rules import Light, light_of, light_words
from projects.selectors.holdings import live_grants
from projects.selectors.moment import Moment

LABEL = "projects.order"
"""What files and numbers know an order by."""

LEADERS = ("commander", "site_leader")
VERBS = {
    "propose": "拟办",
    "issue": "签发",
    "report": "反馈",
    "return": "退回补办",
    "close": "销号",
    "reopen": "重新督办",
    "chase": "催办",
    "withdraw": "撤回",
    "annul": "撤销",
}


@dataclass(frozen=True)
class OrderRow:
    """One order as it stood at the instant asked for; ``said`` is what was last said of it."""

    id: int
    kind: OrderKind
    number: str
    village_id: int | None
    village: str
    matter: str
    source: str
    owner: str
    person: str
    leader: str
    due_on: date | None
    state: OrderState
    light: Light
    light_text: str
    said: str
    issued_on: date | None
    moved_at: datetime | None
    is_demonstration: bool

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ORDERS


@dataclass(frozen=True)
class OrderStep:
    """One step of its course."""

    at: datetime
    label: str
    by: str
    words: str
    due_on: date | None


def order_rows(found: Iterable[Order], moment: Moment) -> list[OrderRow]:
    """Rows of orders that were read by ``known_at``; the colour is that of the moment's day."""
    return [_row(order, moment.day) for order in found]


def orders_at(villages: Iterable[int] | None, moment: Moment) -> list[OrderRow]:
    """Every order of these villages and of none that had been issued by then, red first. One query.

    ``None`` is all villages.
    """
    # A step happens when it is recorded, so that both bounds are one.
    instant = min(moment.as_of, moment.known_at or moment.as_of)
    found = Order.objects.known_at(instant).exclude(state_then__in=[OrderState.PROPOSED, OrderState.WITHDRAWN])
    if villages is not None:
        found = found.filter(village__in=list(villages)) | found.filter(village__isnull=True)
    rows = order_rows(with_names(found), moment)
    return sorted(rows, key=lambda row: (not row.is_open, list(Light).index(row.light), row.due_on or date.max, row.id))


def with_names(found: Any) -> Any:
    return found.select_related("village", "owner", "person", "leader")


def red_first(found: Any) -> Any:
    """What runs, the longest overdue on top; then what waits for its signature, then what is over."""
    rank = Case(When(state__in=OPEN_ORDERS, then=0), When(state=OrderState.PROPOSED, then=1), default=2)
    return found.order_by(rank, F("due_on").asc(nulls_last=True), "-pk")


def course_of(order: Order) -> list[OrderStep]:
    """Its steps, the first one first."""
    moves = OrderMove.objects.filter(order=order).select_related("by__organisation", "on_behalf_of")
    return [
        OrderStep(move.recorded_at, VERBS[move.verb], _by(move), move.words, move.due_on)
        for move in moves.order_by("recorded_at", "pk")
    ]


def running_order_of(source: str, source_key: str) -> Order | None:
    """The order that runs (or waits for its signature) about one thing of another app; there is at most one."""
    over = (OrderState.CLOSED, OrderState.WITHDRAWN)
    found: Order | None = Order.objects.filter(source=source, source_key=source_key).exclude(state__in=over).first()
    return found


def leader_of(village: Any, day: date) -> Any:
    """The leader who answers for the village on a day, None where nobody is entered."""
    held = Responsibility.objects.on(day, None).filter(village=village, level=Level.LEADER).select_related("person")
    first = held.first()
    return first.person if first else None


def is_leader(person_id: int) -> bool:
    """Whether somebody leads: by his role, or because a village's or the command centre's matters lie with him."""
    if live_grants().filter(user_id=person_id, role__key__in=LEADERS).exists():
        return True
    return bool(
        Responsibility.objects.running().filter(person_id=person_id, level__in=(Level.COMMAND, Level.LEADER)).exists()
    )


def reports_for(actor: Actor, order: Order, on_behalf_of: int | None = None) -> bool:
    """Whether the actor may tell what was done: the owner's people, the person named, whoever closes for the office."""
    if actor.user is None or actor.span(permissions.CLOSE_ORDER).covers(order.anchor_values()):
        return True
    reach = actor.span(permissions.REPORT_ORDER)
    is_owner = actor.user.organisation_id == order.owner_id or order.owner_id in reach.organisations
    return bool(is_owner or order.person_id in {actor.user.pk, on_behalf_of} - {None})


def _by(move: OrderMove) -> str:
    who = f"{move.by.name}（{move.by.organisation}）" if move.by else "系统"
    return f"{who}，代{move.on_behalf_of.name}" if move.on_behalf_of else who


def _row(order: Any, day: date) -> OrderRow:
    state = OrderState(order.state_then or order.state)
    is_open = state in OPEN_ORDERS
    return OrderRow(
        order.pk,
        OrderKind(order.kind),
        order.number,
        order.village_id,
        order.village.label if order.village else "全局",
        order.matter,
        OrderSource(order.source).label,
        str(order.owner),
        order.person.name if order.person else "",
        order.leader.name if order.leader else "",
        order.due_then,
        state,
        light_of(order.due_then, day, is_open=is_open),
        light_words(order.due_then, day, is_open=is_open),
        order.words_then or "",
        Moment(order.issued_at).day if order.issued_at else None,
        order.moved_at,
        order.is_demonstration,
    )
