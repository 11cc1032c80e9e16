"""Handing out the agreement on paper: it bears whole names and an account, so that it is a deed with its entry."""

from __future__ import annotations

from typing import Any

from portal.kernel.actions import action
from portal.kernel.facts import tell
from portal.reports.blocks import Paper
from relocation import permissions
from relocation.actions.moving import today
from relocation.facts import AgreementPrinted
from relocation.models import Agreement, AgreementLine
from relocation.papers import agreement_paper


@action(needs=permissions.REVEAL_HOUSEHOLDS)
def hand_out_agreement(actor: Any, agreement: Agreement) -> Paper:
    """The paper of an agreement, as plain blocks; what is not signed is marked 草稿."""
    rows = Agreement.objects.select_related("household", "policy")
    agreement = rows.get(pk=agreement.pk)
    lines = list(AgreementLine.objects.filter(agreement=agreement).order_by("ordinal"))
    tell(AgreementPrinted(agreement.pk, agreement.village_id, agreement.household_id))
    return agreement_paper(agreement, lines, agreement.unsealed("payee_account"), today())
