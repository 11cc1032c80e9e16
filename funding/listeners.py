"""What was checked stands in the ledger; the ceiling of a project's money follows its approved total."""

from __future__ import annotations

from funding.actions import keep_ceiling, keep_receipt, settle_receipt
from funding.flows import RECEIPT_FLOW
from funding.ledger.reading import ceilings
from funding.models import Receipt
from portal.approvals.facts import ApprovalDeclined, ApprovalGranted, ApprovalWithdrawn
from portal.kernel.deeds import running_deed
from portal.kernel.facts import hears
from portal.kernel.permissions import System
from projects.facts import ProjectsLoaded
from projects.models import Village
from projects.selectors.projects import ceiling_of

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
