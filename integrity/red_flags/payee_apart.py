"""The money of an agreement goes to somebody who did not sign it."""

from __future__ import annotations

from collections.abc import Iterator

from integrity.red_flags import SERIOUS, Hit, red_flag
from relocation.selectors.doubtful import agreements_paid_to_others


@red_flag(
    "payee-is-not-signatory",
    "收款人与签约人不一致",
    rule="已签订的协议，收款账户户名与签约人姓名不同。",
    clause="审计署固定资产投资审计清单7.6.4（虚报冒领）",
    severity=SERIOUS,
    hit="协议由甲签订，收款账户户名是乙。",
    near_miss="户名与签约人相同；尚未签订或已作废的协议。",
)
def payee_apart() -> Iterator[Hit]:
    for agreement in agreements_paid_to_others():
        yield Hit(
            f"relocation.agreement:{agreement.agreement_id}",
            f"协议{agreement.number}",
            "收款账户户名与签约人姓名不同。",
            agreement.village_id,
            is_demonstration=agreement.is_demonstration,
        )
