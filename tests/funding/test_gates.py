"""What funding refuses, in the office's words, and how an exception that two others signed lets one deed pass."""

from datetime import timedelta

import pytest

from funding import actions
from funding.models import Commitment, CommitmentStage, PaymentSort
from integrity.models import AuditEntry
from portal.approvals import actions as approvals
from portal.approvals.lifecycle import Choice
from portal.approvals.models import Approval
from portal.kernel import clock
from portal.kernel.gates import Objected
from quality import actions as quality
from relocation import actions as relocation
from tests import world
from tests.funding.chain import only
from tests.funding.money import funded
from tests.quality.course import Hands as QualityHands
from tests.relocation import thread


def asked(hands, agreement, stage=CommitmentStage.BEFORE_MOVING):
    found = Commitment.objects.filter(agreement=agreement, stage=stage)
    given = {"purpose": "搬迁补偿款", "document": "花名册"}
    return actions.apply_payments(hands.force, hands.village, commitments=[row.pk for row in found], **given)


def refused(call, **gate):
    with pytest.raises(Objected) as no:
        call()
    assert {name: getattr(no.value, name) for name in gate} == gate
    return no.value


def test_pay_first_then_move_then_settle(hands, village):
    thread.adopted_policy(village)
    agreement = thread.signed(thread.household(village), transition="home")
    sum_ = f"{agreement.before_moving.in_unit('元'):,.2f}"
    unpaid = refused(lambda: relocation.vacate_household(world.WHY, agreement), gate="pay-before-move")
    assert unpaid.sentence == (
        f"该户按协议应在搬迁前支付的补偿款尚有{sum_}元未到账，暂不能登记腾空。请资金专班支付并上传回单后再办。"
    )
    assert (
        unpaid.clause == "《国有土地上房屋征收与补偿条例》第二十七条（集体土地上的村民住宅：《土地管理法》第四十八条）"
    )
    application = asked(hands, agreement)
    hands.approved(application)
    refused(lambda: relocation.vacate_household(world.WHY, agreement), sentence=unpaid.sentence)
    funded("专项借款", 10_000_000)
    hands.registered(application)
    homeless = refused(lambda: relocation.vacate_household(world.WHY, agreement), gate="pay-before-move")
    assert "周转用房还没有交付，暂不能登记腾空" in homeless.sentence
    relocation.provide_transition_home(world.WHY, agreement, home="示例小区1号楼101")
    moved = relocation.vacate_household(world.WHY, agreement)
    if agreement.after_vacating:
        left = f"{agreement.after_vacating.in_unit('元'):,.2f}"
        open_ = refused(lambda: relocation.settle_agreement(world.WHY, moved), gate="all-paid")
        assert open_.sentence.startswith(f"该户按协议应支付的款项尚有{left}元未到账，暂不能办理结算。")
        after = asked(hands, agreement, CommitmentStage.AFTER_VACATING)
        hands.approved(after)
        hands.registered(after, slip_number="HD-0002")
    assert relocation.settle_agreement(world.WHY, moved).state == "settled"


def test_an_allowance_needs_no_home(hands, village):
    thread.adopted_policy(village)
    agreement = thread.signed(thread.household(village), transition="allowance")
    funded("专项借款", 10_000_000)
    hands.registered(hands.approved(asked(hands, agreement)))
    assert relocation.vacate_household(world.WHY, agreement).state == "vacated"


def test_another_payee_passes_by_an_exception_once(hands, village):
    """The refusal names gate and subject; two others sign; the deed that it is for uses it up and says so."""
    thread.adopted_policy(village)
    agreement = thread.signed(thread.household(village), payee_name="示例乙")
    no = refused(lambda: asked(hands, agreement), gate="payee-is-signatory")
    assert no.sentence.startswith(f"{agreement.number}的收款人与协议签订人不是同一人，暂不能提交用款申请。")
    assert "示例乙" not in no.sentence
    office = [world.actor(world.holder("office", username=f"office-{number}")) for number in (1, 2, 3)]
    terms = {"title": "代收补偿款", "document": "授权委托书", "reason": "签订人住院"}
    last_on = clock.today() + timedelta(days=3)
    override = approvals.ask_override(
        office[0], world.PORTAL, gate=no.gate, subject=no.subject, last_on=last_on, **terms
    )
    for signer in office[1:]:
        matter = Approval.objects.select_related("flow_version").get(pk=override.approval_id)
        approvals.cast_vote(signer, matter, choice=Choice.APPROVE)
    application = asked(hands, agreement)
    assert only(application).payee_name == "示例乙"
    used = AuditEntry.objects.filter(body__contains='"fact":"OverrideUsed"').get()
    assert "payee-is-signatory" in used.body
    hands.approved(application)
    funded("专项借款", 10_000_000)
    refused(lambda: hands.registered(application), gate="payee-is-signatory-when-paid")


def test_open_serious_defects_hold_progress_and_never_wages(hands, village):
    doubts = QualityHands(village)
    contract = hands.contract(contractor=doubts.unit)
    earlier = hands.approved(hands.asked(contract, 100_000))
    funded("建设资金", 1_000_000)
    doubt = doubts.assigned()
    held = refused(lambda: hands.asked(contract), gate="quality-hold", subject=f"PaymentApplied:contract/{contract.pk}")
    assert held.sentence.startswith(f"{doubts.unit}有1项严重质量问题尚未销号：{doubt.label}（")
    assert "本笔工程进度款300,000.00元暂不能提交用款申请，人工费用不受影响" in held.sentence
    refused(lambda: hands.registered(earlier), gate="quality-hold-when-paid")
    wages = hands.asked(contract, 80_000, sort=PaymentSort.WAGES, purpose="11月人工费用")
    hands.approved(wages)
    hands.registered(wages)
    mended = doubts.reinspected(doubts.rectified(doubt))
    refused(lambda: hands.registered(earlier, slip_number="HD-2"), gate="quality-hold-when-paid")
    quality.confirm_repair(doubts.supervisor, mended)
    hands.registered(earlier, slip_number="HD-2")
    assert only(earlier).state == "paid"
