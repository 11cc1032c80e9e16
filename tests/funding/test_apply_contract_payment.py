"""apply_contract_payment, apply_other_payment: for what, of whom, within what; each refusal with its sentence."""

import pytest
from django.db import IntegrityError, transaction

from funding import actions
from funding.actions.applying import AccountMissing, ApplicationUnfit, BeyondContract, NotCertified
from funding.actions.moves import NotAPerson
from funding.facts import PaymentApplied
from funding.ledger import Use
from funding.models import Payment, PaymentMove, PaymentSort
from portal.approvals.models import Approval
from portal.kernel.errors import BrokenInvariant, NotPermitted
from tests import world
from tests.funding.chain import ACCOUNT, WAGES, only
from tests.funding.money import in_a_deed, yuan


def test_progress_goes_to_the_contractor_and_before_its_flow(hands, village, deeds):
    contract = hands.contract()
    deeds.clear()
    application = hands.asked(contract)
    payment = only(application)
    assert (payment.state, payment.payee_name, payment.unsealed("account")) == ("applied", "示例建筑公司", ACCOUNT)
    assert payment.applied_by == hands.owner.user
    asked = Approval.objects.get(flow="payment")
    assert (asked.key, asked.village_ids, asked.title) == (
        str(application.pk),
        [village.pk],
        f"{village.label}：工程进度款1笔，合计300,000.00元",
    )
    told = PaymentApplied(
        payment.pk, village.pk, "progress", yuan(300_000), f"contract/{contract.pk}", is_to_signatory=True
    )
    assert deeds[-1].facts == [told]
    assert list(PaymentMove.objects.values_list("verb", "from_state", "to_state")) == [("apply", "", "applied")]


def test_no_progress_without_the_supervisors_signature_and_wages_do_not_wait(hands):
    contract = hands.contract()
    with pytest.raises(
        NotCertified, match=r"“第9期进度款”还没有总监理工程师签字，暂不能提交支付。本月人工费用.*不必等待"
    ) as no:
        hands.asked(contract, certified_on=None)
    assert no.value.clause.startswith("《建设工程质量管理条例》第三十七条第二款")
    wages = only(hands.asked(contract, 86_000, sort=PaymentSort.WAGES, purpose="11月人工费用"))
    assert wages.unsealed("account") == WAGES
    bare = hands.contract(number="SG-02", wage_account="")
    with pytest.raises(AccountMissing, match="还没有登记农民工工资专用账户，不能提交人工费用申请"):
        hands.asked(bare, sort=PaymentSort.WAGES)


def test_all_that_is_asked_for_stays_within_the_contract(hands):
    contract = hands.contract()
    hands.asked(contract, 900_000)
    with pytest.raises(
        BeyondContract, match=r"累计将超出合同金额50,000\.00元，暂不能提交。.*已申请和支付900,000\.00元"
    ):
        hands.asked(contract, 150_000)
    with pytest.raises(ApplicationUnfit) as nothing:
        hands.asked(contract, 0)
    assert nothing.value.fields == {"amount": "应大于0。"}


def test_who_may_ask_and_for_what(hands, village, elsewhere):
    contract = hands.contract()
    given = {"use": Use.PRELIMINARY, "amount": yuan(20_000), "purpose": "测绘费", "document": "合同"}
    payee = {"payee_name": "示例测绘院", "bank": "示例银行", "account": "62170000100011"}
    application = actions.apply_other_payment(hands.force, village, **given, **payee)
    assert only(application).subject_key == f"village/{village.pk}"
    with pytest.raises(ApplicationUnfit, match="收款账号无法读取"):
        actions.apply_other_payment(hands.force, village, **given, **{**payee, "account": "1"})
    with pytest.raises(ApplicationUnfit) as empty:
        actions.apply_other_payment(hands.force, village, **{**given, "document": " "}, **payee)
    assert empty.value.fields == {"document": "请填写。"}
    with pytest.raises(NotPermitted):
        actions.apply_other_payment(hands.force, elsewhere, **given, **payee)
    hands.owner = world.actor(world.holder("builder", village, unit=hands.builder_unit))
    with pytest.raises(NotPermitted):
        hands.asked(contract)
    with pytest.raises(NotAPerson):
        actions.apply_other_payment(world.WHY, village, **given, **payee)


@pytest.mark.database
def test_the_database_keeps_hands_apart_and_terms_as_they_were(hands):
    payment = only(hands.asked())

    def changed(**values):
        for name, value in values.items():
            setattr(payment, name, value)
        payment.save()

    for sentence, values in (
        ("须由不同的同志办理", {"state": "reviewed", "reviewed_by": hands.owner.user}),
        ("每个环节都应有经办人", {"state": "approved"}),
        ("金额、收款人和对应事项不能改动", {"amount": yuan(1)}),
    ):
        payment.refresh_from_db()
        with pytest.raises((BrokenInvariant, IntegrityError), match=sentence), transaction.atomic():
            in_a_deed(lambda values=values: changed(**values))
    assert Payment.objects.get().amount == yuan(300_000)
