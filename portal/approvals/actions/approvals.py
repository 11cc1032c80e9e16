"""A matter is put to its flow, taken back, or, once granted for one time, used up."""

from __future__ import annotations

from typing import Any

from portal.approvals.actions.flows import load_flows
from portal.approvals.contributions import FLOWS, Matter
from portal.approvals.facts import ApprovalAsked, ApprovalUsed, ApprovalWithdrawn
from portal.approvals.lifecycle import APPROVAL, ApprovalState
from portal.approvals.models import Approval, ApprovalMove, ApprovalUse, FlowVersion
from portal.kernel import clock
from portal.kernel.actions import PowerOf, action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import InvalidInput, NotPermitted, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import PORTAL, Actor, System


class NotAsker(NotPermitted):
    """Only whoever asked takes it back."""

    sentence = "这件事项不是您提出的，不能撤回。请联系提出人办理；不同意的，可以退回。"


class ReasonMissing(InvalidInput):
    """A step that needs its reason."""


class NotGranted(WrongState):
    """Nothing can be done upon what was not granted, or was used already."""

    sentence = "这项审批没有同意，或者已经用过，不能据此办理。需要办理的，请重新提请审批。"


POWER_TO_ASK = PowerOf("(asks of the flow)", lambda matter: FLOWS[matter.flow].asks, "提请审批")


@action(needs=POWER_TO_ASK)
def ask_approval(actor: Actor, matter: Matter, *, title: str, digest: str, reason: str = "") -> Approval:
    """Put a matter to its flow in the version of now. Raises BrokenInvariant when it is before the flow already.

    ``title`` is what people read in their lists (no personal data of residents), ``digest`` fixes what they vote on.
    """
    approval = Approval(
        flow=matter.flow,
        flow_version=_version_in_force(matter.flow),
        label=matter.label,
        key=matter.key,
        title=title.strip(),
        reason=reason.strip(),
        village_ids=sorted(matter.villages),
        digest=digest,
        asked_by=actor.user,
        asked_for_id=running_deed().on_behalf_of,
    )
    approval.save()
    note_move(approval, "ask", "", actor, approval.reason)
    tell(ApprovalAsked(**about(approval)))
    return approval


@action(needs=POWER_TO_ASK)
def withdraw_approval(actor: Actor, approval: Approval, *, reason: str) -> Approval:
    """Take a matter back before it is decided. The portal itself does so when what was put forward has changed."""
    approval = Approval.objects.locked(approval)
    before, after = approval.state, APPROVAL.after("withdraw", approval.state)
    hands = {actor.user.pk if actor.user else None, running_deed().on_behalf_of}
    if actor.user is not None and not hands & {approval.asked_by_id, approval.asked_for_id} - {None}:
        raise NotAsker()
    if not reason.strip():
        raise ReasonMissing("请写明撤回原因。", fields={"reason": "请写明撤回原因。"})
    close(approval, "withdraw", before, after, actor, reason.strip())
    tell(ApprovalWithdrawn(**about(approval)))
    return approval


@action(needs=POWER_TO_ASK)
def use_approval(actor: Actor, approval: Approval, *, by: Any = None) -> ApprovalUse:
    """Use up what was granted for one time, inside the deed that it allows. Raises NotGranted.

    ``by`` is the person whose deed it is, where the portal notes the use for him.
    """
    approval = Approval.objects.locked(approval)
    if approval.state != ApprovalState.GRANTED or ApprovalUse.objects.filter(approval=approval).exists():
        raise NotGranted()
    deed = running_deed()
    use = ApprovalUse(approval=approval, deed_id=deed.cause or deed.id, by=by or actor.user)
    use.save()
    tell(ApprovalUsed(**about(approval)))
    return use


def _version_in_force(flow: str) -> FlowVersion:
    newest = FlowVersion.objects.filter(key=flow).order_by("-version")
    if not newest.exists():
        load_flows(System("载入审批流程"), PORTAL)
    return newest[0]


def about(approval: Approval) -> dict[str, Any]:
    """What every fact of an approval carries."""
    return {
        "approval_id": approval.pk,
        "flow": approval.flow,
        "label": approval.label,
        "key": approval.key,
        "digest": approval.digest,
    }


def close(approval: Approval, verb: str, before: str, after: str, actor: Actor, reason: str = "") -> None:
    """End an approval with the move that says how."""
    approval.state, approval.closed_at = after, clock.now()
    approval.save()
    note_move(approval, verb, before, actor, reason)


def note_move(approval: Approval, verb: str, before: str, actor: Actor, reason: str = "") -> None:
    ApprovalMove(
        approval=approval,
        verb=verb,
        from_state=before,
        to_state=approval.state,
        by=actor.user,
        on_behalf_of_id=running_deed().on_behalf_of,
        reason=reason,
    ).save()
