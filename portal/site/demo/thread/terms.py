"""Compensation of the demonstration: every rate is invented (示例), no unit has published one."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.site.demo.thread.stage import Stage
from portal.site.demo.thread.survey import COLLECTIVE, LAND
from relocation import actions
from relocation.models import PolicyVersion

RESULT_NOTICE_DAYS = 7
PLACE = "村委会公示栏（演示）"
CHANNEL = "演示村委会，电话0951-0000000"
_TITLES = {COLLECTIVE: "征地补偿安置方案", "state": "房屋征收补偿方案"}


def terms(reward_until: date) -> dict[str, Any]:
    """One step of most kinds, with a reward for whoever signs by a day."""

    def step(key: str, label: str, category: str, kind: str, clause: str, payable: str, **more: Any) -> dict[str, Any]:
        named = {"key": key, "label": label, "category": category, "kind": kind}
        return {**named, "clause": f"示例方案{clause}", "payable": payable, **more}

    def rate(structure: str, legal_status: str, yuan: str) -> dict[str, str]:
        return {"structure": structure, "legal_status": legal_status, "rate": yuan}

    rates = [
        rate("brick_concrete", "legal", "2600"),
        rate("brick_timber", "legal", "2100"),
        rate("brick_timber", "recognised", "1700"),
    ]
    tiers = [{"until": reward_until.isoformat(), "amount": "20000"}]
    return {
        "steps": [
            step("home", "房屋补偿", "home", "per_area", "第六条", "before_moving", rates=rates),
            step("moving", "搬迁费", "moving", "fixed", "第八条", "before_moving", amount="2000"),
            step(
                "first_months", "首期临时安置费", "transition", "per_head", "第九条", "before_moving",
                transitions=["allowance"], rate="500", times=6, times_unit="个月",
            ),
            step(
                "cash", "货币安置奖励", "reward", "percent", "第十条", "after_vacating",
                choices=["cash", "voucher"], of=["home"], percent="10", cap="60000",
            ),
            step(
                "early", "按期签约奖励", "reward", "by_date", "第十一条", "after_vacating",
                dated_by="signed", tiers=tiers,
            ),
        ]
    }  # fmt: skip


def draft_terms(stage: Stage, site: int, *, reward_until: date) -> PolicyVersion:
    """Drafted by 征拆专班 and put up the same day."""
    land, hand = LAND[site], stage.hand("relocation_force")
    policy = actions.draft_policy(
        hand,
        stage.villages[site],
        land_type=land,
        title=f"{stage.villages[site].label}{_TITLES[land]}（示例）",
        document_no=f"示例〔{reward_until.year}〕{site}号",
        terms=terms(reward_until),
        result_notice_days=RESULT_NOTICE_DAYS,
        is_demonstration=True,
    )
    actions.announce_policy(
        hand, policy, place=PLACE, registration="公告期内到村委会登记（演示）", objections_to=CHANNEL
    )
    return policy


def adopt_terms(stage: Stage, policy: PolicyVersion) -> None:
    """By the office, when their notice is over."""
    policy.refresh_from_db()
    actions.adopt_policy(stage.hand("office"), policy, reason="演示会议纪要第6号")
