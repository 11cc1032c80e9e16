"""What was checked stands in the ledger; the ceiling of a project's money follows its approved total; signatures commit
funds; payments follow the votes of their flow, wherever they were cast.
"""

from __future__ import annotations

from funding.actions import commit_funds, keep_ceiling, keep_receipt, settle_receipt
from funding.actions.commitments import BY_SIGNATURE, Promised
from funding.actions.course import follow
from funding.flows import APPROVE, PAYMENT_FLOW, RECEIPT_FLOW, REVIEW
from funding.ledger.reading import ceilings
from funding.models import CommitmentStage, Receipt
from portal.approvals.facts import ApprovalDeclined, ApprovalGranted, ApprovalWithdrawn, VoteCast
from portal.approvals.lifecycle import Choice
from portal.kernel.deeds import running_deed
from portal.kernel.facts import hears
from portal.kernel.permissions import System
from projects.facts import ProjectsLoaded
from projects.models import Village
from projects.selectors.projects import ceiling_of
from relocation.facts import AgreementSigned

CHECKED = System("按两人同意的审批办理")
FOLLOWED = System("按项目总投资更新资金上限")


@hears(ApprovalGranted)
def money_stands_in_the_ledger_when_a_second_person_agreed(fact: ApprovalGranted) -> None:
    if fact.flow == RECEIPT_FLOW.key:
        keep_receipt(CHECKED, Receipt.objects.get(pk=int(fact.key)), checked_by=running_deed().actor.user.pk)


@hears(ApprovalDeclined)
def what_was_sent_back_is_not_entered(fact: ApprovalDeclined) -> None:
    if fact.flow == RECEIPT_FLOW.key:
        settle_receipt(CHECKED, Receipt.objects.get(pk=int(fact.key)), verb="decline")


@hears(ApprovalWithdrawn)
def what_was_taken_back_is_not_entered(fact: ApprovalWithdrawn) -> None:
    if fact.flow == RECEIPT_FLOW.key:
        settle_receipt(CHECKED, Receipt.objects.get(pk=int(fact.key)), verb="withdraw")


@hears(ProjectsLoaded)
def the_ceiling_follows_the_approved_total(fact: ProjectsLoaded) -> None:
    """Villages without a public or approved total have none."""
    if not fact.ceilings:
        return
    known, villages = ceilings(), Village.objects.in_bulk()
    for number, approved in sorted(ceiling_of(villages).items()):
        if known.get(number) != approved.amount:
            basis = approved.document or approved.source
            keep_ceiling(FOLLOWED, villages[number], amount=approved.amount, basis=basis)


@hears(AgreementSigned)
def a_signature_commits_funds(fact: AgreementSigned) -> None:
    parts = {CommitmentStage.BEFORE_MOVING: fact.before_moving, CommitmentStage.AFTER_VACATING: fact.after_vacating}
    if any(parts.values()):
        promised = Promised(fact.village_id, parts, fact.signed_on, fact.is_demonstration, fact.agreement_id)
        commit_funds(BY_SIGNATURE, promised)


@hears(VoteCast)
def an_application_was_agreed_to(fact: VoteCast) -> None:
    """The payments wait for the last whom a stage needs; the last vote of all is heard as what it grants."""
    if fact.flow != PAYMENT_FLOW.key or fact.choice != Choice.APPROVE:
        return
    if not fact.completes or fact.stage == REVIEW:
        follow(int(fact.key), fact.stage, is_last=fact.completes)


@hears(ApprovalGranted)
def an_application_was_approved(fact: ApprovalGranted) -> None:
    if fact.flow == PAYMENT_FLOW.key:
        follow(int(fact.key), APPROVE, digest=fact.digest)


@hears(ApprovalDeclined)
def an_application_was_returned(fact: ApprovalDeclined) -> None:
    if fact.flow == PAYMENT_FLOW.key:
        follow(int(fact.key), "return", reason=_reason())


@hears(ApprovalWithdrawn)
def an_application_was_withdrawn(fact: ApprovalWithdrawn) -> None:
    if fact.flow == PAYMENT_FLOW.key:
        follow(int(fact.key), "withdraw", reason=_reason())


def _reason() -> str:
    """The reason stands in the row that the vote or the withdrawal has just written."""
    reasons = [change.after.get("reason") for change in running_deed().changes]
    return next((reason for reason in reasons if reason), "")
