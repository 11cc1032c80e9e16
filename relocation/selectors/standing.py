"""Why the next step of an agreement cannot be taken yet, in sentences, before anybody tries."""

from __future__ import annotations

from datetime import date

from relocation.lifecycle import AgreementState, PolicyState
from relocation.models import Agreement, PublicNotice
from relocation.rules import month_day, notice_words


def what_is_missing(agreement: Agreement, day: date) -> list[str]:
    """What stands between this agreement and its signature on this day; empty from then on."""
    match agreement.state:
        case AgreementState.DRAFT:
            return ["协议是草稿，待起草人以外的同志审核。"]
        case AgreementState.REVIEWED:
            return ["协议已审核，待结果公示。"]
        case AgreementState.NOTICED:
            return [*_plan(agreement, day), *_result(agreement, day), *_late(agreement, day)]
    return []


def _plan(agreement: Agreement, day: date) -> list[str]:
    policy = agreement.policy
    if policy.state == PolicyState.ADOPTED:
        return []
    notice = PublicNotice.objects.get(policy=policy)
    if not notice.is_over(day):
        ends = notice_words(notice.last_day, notice.days, notice.day_of(day))
        return [f"《{policy.title}》公告{ends}，期满且方案确定后可以签订。"]
    return [f"《{policy.title}》公告已于{month_day(notice.last_day)}期满，待指挥部办公室审定方案。"]


def _result(agreement: Agreement, day: date) -> list[str]:
    notice = agreement.result_notice
    if notice is None or notice.is_over(day):
        return []
    return [f"结果公示{notice_words(notice.last_day, notice.days, notice.day_of(day))}，期满后可以签订。"]


def _late(agreement: Agreement, day: date) -> list[str]:
    if day <= agreement.sign_by:
        return []
    return [f"已过约定的签订期限（{month_day(agreement.sign_by)}），奖励档次有变化的须重新起草。"]
