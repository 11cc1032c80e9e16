"""One person's word on what others asked."""

from __future__ import annotations

from portal.approvals import rules, selectors
from portal.approvals.actions.approvals import ReasonMissing, about, close
from portal.approvals.facts import ApprovalDeclined, ApprovalGranted, VoteCast
from portal.approvals.lifecycle import APPROVAL, Choice
from portal.approvals.models import Approval, Vote
from portal.kernel.actions import PowerOf, action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import InvalidInput, NotPermitted, Refusal, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import POWERS, Actor


class OwnMatter(Refusal):
    """Nobody votes on what he asked, no deputy does it for him, and he does it for nobody."""


class VotedAlready(WrongState):
    """One person, one word in the whole course: as himself or for somebody."""


class MatterChanged(WrongState):
    """What the voter saw is not what was put forward."""

    sentence = "内容在您查看之后有变化，意见没有记录。请刷新页面，核对现在的内容后再办。"


class NotAPerson(NotPermitted):
    """Programs do not vote."""

    sentence = "审批须由本人办理，系统不能代为表示意见。"


POWER_OF_STAGE = PowerOf(
    "(needs of the open stage)", lambda approval: POWERS[approval.open_stage["needs"]], "签批、退回"
)


@action(needs=POWER_OF_STAGE)
def cast_vote(
    actor: Actor,
    approval: Approval,
    *,
    choice: str,
    reason: str = "",
    seen_digest: str | None = None,
    seen_stage: int | None = None,
) -> Approval:
    """Agree, or send back with what is to be added (退回). The last needed vote grants, one sent back declines.

    ``seen_digest`` and ``seen_stage`` are what the voter's page showed; a vote on something else is not taken.
    """
    seen_stage = approval.stage if seen_stage is None else seen_stage
    approval = Approval.objects.select_related("flow_version").locked(approval)
    if actor.user is None:
        raise NotAPerson()
    after = APPROVAL.after("decline" if choice == Choice.DECLINE else "grant", approval.state)
    _check_same(approval, seen_stage, seen_digest)
    _check_choice(choice, reason)
    _check_hands(actor, approval)
    stage = approval.open_stage
    Vote(
        approval=approval,
        stage=approval.stage,
        stage_key=stage["key"],
        voter=actor.user,
        for_principal_id=running_deed().on_behalf_of,
        choice=choice,
        reason=reason.strip(),
    ).save()
    completes = choice == Choice.APPROVE and rules.is_complete(stage, _approving(approval))
    voter = actor.user.pk
    tell(VoteCast(**about(approval), stage=stage["key"], voter_id=voter, choice=choice, completes=completes))
    if choice == Choice.DECLINE:
        close(approval, "decline", approval.state, after, actor, reason.strip())
        tell(ApprovalDeclined(**about(approval)))
    elif completes:
        _go_on(actor, approval, after)
    return approval


def _go_on(actor: Actor, approval: Approval, granted: str) -> None:
    """The stage has its people: the next one begins, or the matter is granted."""
    if approval.stage + 1 < len(approval.flow_version.stages):
        approval.stage += 1
        approval.save()
        return
    close(approval, "grant", approval.state, granted, actor)
    tell(ApprovalGranted(**about(approval)))


def _approving(approval: Approval) -> int:
    return Vote.objects.filter(approval=approval, stage=approval.stage, choice=Choice.APPROVE).count()


def _check_same(approval: Approval, seen_stage: int, seen_digest: str | None) -> None:
    if approval.stage != seen_stage or (seen_digest is not None and seen_digest != approval.digest):
        raise MatterChanged()


def _check_choice(choice: str, reason: str) -> None:
    if choice not in Choice.values:
        raise InvalidInput("请选择同意或退回。", fields={"choice": "请选择同意或退回。"})
    if choice == Choice.DECLINE and not reason.strip():
        raise ReasonMissing("请写明请对方补充什么。", fields={"reason": "请写明请对方补充什么，例如“请补充会议纪要”。"})


def _check_hands(actor: Actor, approval: Approval) -> None:
    """Whoever has a part in it already is told who may act instead (office 7.7)."""
    hands = {actor.user.pk, running_deed().on_behalf_of} - {None}
    if hands & {approval.asked_by_id, approval.asked_for_id}:
        sentence, clause = selectors.others_sentence(approval, "这件事项由您或您代理的同志提出，请由其他同志审批。")
        raise OwnMatter(sentence, clause=clause)
    voted = Vote.objects.filter(approval=approval).values_list("voter_id", "for_principal_id")
    if not rules.may_still_vote(hands, rules.blocked_hands((), voted)):
        sentence, clause = selectors.others_sentence(
            approval, "您或您代理的同志在这项审批中已经表示过意见，请由其他同志审批。"
        )
        raise VotedAlready(sentence, clause=clause)
