"""What follows a signature: the 周转房, the empty home, the last settlement."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, WrongState
from portal.kernel.facts import tell
from relocation import permissions
from relocation.actions.moving import day_of, note_agreements
from relocation.facts import AgreementSettled, HouseholdVacated
from relocation.lifecycle import AGREEMENT, AgreementState
from relocation.models import Agreement, Transition


class NoHomeAgreed(WrongState):
    """The household agreed on an allowance, or has its home already."""


@action(needs=permissions.ACCEPT_VACATING)
def provide_transition_home(
    actor: Any,
    agreement: Agreement,
    *,
    home: str,
    provided_on: date | None = None,
) -> Agreement:
    """Hand a 周转房 over to a household that agreed on one."""
    agreement = Agreement.objects.locked(agreement)
    if agreement.state != AgreementState.SIGNED or agreement.transition != Transition.HOME:
        raise NoHomeAgreed("该户协议约定的不是周转用房，或者协议还没有签订、已经腾空，不能登记交付。")
    if agreement.home_provided_on is not None:
        raise NoHomeAgreed("该户的周转用房已登记交付。")
    if not home.strip():
        raise InvalidInput(fields={"home": "请填写周转用房的地点、房号和面积。"})
    agreement.transition_home = home.strip()
    agreement.home_provided_on = day_of(provided_on, "provided_on", not_before=agreement.signed_on)
    agreement.save()
    note_agreements([agreement], actor, "provide_home", was=agreement.state, on=agreement.home_provided_on)
    return agreement


@action(needs=permissions.ACCEPT_VACATING)
def vacate_household(actor: Any, agreement: Agreement, *, vacated_on: date | None = None) -> Agreement:
    """Accept the home as empty. Whoever watches over the payments objects while what is due before moving is open."""
    agreement = Agreement.objects.locked(agreement)
    was, agreement.state = agreement.state, AGREEMENT.after("vacate", agreement.state)
    agreement.vacated_on = day_of(vacated_on, "vacated_on", not_before=agreement.signed_on)
    agreement.save()
    note_agreements([agreement], actor, "vacate", was=was, on=agreement.vacated_on)
    tell(HouseholdVacated(agreement.pk, agreement.village_id, agreement.household_id, agreement.vacated_on))
    return agreement


@action(needs=permissions.SETTLE_AGREEMENT)
def settle_agreement(actor: Any, agreement: Agreement, *, settled_on: date | None = None) -> Agreement:
    """Close it: nothing is owed any more. Whoever watches over the payments objects while something is open."""
    agreement = Agreement.objects.locked(agreement)
    was, agreement.state = agreement.state, AGREEMENT.after("settle", agreement.state)
    agreement.settled_on = day_of(settled_on, "settled_on", not_before=agreement.vacated_on)
    agreement.save()
    note_agreements([agreement], actor, "settle", was=was, on=agreement.settled_on)
    tell(AgreementSettled(agreement.pk, agreement.village_id, agreement.household_id, agreement.settled_on))
    return agreement
