"""A doubt about quality was closed although nobody looked at the last repair."""

from __future__ import annotations

from collections.abc import Iterator

from integrity.red_flags import SERIOUS, Hit, red_flag
from quality.selectors.closed_unseen import closed_unseen as closed_without


@red_flag(
    "closed-without-reinspection",
    "未经复查即销号",
    rule="质询已销号，但最后一次整改没有复查通过的记录。",
    clause="质量质询整改、复查、销号的办理要求（本级）",
    severity=SERIOUS,
    hit="已销号，最后一次整改之后没有复查，或者复查未通过。",
    near_miss="最后一次整改复查通过后销号；核实不属实；未整改了结并写明原因。",
)
def closed_unseen() -> Iterator[Hit]:
    for complaint in closed_without():
        yield Hit(
            f"quality.complaint:{complaint.id}",
            complaint.number,
            "已销号，最后一次整改没有复查通过的记录。",
            complaint.village_id,
            complaint.closed_by,
            complaint.is_demonstration,
        )
