"""Every step of a payment as a row, and who may not take it because he took another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from funding.flows import CLAUSE
from funding.models import Payment, PaymentMove
from funding.selectors import course as selectors
from portal.kernel.deeds import running_deed
from portal.kernel.errors import NotPermitted, Refusal
from portal.kernel.permissions import Actor, Power


class NotAPerson(NotPermitted):
    """Programs compute; people answer for money."""

    sentence = "用款的每个环节须由本人办理，系统不能代办。"


class SameHands(Refusal):
    """申请、审核、审批、登记、核查 are five people's."""


def note_moves(
    actor: Actor, payments: Sequence[Payment], verb: str, before: Mapping[int, str], reason: str = ""
) -> None:
    """One row for each payment: from which state, by whom, for whom."""
    behalf = running_deed().on_behalf_of
    PaymentMove.objects.bulk_create(
        [
            PaymentMove(
                payment=row,
                verb=verb,
                from_state=before[row.pk],
                to_state=row.state,
                by=actor.user,
                on_behalf_of_id=behalf,
                reason=reason.strip(),
            )
            for row in payments
        ]
    )


def require_other_hands(actor: Actor, payments: Sequence[Payment], needed: Power, word: str) -> None:
    """Raises NotAPerson, or SameHands with who may do it (office 7.7)."""
    if actor.user is None:
        raise NotAPerson()
    blocked = selectors.hands_of(payments)
    if {actor.user.pk, running_deed().on_behalf_of} & blocked:
        raise SameHands(
            f"这笔用款的前面环节由您或您代理的同志办理，请由其他同志{word}。"
            f"{selectors.others_text(payments[0], needed, blocked)}",
            clause=CLAUSE,
        )
