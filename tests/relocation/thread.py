"""Builders of the thread, by real actions: a household, adopted terms, an agreement in the state that is asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.kernel import clock
from portal.kernel.deeds import Deed, running
from portal.kernel.permissions import PORTAL
from relocation import actions
from relocation.models import Agreement, Building, Household, HouseholdMember, LandType, PolicyVersion
from tests import world
from tests.clock import go_on
from tests.relocation.terms import TERMS

ACCOUNT = "6222020200112233445"
PLACE, CHANNEL = "村委会公示栏", "村委会，电话0951-0000000（示例）"


def household(
    village: Any,
    number: str = "0001",
    *,
    name: str = "示例甲",
    heads: int = 4,
    land: str = LandType.COLLECTIVE,
    areas: tuple[str, ...] = ("98.55",),
    illegal: str = "",
) -> Household:
    """A surveyed household."""
    token = running.set(Deed("tests.survey", world.WHY, PORTAL, cause=None))
    try:
        made = Household(
            village=village,
            number=number,
            holder_name=name,
            door=f"示例巷{number}号",
            land_type=land,
            surveyed_on=clock.today(),
        )
        made.save()
        for ordinal in range(1, heads + 1):
            HouseholdMember(
                household=made, ordinal=ordinal, name=f"{name}{ordinal}", relation="head" if ordinal == 1 else "child"
            ).save()
        for ordinal, area in enumerate(areas, 1):
            Building(
                household=made,
                ordinal=ordinal,
                label="主房" if ordinal == 1 else f"房{ordinal}",
                structure="brick_concrete",
                legal_status="legal",
                area=area,
            ).save()
        if illegal:
            Building(
                household=made,
                ordinal=len(areas) + 1,
                label="东侧彩钢房",
                structure="light_steel",
                legal_status="illegal",
                area=illegal,
            ).save()
    finally:
        running.reset(token)
    return made


def drafted_policy(village: Any, by: Any = world.WHY, **inputs: Any) -> PolicyVersion:
    given = {
        "land_type": LandType.COLLECTIVE, "title": "示例村征地补偿安置方案", "document_no": "示例〔2026〕1号",
        "terms": TERMS, "result_notice_days": 7, **inputs,
    }  # fmt: skip
    return actions.draft_policy(by, village, **given)


def announced_policy(village: Any, **inputs: Any) -> PolicyVersion:
    policy = drafted_policy(village, **inputs)
    actions.announce_policy(world.WHY, policy, place=PLACE, registration="公告期内到村委会登记", objections_to=CHANNEL)
    policy.refresh_from_db()
    return policy


def adopted_policy(village: Any, **inputs: Any) -> PolicyVersion:
    """Terms whose notice has run: forty days pass."""
    policy = announced_policy(village, **inputs)
    go_on(timedelta(days=40))
    return actions.adopt_policy(world.WHY, policy, reason="示例会议纪要〔2026〕3号")


def inputs_of_draft(**changed: Any) -> dict[str, Any]:
    today = clock.today()
    given = {
        "choice": "return", "transition": "allowance", "transition_term": "24个月",
        "exchange_home": "示例安置小区，100平方米", "payment_term": "签订后30日内",
        "sign_by": today + timedelta(days=20), "move_by": today + timedelta(days=60),
        "payee_name": "示例甲", "payee_bank": "示例银行兴庆支行", "payee_account": ACCOUNT, "signatory_name": "示例甲",
    }  # fmt: skip
    return {**given, **changed}


def drafted(of: Household, by: Any = world.WHY, **changed: Any) -> Agreement:
    return actions.draft_agreement(by, of, **inputs_of_draft(**changed))


def reviewed(of: Household, **changed: Any) -> Agreement:
    made = drafted(of, **changed)
    [agreement] = actions.review_agreements(world.WHY, of.village, agreements=[made])
    return agreement


def noticed(of: Household, **changed: Any) -> Agreement:
    agreement = reviewed(of, **changed)
    actions.publish_results(world.WHY, of.village, agreements=[agreement], place=PLACE, objections_to=CHANNEL)
    return again(agreement)


def ready(of: Household, **changed: Any) -> Agreement:
    """Its result was shown for its days."""
    agreement = noticed(of, **changed)
    go_on(timedelta(days=8))
    return agreement


def signed(of: Household, **changed: Any) -> Agreement:
    return actions.sign_agreement(world.WHY, ready(of, **changed))


def again(agreement: Agreement) -> Agreement:
    return Agreement.objects.get(pk=agreement.pk)


def day(text: str) -> date:
    return date.fromisoformat(text)


def one_more(of: Household) -> None:
    """Somebody of the household was forgotten, and is surveyed now."""
    token = running.set(Deed("tests.survey", world.WHY, PORTAL, cause=None))
    try:
        HouseholdMember(household=of, ordinal=99, name="示例乙", relation="other").save()
    finally:
        running.reset(token)


def without_gates(monkeypatch: Any) -> None:
    """Whoever watches over the payments is tested where it stands."""
    monkeypatch.setattr("portal.kernel.gates.OBJECTORS", [])
