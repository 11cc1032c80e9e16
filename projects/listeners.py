"""What projects does when others agreed, and how an agreement is used up by the deed that it was for."""

from __future__ import annotations

from portal.accounts.facts import PasswordReset, SecondFactorRemoved
from portal.approvals import selectors as approvals
from portal.approvals.actions import use_approval
from portal.approvals.facts import ApprovalDeclined, ApprovalGranted, ApprovalWithdrawn
from portal.kernel.deeds import running_deed
from portal.kernel.facts import hears
from portal.kernel.permissions import System
from projects.actions import end_grant, enter_backfill, settle_backfill
from projects.flows import END_READER_GRANT, ENTER_BACKFILL
from projects.models import Backfill, RoleGrant
from projects.selectors.guards import Reset, agreed_reset

AGREED = System("按两人同意的审批办理")


@hears(ApprovalGranted)
def a_readers_grant_ends_when_another_agreed(fact: ApprovalGranted) -> None:
    if fact.flow == END_READER_GRANT.key:
        approval = approvals.approval(fact.approval_id)
        end_grant(AGREED, RoleGrant.objects.get(pk=int(fact.key)), reason=approval.reason)
        use_approval(AGREED, approval, by=running_deed().actor.user)


@hears(ApprovalGranted)
def history_is_entered_when_a_second_person_agreed(fact: ApprovalGranted) -> None:
    if fact.flow == ENTER_BACKFILL.key:
        enter_backfill(AGREED, Backfill.objects.get(pk=int(fact.key)))


@hears(ApprovalDeclined)
def history_that_was_sent_back_is_not_entered(fact: ApprovalDeclined) -> None:
    if fact.flow == ENTER_BACKFILL.key:
        settle_backfill(AGREED, Backfill.objects.get(pk=int(fact.key)), verb="decline")


@hears(ApprovalWithdrawn)
def history_that_was_taken_back_is_not_entered(fact: ApprovalWithdrawn) -> None:
    if fact.flow == ENTER_BACKFILL.key:
        settle_backfill(AGREED, Backfill.objects.get(pk=int(fact.key)), verb="withdraw")


@hears(PasswordReset)
def the_agreement_on_a_password_is_used(fact: PasswordReset) -> None:
    _use(fact.user_id, Reset.PASSWORD)


@hears(SecondFactorRemoved)
def the_agreement_on_a_second_factor_is_used(fact: SecondFactorRemoved) -> None:
    _use(fact.user_id, Reset.SECOND_FACTOR)


def _use(user_id: int, what: Reset) -> None:
    by = running_deed().actor.user
    if by is not None and (row := agreed_reset(user_id, what, by.pk)):
        use_approval(AGREED, approvals.approval(row.id), by=by)
