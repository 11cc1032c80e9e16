"""What of relocation stands in the way of its own deeds."""

from __future__ import annotations

from portal.kernel.gates import Objection, objects
from relocation.facts import HouseholdWithdrawn
from relocation.lifecycle import AgreementState
from relocation.models import Agreement

CIVIL_CODE = "《民法典》第五百四十三条"


@objects("household-with-agreement", to=HouseholdWithdrawn, clause=CIVIL_CODE, label="已有协议的户")
def household_with_agreement_stays(fact: HouseholdWithdrawn) -> Objection | None:
    """What an agreement rests on is not taken away beneath it, whether it is signed or still on its way."""
    standing = Agreement.objects.filter(household=fact.household_id).exclude(state=AgreementState.VOID)
    if (agreement := standing.order_by("-pk").first()) is None:
        return None
    return Objection(
        f"该户已有搬迁协议（{AgreementState(agreement.state).label}），现在不能撤销登记。"
        "没有签订的，请先作废协议；已签订的，由双方协商一致后办理补充协议。"
    )
