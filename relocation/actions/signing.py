"""What must be so before both sides sign: adopted terms, a result shown long enough, a sum that still holds."""

from __future__ import annotations

from datetime import date

from portal.kernel.errors import DesignError, Refusal
from portal.kernel.money import Money
from relocation import rules
from relocation.actions.drafting import computed
from relocation.lifecycle import PolicyState
from relocation.models import Agreement, PublicNotice
from relocation.policy import digest_of, read_inputs


class PolicyNotAdopted(Refusal):
    """The terms are still being announced, or nobody has adopted them."""


class ResultNoticeRuns(Refusal):
    """The household's result has not been shown for its days."""


class SumChanged(Refusal):
    """Signed on this day, the household would be due another sum than the one that was drafted."""


def require_ready(agreement: Agreement, day: date) -> None:
    """Raises the first of the three that stands in the way."""
    _require_adopted(agreement, day)
    notice = agreement.result_notice
    if notice is None:
        raise DesignError("a constraint says that what is noticed has its notice")
    if not notice.is_over(day):
        ends = rules.notice_words(notice.last_day, notice.days, notice.day_of(day))
        raise ResultNoticeRuns(
            f"该户的结果公示{ends}，现在还不能签订协议。期满没有异议的，请再办理签订。", clause=notice.basis
        )
    inputs = read_inputs(agreement.inputs)
    found = computed(agreement.policy, inputs, day)
    if digest_of(agreement.policy.terms, inputs, found) != agreement.computation_hash:
        raise SumChanged(_sum_words(agreement, found.total, day))


def _require_adopted(agreement: Agreement, day: date) -> None:
    policy = agreement.policy
    if policy.state == PolicyState.ADOPTED and policy.adopted_on is not None and policy.adopted_on <= day:
        return
    notice = PublicNotice.objects.get(policy=policy)
    clause = rules.PLAN_NOTICE_CLAUSES[policy.land_type]
    if not notice.is_over(day):
        ends = rules.notice_words(notice.last_day, notice.days, notice.day_of(day))
        raise PolicyNotAdopted(
            f"《{policy.title}》公告{ends}，现在还不能签订协议。草稿已为您保存，期满且方案确定后即可办理。",
            clause=clause,
        )
    raise PolicyNotAdopted(
        f"《{policy.title}》公告已于{rules.month_day(notice.last_day)}期满，但方案还没有确定，现在还不能签订协议。"
        "草稿已为您保存，请报指挥部办公室审定方案后办理。",
        clause=clause,
    )


def _sum_words(agreement: Agreement, now: Money, day: date) -> str:
    drafted = agreement.total
    if now == drafted:
        return "协议草稿的计算依据与方案不一致，不能签订。请作废后重新起草。"
    more = "多" if now > drafted else "少"
    apart = now - drafted if now > drafted else drafted - now
    return (
        f"按{rules.month_day(day)}签订计算，该户补偿总额比草稿{more}{apart.in_unit('元'):,.2f}元，不能按原草稿签订。"
        "请作废后按实际签订日期重新起草。"
    )
