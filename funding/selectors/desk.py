"""What one person can do with an application now, and why not more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from funding.lifecycle import PaymentState
from funding.models import Application, Payment, PaymentMove
from funding.permissions import REGISTER_PAYMENT, VERIFY_PAYMENT
from funding.selectors import course
from portal.approvals import selectors as approvals
from portal.kernel.permissions import Actor, Deputising, Power

WORDS = {
    PaymentState.APPLIED: "待审核",
    PaymentState.REVIEWED: "待审批",
    PaymentState.APPROVED: "待登记拨付",
    PaymentState.PAID: "待核查使用情况",
}
VOTES = {PaymentState.APPLIED: "review", PaymentState.REVIEWED: "approve"}
LATER: dict[PaymentState, tuple[Power, str]] = {
    PaymentState.APPROVED: (REGISTER_PAYMENT, "register"),
    PaymentState.PAID: (VERIFY_PAYMENT, "verify"),
}


@dataclass
class Desk:
    """``may``: the verbs that this person can do; ``waits``: for whom it waits; ``seen``: what he votes on."""

    may: set[str] = field(default_factory=set)
    waits: list[str] = field(default_factory=list)
    seen: str = ""


def desk_of(application: Application, actor: Actor) -> Desk:
    """The next steps of an application for one person."""
    desk = Desk()
    asked = course.approval_of(application)
    if asked is not None and asked.stage:
        _vote(desk, application, actor, asked.id)
        desk.seen = asked.digest
        return desk
    payments = list(Payment.objects.filter(application=application).order_by("pk"))
    hands = course.hands_of(payments)
    for state, (power, verb) in LATER.items():
        if waiting := [row for row in payments if row.state == state]:
            _later(desk, waiting, actor, power, verb, hands)
    return desk


def _vote(desk: Desk, application: Application, actor: Actor, approval_id: int) -> None:
    asked, state = approvals.approval(approval_id), course.state_of(application)
    able = approvals.able_sentence(approvals.who_can_act_now(asked))
    desk.waits.append(f"{WORDS[state]}。{able}")
    if approvals.may_vote(actor, asked):
        desk.may |= {VOTES[state], "return"}
    if actor.user is not None and actor.user.pk in (asked.asked_by_id, asked.asked_for_id):
        desk.may.add("withdraw")


def _later(desk: Desk, waiting: list[Payment], actor: Actor, power: Power, verb: str, hands: set[int]) -> None:
    state = PaymentState(waiting[0].state)
    desk.waits.append(f"{len(waiting)}笔{WORDS[state]}。{course.others_text(waiting[0], power, hands)}")
    if _may(actor, power, waiting[0], hands):
        desk.may.add(verb)


def may_later(actor: Actor, state: PaymentState, power: Power) -> list[tuple[Application, int]]:
    """The applications with payments in this state that this person may go on with, and how many of each."""
    if not actor.may(power) or actor.user is None:
        return []
    found = Payment.objects.visible_to(actor, by=power).filter(state=state)
    waiting = Counter(found.values_list("application_id", flat=True))
    if not waiting:
        return []
    moves = PaymentMove.objects.filter(payment__application__in=waiting)
    hands: dict[int, set[int | None]] = defaultdict(set)
    for key, by, behalf in moves.values_list("payment__application_id", "by_id", "on_behalf_of_id"):
        hands[key] |= {by, behalf}
    applications = Application.objects.filter(pk__in=waiting).select_related("village", "contract").order_by("pk")
    return [(row, waiting[row.pk]) for row in applications if _may(actor, power, row, hands[row.pk])]


def _may(actor: Actor, power: Power, target: Application | Payment, hands: Collection[int | None]) -> bool:
    """Whether he stands for it here, and neither he nor his principal has a part in it yet."""
    standing = actor.stands_for(power, target.anchor_values())
    if not standing or actor.user is None:
        return False
    mine = {actor.user.pk} | ({standing.principal_id} if isinstance(standing, Deputising) else set())
    return not mine & set(hands)
