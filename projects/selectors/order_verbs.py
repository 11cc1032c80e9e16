"""What somebody may do with an order now, and the sentence where the state allows it but his own hands do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.kernel.permissions import Actor, Power
from projects import permissions
from projects.lifecycle import OPEN_ORDERS, ORDER
from projects.models import Order, OrderMove
from projects.selectors.orders import reports_for

POWERS: Mapping[str, Power] = {
    "issue": permissions.ISSUE_ORDER,
    "report": permissions.REPORT_ORDER,
    "close": permissions.CLOSE_ORDER,
    "return": permissions.CLOSE_ORDER,
    "reopen": permissions.ISSUE_ORDER,
    "chase": permissions.PROPOSE_ORDER,
    "withdraw": permissions.PROPOSE_ORDER,
    "annul": permissions.ISSUE_ORDER,
}
_SECOND_OF = {"issue": "propose", "close": "report"}
_WHY_NOT = {
    "issue": "由您拟办，请由其他有签发权限的同志签发。",
    "close": "由您反馈，请由其他有销号权限的同志核实销号。",
}


@dataclass(frozen=True)
class OrderVerb:
    """One step that the state allows and the actor's power reaches; ``why_not`` is empty where he may do it."""

    verb: str
    why_not: str = ""


def verbs_for(actor: Actor, order: Order) -> list[OrderVerb]:
    """In the order in which buttons stand. One query where somebody's own hands count."""
    allowed = {*ORDER.verbs_from(order.state), *(["chase"] if order.state in OPEN_ORDERS else [])}
    anchors = order.anchor_values()
    return [
        OrderVerb(verb, _why_not(actor, order, verb))
        for verb, needed in POWERS.items()
        if verb in allowed and actor.span(needed).covers(anchors) and not _is_others(actor, order, verb)
    ]


def _is_others(actor: Actor, order: Order, verb: str) -> bool:
    """What is another's affair shows no button at all."""
    if verb == "withdraw":
        return actor.user is None or order.proposed_by_id != actor.user.pk
    return verb == "report" and not reports_for(actor, order)


def _why_not(actor: Actor, order: Order, verb: str) -> str:
    if verb not in _SECOND_OF or actor.user is None:
        return ""
    last = OrderMove.objects.filter(order=order, verb=_SECOND_OF[verb]).order_by("-recorded_at", "-pk").first()
    hands = {last.by_id, last.on_behalf_of_id} if last else set()
    return _WHY_NOT[verb] if actor.user.pk in hands else ""
