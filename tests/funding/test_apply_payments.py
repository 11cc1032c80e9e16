"""apply_payments: stages of many agreements in one application and one deed; a stage is asked for and paid once."""

import pytest

from funding import actions
from funding.actions.applying import ApplicationUnfit, AskedAlready, NotPayableYet
from funding.facts import PaymentApplied
from funding.ledger import Use
from funding.models import Commitment, CommitmentStage, Payment, PaymentMove
from funding.selectors.commitments import commitments_of_household, payable_now
from integrity.models import AuditEntry
from portal.approvals.models import Approval
from portal.kernel.errors import NotPermitted
from tests import world
from tests.funding.chain import balance, payments
from tests.funding.money import funded
from tests.relocation import thread


def stages(*agreements, stage=CommitmentStage.BEFORE_MOVING):
    return [row.pk for row in Commitment.objects.filter(agreement__in=agreements, stage=stage).order_by("pk")]


@pytest.fixture
def signed(village):
    """Three agreements that were signed."""
    thread.adopted_policy(village)
    households = [thread.household(village, f"000{number}") for number in (1, 2, 3)]
    return [thread.signed(one) for one in households]


@pytest.fixture
def asked(hands, village):
    def ask(commitments, by=None):
        given = {"commitments": commitments, "purpose": "首批搬迁补偿款", "document": "花名册〔2026〕1号"}
        return actions.apply_payments(by or hands.force, village, **given)

    return ask


def test_many_are_asked_for_reviewed_and_paid_at_once(hands, village, signed, asked, deeds):
    deeds.clear()
    application = asked(stages(*signed))
    rows = payments(application)
    told = [fact for fact in deeds[-1].facts if isinstance(fact, PaymentApplied)]
    assert [fact.subject_key for fact in told] == [f"commitment/{row.commitment_id}" for row in rows]
    assert [row.amount for row in rows] == [one.before_moving for one in signed]
    assert (application.use, {row.unsealed("account") for row in rows}) == (Use.COMPENSATION, {thread.ACCOUNT})
    assert Approval.objects.filter(flow="payment").count() == 1
    assert PaymentMove.objects.filter(verb="apply").count() == 3

    hands.approved(application)
    source = funded("专项借款", 10_000_000)
    whole = sum(row.amount.fen for row in rows)
    hands.registered(application, payments=[row.pk for row in rows[:2]])
    hands.registered(application, payments=[rows[2].pk], slip_number="HD-0002")
    assert balance(f"pool:{source.pk}") == 1_000_000_000 - whole
    assert balance(f"spent:{village.pk}:compensation") == whole
    assert [balance(f"commitment:{row.commitment_id}") for row in rows] == [0, 0, 0]
    hands.verified(application)
    assert {row.state for row in payments(application)} == {"verified"}
    [first, *_] = commitments_of_household(signed[0].household_id)
    assert (first.state, first.payment_id) == ("verified", rows[0].pk)
    bodies = "".join(AuditEntry.objects.values_list("body", flat=True))
    assert thread.ACCOUNT not in bodies
    assert "示例甲" not in bodies.replace("示例甲1", "")


def test_what_is_not_due_or_asked_already_is_named_by_its_agreement(hands, elsewhere, signed, asked):
    assert [row.id for row in payable_now(signed[0].village_id)] == stages(*signed)
    with pytest.raises(NotPayableYet, match=f"{signed[0].number}还没有腾空验收，腾空后应付的款项暂不能申请"):
        asked(stages(signed[0], stage=CommitmentStage.AFTER_VACATING))
    asked(stages(signed[0]))
    with pytest.raises(AskedAlready, match=f"{signed[0].number}的这一笔应付款已经申请或者已经支付，不能重复申请"):
        asked(stages(*signed))
    with pytest.raises(ApplicationUnfit, match="请选择要申请支付的应付款"):
        asked([])
    with pytest.raises(ApplicationUnfit):
        asked([*stages(signed[1]), 10**9])
    with pytest.raises(NotPermitted):
        asked(stages(signed[1]), world.actor(world.holder("relocation_force", elsewhere)))
    assert Payment.objects.count() == 1


def test_the_database_pays_a_stage_once(hands, signed, asked, monkeypatch):
    asked(stages(signed[0]))
    monkeypatch.setattr("funding.actions.applying._require_payable", lambda chosen, due: None)
    with pytest.raises(Exception, match="这一笔应付款已经申请或者已经支付，不能重复申请"):
        asked(stages(signed[0]))
