"""The state of an edition follows the votes of its flow, wherever they were cast."""

from __future__ import annotations

from portal.approvals.facts import ApprovalDeclined, ApprovalGranted, ApprovalWithdrawn, VoteCast
from portal.approvals.lifecycle import Choice
from portal.kernel.deeds import running_deed
from portal.kernel.facts import hears
from portal.reports.actions.course import follow_check, follow_grant, follow_return, follow_vote
from portal.reports.flows import CHECK, EDITION_FLOW


@hears(VoteCast)
def an_edition_was_agreed_to(fact: VoteCast) -> None:
    """The state waits for the last whom a stage needs; the stages are named like the steps that they let through."""
    if fact.flow != EDITION_FLOW.key or fact.choice != Choice.APPROVE:
        return
    if not fact.completes:
        follow_vote(int(fact.key), fact.stage)
    elif fact.stage == CHECK:
        follow_check(int(fact.key))


@hears(ApprovalGranted)
def an_edition_was_signed(fact: ApprovalGranted) -> None:
    if fact.flow == EDITION_FLOW.key:
        follow_grant(int(fact.key), fact.digest)


@hears(ApprovalDeclined)
def an_edition_was_sent_back(fact: ApprovalDeclined) -> None:
    if fact.flow == EDITION_FLOW.key:
        follow_return(int(fact.key), "send_back", _reason())


@hears(ApprovalWithdrawn)
def an_edition_was_recalled(fact: ApprovalWithdrawn) -> None:
    """A person recalls; when the portal withdraws (words changed, draft voided), its deed knows the rest."""
    if fact.flow == EDITION_FLOW.key and running_deed().actor.user is not None:
        follow_return(int(fact.key), "recall", _reason())


def _reason() -> str:
    """The reason stands in the row that the vote or the withdrawal has just written."""
    reasons = [change.after.get("reason") for change in running_deed().changes]
    return next((reason for reason in reasons if reason), "")
