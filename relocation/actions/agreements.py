"""搬迁协议, until both sides have signed: drafted, reviewed by another, shown, signed; or given up before that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Max

from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal
from portal.kernel.facts import tell
from projects.actions.recording import recording
from projects.models import Village
from relocation import permissions, rules
from relocation.actions.drafting import drafted, require_unchanged
from relocation.actions.moving import day_of, note_agreements, today
from relocation.actions.signing import require_ready
from relocation.actions.together import held_together
from relocation.facts import (
    AgreementDrafted,
    AgreementReturned,
    AgreementReviewed,
    AgreementSigned,
    AgreementVoided,
)
from relocation.lifecycle import AGREEMENT
from relocation.models import Agreement, AgreementLine, Household


class ReviewedByDrafter(Refusal):
    """Whoever drafted an agreement does not review it."""


@action(needs=permissions.DRAFT_AGREEMENT)
def draft_agreement(
    actor: Any,
    household: Household,
    *,
    choice: str,
    transition: str,
    sign_by: date,
    move_by: date,
    payment_term: str,
    payee_name: str,
    payee_bank: str,
    payee_account: str,
    signatory_name: str,
    transition_term: str = "",
    exchange_home: str = "",
    drafted_on: date | None = None,
    is_demonstration: bool = False,
) -> Agreement:
    """Compute the sum of a household by the terms in force for it, and freeze it with all that it rests on."""
    household = Household.objects.select_for_update(of=("self",)).select_related("village").get(pk=household.pk)
    on = day_of(drafted_on, "drafted_on")
    agreement, lines = drafted(
        household,
        on,
        Agreement(
            village=household.village,
            household=household,
            choice=choice,
            transition=transition,
            transition_term=transition_term.strip(),
            exchange_home=exchange_home.strip(),
            payment_term=payment_term.strip(),
            sign_by=sign_by,
            move_by=move_by,
            payee_name=payee_name.strip(),
            payee_bank=payee_bank.strip(),
            signatory_name=signatory_name.strip(),
            drafted_by=actor.user,
            **recording(None, is_demonstration=is_demonstration or household.is_demonstration),
        ),
        payee_account,
    )
    agreement.save()
    for line in lines:
        line.agreement = agreement
    AgreementLine.objects.bulk_create(lines)
    note_agreements([agreement], actor, "draft", was="", on=on)
    tell(AgreementDrafted(agreement.pk, agreement.village_id, agreement.household_id, agreement.total))
    return agreement


@action(needs=permissions.REVIEW_AGREEMENT)
def review_agreements(
    actor: Any,
    village: Village,
    *,
    agreements: Sequence[Agreement],
    reviewed_on: date | None = None,
) -> list[Agreement]:
    """Find drafts right, as somebody who drafted none of them; each must still rest on what was surveyed."""
    held = held_together(village, agreements, AGREEMENT, "review")
    own = [agreement for agreement in held if actor.user is not None and agreement.drafted_by_id == actor.user.pk]
    if own:
        named = "、".join(str(agreement.household) for agreement in own[:5])
        raise ReviewedByDrafter(f"{named}的协议由您起草，请由其他同志审核。", clause=rules.OWN_REVIEW_CLAUSE)
    require_unchanged(held)
    on, was = day_of(reviewed_on, "reviewed_on"), held[0].state
    for agreement in held:
        agreement.state, agreement.reviewed_by = AGREEMENT.after("review", agreement.state), actor.user
    Agreement.objects.bulk_update(held, ["state", "reviewed_by"])
    note_agreements(held, actor, "review", was=was, on=on)
    for agreement in held:
        tell(AgreementReviewed(agreement.pk, agreement.village_id, agreement.household_id))
    return held


@action(needs=permissions.REVIEW_AGREEMENT)
def return_agreement(actor: Any, agreement: Agreement, *, reason: str) -> Agreement:
    """Give it back to its drafter, with what is to be put right."""
    agreement = Agreement.objects.locked(agreement)
    was, agreement.state = agreement.state, AGREEMENT.after("return", agreement.state)
    _require_reason(reason, "请写明需要补充或更正什么。")
    agreement.reviewed_by = agreement.result_notice = None
    agreement.save()
    note_agreements([agreement], actor, "return", was=was, on=today(), reason=reason.strip())
    tell(AgreementReturned(agreement.pk, agreement.village_id, agreement.household_id))
    return agreement


@action(needs=permissions.DRAFT_AGREEMENT)
def void_agreement(actor: Any, agreement: Agreement, *, reason: str) -> Agreement:
    """Give up an agreement that nobody signed; the household may be offered another one."""
    agreement = Agreement.objects.locked(agreement)
    was, agreement.state = agreement.state, AGREEMENT.after("void", agreement.state)
    _require_reason(reason, "请写明作废的原因。")
    agreement.save()
    note_agreements([agreement], actor, "void", was=was, on=today(), reason=reason.strip())
    tell(AgreementVoided(agreement.pk, agreement.village_id, agreement.household_id))
    return agreement


@action(needs=permissions.SIGN_AGREEMENT)
def sign_agreement(actor: Any, agreement: Agreement, *, signed_on: date | None = None) -> Agreement:
    """Bind both sides: the terms are adopted, the result was shown, the sum still holds for this day; take the number.

    Signing in one village goes one by one (its row is locked), so that numbers leave no gap.
    """
    rows = Agreement.objects.select_related("village", "policy", "result_notice", "household")
    agreement = rows.select_for_update(of=("self", "village"), no_key=True).get(pk=agreement.pk)
    was, agreement.state = agreement.state, AGREEMENT.after("sign", agreement.state)
    day = day_of(signed_on, "signed_on")
    require_ready(agreement, day)
    numbered = Agreement.objects.filter(village=agreement.village_id, number_year=day.year)
    agreement.number_year = day.year
    agreement.number_ordinal = (numbered.aggregate(last=Max("number_ordinal"))["last"] or 0) + 1
    agreement.number = rules.agreement_number(day.year, agreement.village.ordinal, agreement.number_ordinal)
    agreement.signed_on = day
    agreement.save()
    note_agreements([agreement], actor, "sign", was=was, on=day, notice=agreement.result_notice)
    sums = agreement.before_moving, agreement.after_vacating
    tell(
        AgreementSigned(
            agreement.pk, agreement.village_id, agreement.household_id, day, *sums, agreement.is_demonstration
        )
    )
    return agreement


def _require_reason(reason: str, say: str) -> None:
    if not reason.strip():
        raise InvalidInput(fields={"reason": say})
