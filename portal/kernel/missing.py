"""The five words for what is not there: each says something else, and none of them is 0 or an empty cell (office.md 4).

Which one, by the first question that is answered with yes:

1. Does the thing exist for this village or page at all? No: `NOT_APPLICABLE`.
2. Has the village (the work, the period) not begun, so that nothing could be due? `NOT_STARTED`, printed as a dash.
3. Was a unit bound to report it by now, and did not? `NOT_REPORTED`.
4. Does the portal hold it, but this page is not the place for it (pages and papers of the public)? `NOT_PUBLIC`.
5. Else it is something that anybody entitled might have typed in, and nobody did: `NOT_ENTERED`.
"""

from __future__ import annotations

from enum import StrEnum


class Missing(StrEnum):
    NOT_REPORTED = "未报"
    NOT_ENTERED = "未录入"
    NOT_PUBLIC = "未公开"
    NOT_APPLICABLE = "不适用"
    NOT_STARTED = "—"

    @property
    def sentence(self) -> str:
        """What stands in the place of a whole list or panel."""
        return _SENTENCES[self]


_SENTENCES = {
    Missing.NOT_REPORTED: "应报的单位还没有报数。",
    Missing.NOT_ENTERED: "还没有人录入。",
    Missing.NOT_PUBLIC: "资料已有，不在本页公开。",
    Missing.NOT_APPLICABLE: "此处没有这项内容。",
    Missing.NOT_STARTED: "该点位尚未启动。",
}
