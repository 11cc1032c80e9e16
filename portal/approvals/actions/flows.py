"""Flows: loaded as their apps contribute them, tightened by the office with a reason."""

from __future__ import annotations

from collections.abc import Mapping

from portal.approvals.contributions import FLOWS, Flow
from portal.approvals.facts import FlowPublished
from portal.approvals.models import FlowVersion
from portal.approvals.permissions import SET_FLOWS
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Portal

MOST_VOTES = 9


class UnfitFlow(InvalidInput):
    """Nothing changes, the reason is missing, or fewer people would decide than the flow was made for."""


@action(needs=SET_FLOWS)
def load_flows(actor: Actor, target: Portal) -> list[FlowVersion]:
    """Enter each contributed flow that is not known yet as its version 1. What the office published stays."""
    known = set(FlowVersion.objects.values_list("key", flat=True))
    return [_publish(flow, 1, _stages(flow, {})) for flow in FLOWS if flow.key not in known]


@action(needs=SET_FLOWS)
def publish_flow(actor: Actor, target: Portal, *, flow: str, votes: Mapping[str, int], reason: str) -> FlowVersion:
    """Publish a new version of a flow: how many people each stage needs from now on, never fewer than it was made for.

    ``votes`` maps the keys of stages to people; a stage that is left out keeps its number.
    """
    standing = FlowVersion.objects.filter(key=flow).order_by("-version").first()
    if standing is None or flow not in FLOWS:
        raise UnfitFlow("没有这个审批流程。请从流程列表中选择。")
    made = FLOWS[flow]
    _check_votes(made, votes)
    if not reason.strip():
        raise UnfitFlow("请写明调整原因。", fields={"reason": "请写明调整原因。"})
    kept = {stage["key"]: int(stage["votes"]) for stage in standing.stages}
    stages = _stages(made, {**kept, **votes})
    if stages == standing.stages:
        raise UnfitFlow("各环节人数与现行流程相同，不需要发布新版。")
    return _publish(made, standing.version + 1, stages, actor=actor, reason=reason.strip())


def _check_votes(flow: Flow, votes: Mapping[str, int]) -> None:
    least = {stage.key: stage.votes for stage in flow.stages}
    fields = {
        key: f"应为{least[key]}至{MOST_VOTES}人。"
        for key, number in votes.items()
        if key in least and not least[key] <= number <= MOST_VOTES
    }
    if unknown := sorted(set(votes) - set(least)):
        raise UnfitFlow(f"流程中没有这个环节：{'、'.join(unknown)}。")
    if fields:
        raise UnfitFlow("审批人数不能少于流程规定的人数。请按提示更正。", fields=fields)


def _stages(flow: Flow, votes: Mapping[str, int]) -> list[dict[str, str | int]]:
    return [
        {
            "key": stage.key,
            "label": stage.label,
            "needs": stage.needs.key,
            "votes": max(stage.votes, votes.get(stage.key, 0)),
        }
        for stage in flow.stages
    ]


def _publish(
    flow: Flow,
    version: int,
    stages: list[dict[str, str | int]],
    *,
    actor: Actor | None = None,
    reason: str = "",
) -> FlowVersion:
    row = FlowVersion(
        key=flow.key,
        version=version,
        label=flow.label,
        stages=stages,
        reason=reason,
        published_by=actor.user if actor else None,
    )
    row.save()
    tell(FlowPublished(row.key, row.version))
    return row
