"""What the edition says of doubts: how many, and no word about which (rules 3.3, section 8)."""

from __future__ import annotations

from collections.abc import Iterator

from integrity.lifecycle import FindingState
from integrity.permissions import VIEW_FINDINGS
from integrity.selectors.findings import findings_of
from portal.reports.blocks import Block, Text
from portal.reports.contributions import Figure, Scope, section

UNIT, MARK = "条", "※"


@section("integrity.findings", "廉政与审计", order=80, needs=VIEW_FINDINGS)
def doubts(scope: Scope) -> Iterator[Block | Figure]:
    """New ones since the edition before, and how all of them stand; absent while there never was one."""
    found = findings_of(scope.villages, scope.previous.cut_off, scope.cut_off, scope.known_at)
    if not found.stood:
        return
    mark = MARK if found.is_demonstration else ""
    stand = [FindingState.CHECKING, FindingState.CLEARED, FindingState.CONFIRMED, FindingState.TRANSFERRED]
    told = "，".join(f"{state.label}{len(found.in_state(state))}{UNIT}{mark}" for state in stand)
    note = f"{MARK}为演示数据。" if mark else ""
    yield Text(
        f"{scope.period_word}新增疑点{len(found.raised)}{UNIT}{mark}；截至数据时点，{told}。疑点只是核查的起点。{note}"
    )
    yield _figure("raised", "新增疑点", found.raised)
    for state in stand:
        yield _figure(state.value, f"疑点{state.label}", found.in_state(state))


def _figure(what: str, label: str, keys: tuple[str, ...]) -> Figure:
    counted = dict.fromkeys(keys, 1)
    return Figure(f"integrity.findings.{what}", label, numerator=len(keys), unit=UNIT, counted=counted)
