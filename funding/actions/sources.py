"""Sources of money are opened with what they may be used for; a later rule is added beside the earlier ones."""

from __future__ import annotations

from typing import Any

from funding import ledger
from funding.facts import SourceOpened, SourceRuleAdded
from funding.models import Source
from funding.permissions import KEEP_SOURCES
from portal.kernel.actions import action
from portal.kernel.facts import tell
from portal.kernel.money import Money
from portal.kernel.permissions import Actor
from projects.models import Village


@action(needs=KEEP_SOURCES)
def open_source(
    actor: Actor,
    portal: Any,
    *,
    name: str,
    kind: ledger.SourceKind,
    rule: ledger.Rule,
    giver: str,
    document: str,
    bank: str,
    account_tail: str,
    village: Village | None = None,
    is_demonstration: bool = False,
) -> Source:
    """Enter a source with its first rule. Raises BrokenInvariant.

    ``rule.clause`` is the clause of the loan contract or of the office's own rules, as the office typed it in.
    """
    source = Source(
        name=name.strip(),
        kind=kind,
        giver=giver.strip(),
        document=document.strip(),
        bank=bank.strip(),
        account_tail=account_tail,
        village=village,
        is_demonstration=is_demonstration,
        opened_by=actor.user,
    )
    source.save()
    ledger.open_source(
        source.pk,
        name=source.name,
        kind=kind,
        village_id=source.village_id,
        is_demonstration=source.is_demonstration,
        rule=rule,
        created_by=actor.user.pk if actor.user else None,
        approved_by=None,
    )
    tell(SourceOpened(source_id=source.pk, kind=kind))
    return source


@action(needs=KEEP_SOURCES)
def add_source_rule(actor: Actor, source: Source, *, rule: ledger.Rule) -> int:
    """Enter a next version of what a source may be used for, from its day on; its number. Raises BrokenInvariant."""
    version = ledger.add_rule(source.pk, rule=rule, created_by=actor.user.pk if actor.user else None, approved_by=None)
    tell(SourceRuleAdded(source.pk, version))
    return version


@action(needs=KEEP_SOURCES)
def keep_ceiling(actor: Actor, village: Village, *, amount: Money, basis: str) -> None:
    """Hold what is received for and paid out of a project's pool under its approved total."""
    ledger.set_ceiling(village.pk, amount=amount, basis=basis)
