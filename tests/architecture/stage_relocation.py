"""What stands of relocation in each village of the table: terms of every state, and agreements on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from relocation import actions
from relocation.models import Agreement, Household, NoticeObjection, PolicyVersion, PublicNotice
from tests.clock import stand_at
from tests.relocation import thread
from tests.world import WHY


@dataclass(frozen=True)
class Relocation:
    """Of one village: a drafted and an adopted version, a result notice with an objection, a household that was
    offered nothing yet, and agreements that wait for their review, their notice and their signature, and a signed one.
    """

    drafted: PolicyVersion
    adopted: PolicyVersion
    notice: PublicNotice
    objection: NoticeObjection
    household: Household
    draft: Agreement
    reviewed: Agreement
    ready: Agreement
    signed: Agreement


def relocation_of(village: Any, now: datetime) -> Relocation:
    """Made by its deeds sixty and twenty days ago and today."""
    stand_at(now - timedelta(days=60))
    policy = thread.announced_policy(village)
    stand_at(now - timedelta(days=20))
    adopted = actions.adopt_policy(WHY, policy, reason="测试会议纪要")
    homes = [thread.household(village, f"{number:04}") for number in range(1, 6)]
    shown = [
        thread.reviewed(homes[0], sign_by=now.date()),
        thread.reviewed(homes[1], sign_by=now.date(), transition="home"),
    ]
    notice = actions.publish_results(WHY, village, agreements=shown, place=thread.PLACE, objections_to=thread.CHANNEL)
    stand_at(now)
    return Relocation(
        drafted=thread.drafted_policy(village),
        adopted=adopted,
        notice=notice,
        objection=actions.record_objection(WHY, notice, matter="面积有出入"),
        household=homes[4],
        draft=thread.drafted(homes[2]),
        reviewed=thread.reviewed(homes[3]),
        ready=thread.again(shown[0]),
        signed=actions.sign_agreement(WHY, shown[1]),
    )
