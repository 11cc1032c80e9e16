"""督办: proposed by one, issued with its number by another, reported with proof, found done by somebody else (P8).

Colour and reminders run by themselves; whatever bears a number and a name waits for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.accounts.models import Organisation, User
from portal.files.actions import take_file
from portal.files.receiving import Received
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import InvalidInput, NotPermitted, Refusal
from portal.kernel.facts import tell
from portal.kernel.permissions import PORTAL, Portal
from projects import permissions, rules
from projects.actions.numbers import take_number, void_number
from projects.actions.recording import recording
from projects.facts import (
    OrderAnnulled,
    OrderChased,
    OrderClosed,
    OrderIssued,
    OrderProposed,
    OrderReopened,
    OrderReported,
    OrderReturned,
    OrderWithdrawn,
)
from projects.lifecycle import OPEN_ORDERS, ORDER, OrderState
from projects.models import Order, OrderKind, OrderMove, Series, Village
from projects.selectors.orders import LABEL, is_leader, leader_of, reports_for

SHORTEST_WORDS = 4


class OrderIncomplete(InvalidInput):
    """Something that the paper has to say is missing or does not fit."""


class NoOrderToLeader(InvalidInput):
    """What a leader shall decide goes up as a 提请单 (office 3.A.3)."""


class NotTheOwner(NotPermitted):
    """What was done is told by whoever had to do it, or by the office for one without an account."""


class SameHands(Refusal):
    """Two steps of one order need two people."""


class NotAPerson(NotPermitted):
    """Whatever bears a number and a name waits for a person."""

    sentence = "签发、销号须由本人办理，系统不能代为办理。"


@action(needs=permissions.PROPOSE_ORDER)
def propose_order(
    actor: Any,
    where: Village | Portal,
    *,
    kind: str,
    matter: str,
    demand: str,
    source: str,
    owner: Organisation,
    due_on: date | None,
    source_key: str = "",
    source_text: str = "",
    person: User | None = None,
    leader: User | None = None,
    consulted: str = "",
    otherwise: str = "",
    is_demonstration: bool = False,
) -> Order:
    """Put one matter before whoever issues orders. Without ``leader`` it is the one who answers for the village."""
    village = where if isinstance(where, Village) else None
    _require_words(kind, matter, demand, consulted, otherwise)
    _require_owner(kind, owner, person)
    _require_ahead(due_on)
    order = Order(
        kind=kind,
        village=village,
        matter=matter.strip(),
        demand=demand.strip(),
        consulted=consulted.strip(),
        otherwise=otherwise.strip(),
        source=source,
        source_key=source_key,
        source_text=source_text.strip(),
        owner=owner,
        person=person,
        leader=leader or (leader_of(village, clock.today()) if village else None),
        due_on=due_on,
        proposed_by=actor.user,
        **recording(None, is_demonstration=is_demonstration),
    )
    order.save()
    _note(order, "propose", "")
    tell(OrderProposed(order.pk, order.village_id, kind, source, source_key, owner.pk, due_on))
    return order


@action(needs=permissions.ISSUE_ORDER)
def issue_order(actor: Any, order: Order, *, due_on: date | None = None) -> Order:
    """Issue it under the next number of its kind and year; ``due_on`` puts another day in the place of the proposed."""
    order = Order.objects.locked(order)
    before, order.state = order.state, ORDER.after("issue", order.state)
    _require_person(actor)
    _require_other_hands(order, "propose", "这张单由您拟办，不能由您签发。请由其他有签发权限的同志办理。")
    order.due_on = due_on or order.due_on
    _require_ahead(order.due_on)
    number = take_number(
        Series(order.kind),
        LABEL,
        order.pk,
        on=clock.today(),
        is_demonstration=order.is_demonstration,
    )
    order.number, order.issued_by, order.issued_at = number.text, actor.user, clock.now()
    order.save()
    _note(order, "issue", before)
    tell(
        OrderIssued(
            order.pk,
            order.village_id,
            order.kind,
            number.text,
            order.source,
            order.source_key,
            order.owner_id,
            order.due_on,
        )
    )
    return order


@action(needs=permissions.REPORT_ORDER)
def report_order(actor: Any, order: Order, *, words: str, uploads: Sequence[Received]) -> Order:
    """Say what was done, with at least one file that shows it."""
    order = Order.objects.locked(order)
    before, order.state = order.state, ORDER.after("report", order.state)
    if not reports_for(actor, order, running_deed().on_behalf_of):
        raise NotTheOwner(
            f"这件事项由{order.owner}办理，不能由您反馈。请该单位反馈；该单位没有账号的，请联系指挥部办公室代为登记。"
        )
    _require_said(words, "办理情况")
    if not uploads:
        raise OrderIncomplete(
            "还没有附办理结果的证明材料，不能反馈。请上传照片或文件后再提交。",
            fields={"scan": "请上传文件或照片，至少一份。"},
        )
    order.reported_by = actor.user
    order.save()
    _note(order, "report", before, words=words)
    for upload in uploads:
        take_file(actor, order.village or PORTAL, upload=upload, owner_label=LABEL, owner_key=order.pk)
    tell(OrderReported(*_about(order)))
    return order


@action(needs=permissions.CLOSE_ORDER)
def return_order(actor: Any, order: Order, *, words: str) -> Order:
    """Give it back to its owner with what is still missing."""
    order = Order.objects.locked(order)
    before, order.state = order.state, ORDER.after("return", order.state)
    _require_said(words, "退回原因")
    order.save()
    _note(order, "return", before, words=words)
    tell(OrderReturned(*_about(order)))
    return order


@action(needs=permissions.CLOSE_ORDER)
def close_order(actor: Any, order: Order, *, words: str) -> Order:
    """Find it done: by a person who is not the one who reported."""
    order = Order.objects.locked(order)
    before, order.state = order.state, ORDER.after("close", order.state)
    _require_person(actor)
    _require_other_hands(order, "report", "办理情况由您反馈，不能由您销号。请由其他有销号权限的同志核实后办理。")
    _require_said(words, "核实情况")
    order.closed_by, order.closed_at = actor.user, clock.now()
    order.save()
    _note(order, "close", before, words=words)
    tell(OrderClosed(*_about(order)))
    return order


@action(needs=permissions.ISSUE_ORDER)
def reopen_order(actor: Any, order: Order, *, words: str, due_on: date | None) -> Order:
    """The matter came up again: the same order under its number, with a new day."""
    order = Order.objects.locked(order)
    before, order.state = order.state, ORDER.after("reopen", order.state)
    _require_person(actor)
    _require_said(words, "重新督办的原因")
    if due_on is None and not order.is_request:
        raise OrderIncomplete("重新督办须写明新的时限。", fields={"due_on": "请填写新的时限。"})
    _require_ahead(due_on)
    order.due_on, order.reported_by, order.closed_by, order.closed_at = due_on, None, None, None
    order.save()
    _note(order, "reopen", before, words=words)
    tell(OrderReopened(*_about(order), due_on))
    return order


@action(needs=permissions.PROPOSE_ORDER)
def chase_order(actor: Any, order: Order, *, words: str) -> Order:
    """Note that the owner was urged: whom, how, and what he answered. It moves nothing."""
    order = Order.objects.locked(order)
    if order.state not in OPEN_ORDERS:
        raise OrderIncomplete(f"督办事项现在是“{OrderState(order.state).label}”，不需要催办。")
    _require_said(words, "催办情况")
    _note(order, "chase", order.state, words=words)
    tell(OrderChased(*_about(order)))
    return order


@action(needs=permissions.PROPOSE_ORDER)
def withdraw_order(actor: Any, order: Order, *, words: str) -> Order:
    """Take back what one proposed oneself, before it is issued."""
    order = Order.objects.locked(order)
    before, order.state = order.state, ORDER.after("withdraw", order.state)
    if actor.user is not None and order.proposed_by_id != actor.user.pk:
        raise NotTheOwner("这张单不是您拟办的，不能由您撤回。需要退回的，请有签发权限的同志办理撤销。")
    _require_said(words, "撤回原因")
    order.save()
    _note(order, "withdraw", before, words=words)
    tell(OrderWithdrawn(*_about(order)))
    return order


@action(needs=permissions.ISSUE_ORDER)
def annul_order(actor: Any, order: Order, *, words: str) -> Order:
    """Send a proposal back for good, or annul an issued order: its number is void and stays in the register."""
    order = Order.objects.locked(order)
    before, order.state = order.state, ORDER.after("annul", order.state)
    _require_person(actor)
    _require_said(words, "撤销原因")
    order.save()
    if order.number:
        void_number(LABEL, order.pk, reason=words.strip())
    _note(order, "annul", before, words=words)
    tell(OrderAnnulled(*_about(order), order.number))
    return order


def _about(order: Order) -> tuple[int, int | None, str, str]:
    return order.pk, order.village_id, order.source, order.source_key


def _note(order: Order, verb: str, before: str, *, words: str = "") -> None:
    deed = running_deed()
    OrderMove(
        order=order,
        verb=verb,
        from_state=before,
        to_state=OrderState(order.state),
        words=words.strip(),
        due_on=order.due_on,
        by=deed.actor.user,
        on_behalf_of_id=deed.on_behalf_of,
        **recording(None, is_demonstration=order.is_demonstration),
    ).save()


def _require_words(kind: str, matter: str, demand: str, consulted: str, otherwise: str) -> None:
    fields = {}
    if not matter.strip():
        fields["matter"] = "请填写事项，一单一事。"
    if not demand.strip():
        fields["demand"] = "请填写办理要求。"
    if kind == OrderKind.REQUEST:
        if len(consulted.strip()) < SHORTEST_WORDS:
            fields["consulted"] = "请写明征求了哪些单位、意见如何。"
        if len(otherwise.strip()) < SHORTEST_WORDS:
            fields["otherwise"] = "请写明如不批准有什么影响。"
    if fields:
        raise OrderIncomplete("这张单还没有写全，不能提交。请补充标出的各项。", fields=fields)


def _require_owner(kind: str, owner: Organisation, person: User | None) -> None:
    if not rules.may_be_ordered(owner.kind):
        say = f"{owner.get_kind_display()}不由指挥部督办，不能作为责任单位。请改选承办单位。"
        raise OrderIncomplete(say, fields={"owner": say})
    if person is None:
        return
    if person.organisation_id != owner.pk:
        say = f"{person.name}不是{owner}的人员。请改选该单位的责任人，或先不填责任人。"
        raise OrderIncomplete(say, fields={"person": say})
    if kind != OrderKind.REQUEST and is_leader(person.pk):
        say = f"{person.name}是领导同志，不能向领导同志下发{OrderKind(kind).label}。需要领导研究决定的，请改用提请单。"
        raise NoOrderToLeader(say, fields={"person": say})


def _require_ahead(due_on: date | None) -> None:
    if due_on is not None and due_on < clock.today():
        raise OrderIncomplete(
            f"时限{rules.day_words(due_on, 'day')}已经过去，不能提交。请改填今天或以后的日期。",
            fields={"due_on": "应不早于今天。"},
        )


def _require_said(words: str, what: str) -> None:
    if len(words.strip()) < SHORTEST_WORDS:
        raise OrderIncomplete(
            f"还没有写明{what}，不能提交。请补充后再提交。",
            fields={"words": f"请写明{what}，不少于{SHORTEST_WORDS}个字。"},
        )


def _require_person(actor: Any) -> None:
    if actor.user is None:
        raise NotAPerson()


def _require_other_hands(order: Order, verb: str, sentence: str) -> None:
    """Neither the person of the step before nor anybody who acts for him or for whom he acted."""
    last = OrderMove.objects.filter(order=order, verb=verb).order_by("-recorded_at", "-pk").first()
    before = {last.by_id, last.on_behalf_of_id} if last else set()
    deed = running_deed()
    if {deed.actor.user.pk, deed.on_behalf_of} & (before - {None}):
        raise SameHands(sentence)
