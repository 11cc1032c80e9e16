"""审核 → 审批, or back with a reason, of a whole application.

Each step is a vote in the flow ``payment`` of the approvals; the payments follow the votes (``follow`` is called from
``listeners.py``), so that whoever votes on the page of approvals does the same.
"""

from __future__ import annotations

from typing import Any

from funding.actions.applying import about
from funding.actions.moves import note_moves
from funding.facts import PaymentMoved
from funding.lifecycle import PAYMENT, PaymentState
from funding.models import Application, Payment
from funding.permissions import APPLY_PAYMENT, APPROVE_PAYMENT, REVIEW_PAYMENT
from funding.selectors import course as selectors
from portal.approvals.actions import cast_vote, withdraw_approval
from portal.approvals.lifecycle import Choice
from portal.approvals.selectors import approval
from portal.kernel.actions import PowerOf, action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor

COLUMNS = {"review": "reviewed_by", "approve": "approved_by"}


class NothingAsked(WrongState):
    """There is no open approval behind the application."""

    sentence = "这份用款申请没有待办的审批。请刷新页面查看最新情况。"


@action(needs=REVIEW_PAYMENT)
def review_application(actor: Actor, application: Application, *, seen_digest: str | None = None) -> Application:
    """审核: another person finds amounts, payees and papers right."""
    return _vote(actor, application, "review", seen_digest)


@action(needs=APPROVE_PAYMENT)
def approve_application(actor: Actor, application: Application, *, seen_digest: str | None = None) -> Application:
    """审批: a third person lets the money go."""
    return _vote(actor, application, "approve", seen_digest)


POWER_OF_STAGE = PowerOf(
    "(review_payment, then approve_payment)",
    lambda application: APPROVE_PAYMENT if selectors.state_of(application) == PaymentState.REVIEWED else REVIEW_PAYMENT,
    "退回用款申请",
)


def require_turn(actor: Actor, application: Application) -> None:
    """Nobody fills in a form for a step that is not his. Raises NotPermitted, WrongState."""
    if not actor.stands_for(POWER_OF_STAGE.of(application), application.anchor_values()):
        raise NotPermitted()
    PAYMENT.after("return", selectors.state_of(application))


@action(needs=POWER_OF_STAGE)
def return_application(actor: Actor, application: Application, *, reason: str) -> Application:
    """退回: whoever reviews or approves sends it back with what is to be added; it is applied for anew."""
    PAYMENT.after("return", selectors.state_of(application))
    cast_vote(actor, _standing(application), choice=Choice.DECLINE, reason=reason)
    return application


@action(needs=PowerOf("apply_payment", lambda _: APPLY_PAYMENT, "撤回用款申请"))
def withdraw_application(actor: Actor, application: Application, *, reason: str) -> Application:
    """撤回: whoever applied takes it back before it is approved."""
    PAYMENT.after("withdraw", selectors.state_of(application))
    withdraw_approval(actor, _standing(application), reason=reason)
    return application


def follow(application_id: int, verb: str, *, digest: str = "", is_last: bool = True, reason: str = "") -> None:
    """The payments of an application after a vote or a withdrawal; while a stage waits for others they stay."""
    actor = running_deed().actor
    application = Application.objects.select_related("village").get(pk=application_id)
    payments = list(Payment.objects.select_for_update(of=("self",)).filter(application=application).order_by("pk"))
    if digest and digest != selectors.digest_of_application(application, payments):
        raise WrongState("申请的内容在您查看之后有变化，没有办理。请刷新页面，核对后再办。")
    before = {row.pk: str(row.state) for row in payments}
    if is_last:
        _go_on(actor, payments, verb)
    note_moves(actor, payments, verb, before, reason)
    for row in payments:
        tell(PaymentMoved(**about(row, application), verb=verb))


def _go_on(actor: Actor, payments: list[Payment], verb: str) -> None:
    for row in payments:
        row.state = PAYMENT.after(verb, row.state)
        if verb in COLUMNS:
            setattr(row, COLUMNS[verb], actor.user)
    Payment.objects.bulk_update(payments, ["state", *([COLUMNS[verb]] if verb in COLUMNS else [])])


def _vote(actor: Actor, application: Application, verb: str, seen_digest: str | None) -> Application:
    PAYMENT.after(verb, selectors.state_of(application))
    cast_vote(actor, _standing(application), choice=Choice.APPROVE, seen_digest=seen_digest)
    return application


def _standing(application: Application) -> Any:
    found = selectors.approval_of(application)
    if found is None or not found.stage:
        raise NothingAsked()
    return approval(found.id)
