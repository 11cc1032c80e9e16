"""commit_funds: what a signature makes payable is committed by it, in few statements, and the trail names the cause."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.facts import FundsCommitted
from funding.models import Commitment
from integrity.models import AuditEntry
from portal.kernel.errors import BrokenInvariant
from relocation import actions as relocation
from tests import world
from tests.clock import go_on
from tests.funding.chain import balance
from tests.funding.money import in_a_deed
from tests.relocation import thread

MOST_STATEMENTS = 15


@pytest.mark.database
def test_one_signature_is_one_transaction_of_few_statements(transactional_db):
    """Counted on the connection of a real commit: savepoints are statements, BEGIN, COMMIT and triggers are not."""
    world.seeded()
    village = world.village(2)
    thread.adopted_policy(village)
    agreement = thread.noticed(thread.household(village))
    go_on(timedelta(days=8))
    force = world.actor(world.holder("relocation_force", village))
    assert force.holdings
    with CaptureQueriesContext(connection) as ran:
        signed = relocation.sign_agreement(force, agreement)
    told = [one["sql"] for one in ran.captured_queries if one["sql"] not in ("BEGIN", "COMMIT")]
    assert len(told) <= MOST_STATEMENTS, "\n".join(told)
    assert len(told) < len(ran.captured_queries), "one transaction of its own"

    before, after = Commitment.objects.filter(agreement=signed).order_by("pk")
    assert (before.stage, before.amount) == ("before_moving", signed.before_moving)
    assert (after.stage, after.amount) == ("after_vacating", signed.after_vacating)
    assert balance(f"commitment:{before.pk}") == signed.before_moving.fen
    assert -balance(f"promised:{village.pk}") == signed.total.fen

    entries = [json.loads(body) for body in AuditEntry.objects.order_by("pk").values_list("body", flat=True)]
    signature = next(entry for entry in entries if entry["action"] == "relocation.sign_agreement")
    committing = [entry for entry in entries if entry["action"] == "funding.commit_funds"]
    assert {entry["cause"] for entry in committing} == {signature["deed"]}
    told = [fact["fact"] for entry in committing for fact in entry["facts"]]
    assert told == ["FundsCommitted", "FundsCommitted"]


def test_what_comes_to_nothing_is_not_committed_and_a_stage_only_once(village, deeds):
    thread.adopted_policy(village)
    agreement = thread.ready(thread.household(village))
    deeds.clear()
    signed = relocation.sign_agreement(world.WHY, agreement)
    stages = {"before_moving": signed.before_moving, "after_vacating": signed.after_vacating}
    committed = Commitment.objects.filter(agreement=signed)
    assert {row.stage: row.amount for row in committed} == {stage: sum_ for stage, sum_ in stages.items() if sum_}
    assert deeds[0].facts == [
        FundsCommitted(row.pk, village.pk, row.stage, row.amount) for row in committed.order_by("pk")
    ]
    first = committed.order_by("pk")[0]
    again = Commitment(
        village=village,
        agreement=signed,
        stage=first.stage,
        amount=first.amount,
        committed_on=first.committed_on,
    )
    with pytest.raises(BrokenInvariant, match="已经列入，不能重复列入"):
        in_a_deed(again.save)
