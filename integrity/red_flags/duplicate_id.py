"""One person is counted in two households."""

from __future__ import annotations

from collections.abc import Iterator

from integrity.red_flags import SERIOUS, Hit, red_flag
from relocation.selectors.doubtful import members_of_two_households


@red_flag(
    "duplicate-id",
    "证件号码重复",
    rule="同一证件号码登记在两户以上的家庭成员中（撤销的户、停用的成员不算）。",
    clause="审计署固定资产投资审计清单7.6.4（虚报冒领）",
    severity=SERIOUS,
    hit="同一证件号码，既是甲户第1人，又是乙户第2人。",
    near_miss="同一户内更正过的成员；另一户已撤销；未登记证件号码。",
)
def duplicate_id() -> Iterator[Hit]:
    for member in members_of_two_households():
        yield Hit(
            f"relocation.householdmember:{member.id}",
            f"{member.number}户第{member.ordinal}人",
            f"该成员的证件号码在另外{member.others}户也有登记。",
            member.village_id,
            (member.recorded_by,) if member.recorded_by else (),
            member.is_demonstration,
        )
