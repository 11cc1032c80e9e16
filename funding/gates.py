"""What funding refuses: to move before what is due has arrived, to settle before all has, to pay somebody else than
whoever signed, and to pay progress while serious defects are open.
"""

from __future__ import annotations

from funding.facts import PaymentApplied, PaymentRegistered
from funding.models import Payment, PaymentSort
from funding.rules import yuan_text
from funding.selectors.arrived import Outstanding, outstanding
from portal.kernel.gates import Objection, objects
from quality.selectors import OpenSerious, open_serious
from relocation.facts import AgreementSettled, HouseholdVacated

PAY_FIRST = "《国有土地上房屋征收与补偿条例》第二十七条（集体土地上的村民住宅：《土地管理法》第四十八条）"
AGREED = "协议约定的支付义务（本级）"
SIGNATORY = "收款人与协议签订人一致的内控要求，指挥部资金管理办法（本级）"
QUALITY = "施工合同关于质量问题整改后付款的约定（本级）"
NAMED_AT_MOST = 3


@objects("pay-before-move", to=HouseholdVacated, clause=PAY_FIRST, label="先补偿、后搬迁")
def what_is_due_before_moving_has_arrived(fact: HouseholdVacated) -> Objection | None:
    """All that the agreement makes payable before moving, and somewhere to live until the new home is there.

    The first 临时安置费 of whoever chose it is part of what is payable before moving (590号令 22, 27).
    """
    left = outstanding(fact.agreement_id)
    if left.before_moving:
        return Objection(
            f"该户按协议应在搬迁前支付的补偿款尚有{yuan_text(left.before_moving)}未到账，暂不能登记腾空。"
            "请资金专班支付并上传回单后再办。"
        )
    if left.lacks_home:
        return Objection(
            "该户选择周转用房过渡，周转用房还没有交付，暂不能登记腾空。请先登记周转用房交付，再办腾空验收。"
        )
    return None


@objects("all-paid", to=AgreementSettled, clause=AGREED, label="付清后结算")
def everything_has_arrived(fact: AgreementSettled) -> Objection | None:
    left: Outstanding = outstanding(fact.agreement_id)
    if not left.in_all:
        return None
    return Objection(
        f"该户按协议应支付的款项尚有{yuan_text(left.in_all)}未到账，暂不能办理结算。请资金专班支付并上传回单后再办。"
    )


@objects("payee-is-signatory", to=PaymentApplied, clause=SIGNATORY, label="收款人与签订人一致")
def who_is_applied_for_has_signed(fact: PaymentApplied) -> Objection | None:
    return None if fact.is_to_signatory else _other_payee(fact.payment_id, "提交用款申请")


@objects("payee-is-signatory-when-paid", to=PaymentRegistered, clause=SIGNATORY, label="收款人与签订人一致（登记拨付）")
def who_is_paid_has_signed(fact: PaymentRegistered) -> Objection | None:
    return None if fact.is_to_signatory else _other_payee(fact.payment_id, "登记拨付")


def _other_payee(payment_id: int, what: str) -> Objection:
    payment = Payment.objects.select_related("commitment__agreement").get(pk=payment_id)
    agreement = payment.commitment.agreement if payment.commitment else ""
    return Objection(
        f"{agreement}的收款人与协议签订人不是同一人，暂不能{what}。请核对收款账户；"
        "确由他人代收的，请附签订人的书面委托，申请例外办理。"
    )


@objects("quality-hold", to=PaymentApplied, clause=QUALITY, label="严重质量问题未销号")
def no_progress_is_asked_for_over_open_defects(fact: PaymentApplied) -> Objection | None:
    return _held(fact.payment_id, fact.sort, "提交用款申请")


@objects("quality-hold-when-paid", to=PaymentRegistered, clause=QUALITY, label="严重质量问题未销号（登记拨付）")
def no_progress_is_paid_over_open_defects(fact: PaymentRegistered) -> Objection | None:
    return _held(fact.payment_id, fact.sort, "登记拨付")


def _held(payment_id: int, sort: str, what: str) -> Objection | None:
    """Only progress waits: wages are never held (保障农民工工资支付条例 29)."""
    if sort != PaymentSort.PROGRESS:
        return None
    payment = Payment.objects.select_related("contract__contractor").get(pk=payment_id)
    contract = payment.contract
    if contract is None or not (found := open_serious(contract.contractor_id, [payment.village_id])):
        return None
    return Objection(
        f"{contract.contractor}有{len(found)}项严重质量问题尚未销号：{defects_text(found)}。"
        f"本笔工程进度款{yuan_text(payment.amount)}暂不能{what}，人工费用不受影响，请按合同约定的拨付周期另行申请，不必等待。"
        "请整改并经复查、销号后再办；销号进度请问质量安全专班。"
    )


def defects_text(found: list[OpenSerious]) -> str:
    """The defects by number, place and matter, the oldest first."""
    named = "；".join(f"{row.number}（{row.place}，{row.what}，{row.since}提出）" for row in found[:NAMED_AT_MOST])
    return f"{named}等" if len(found) > NAMED_AT_MOST else named
