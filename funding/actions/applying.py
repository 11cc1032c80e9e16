"""用款申请: for the stages of many agreements at once, for one contract, or for something else."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from funding import rules
from funding.actions.moves import NotAPerson, note_moves
from funding.facts import PaymentApplied
from funding.ledger import Use
from funding.models import Application, Commitment, CommitmentStage, Contract, Payment, PaymentSort
from funding.permissions import APPLY_PAYMENT
from funding.selectors import course as selectors
from portal.approvals.actions import ask_approval
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal
from portal.kernel.facts import tell
from portal.kernel.money import Money, total
from portal.kernel.permissions import Actor
from projects.models import Village
from relocation.selectors.payables import Payable, payables

Due = dict[Any, Payable]
MOST = 500
NAMED_AT_MOST = 5


class ApplicationUnfit(InvalidInput):
    """Nothing is chosen, or something typed cannot be taken."""


class NotPayableYet(Refusal):
    """What the agreement pays later is not asked for now."""


class AskedAlready(Refusal):
    """A stage is paid once."""


class NotCertified(Refusal):
    """No progress is paid without the 总监理工程师's signature (建设工程质量管理条例 37)."""


class BeyondContract(Refusal):
    """More than the contract comes to."""


class AccountMissing(Refusal):
    """Nobody entered where the money may go."""


@action(needs=APPLY_PAYMENT)
def apply_payments(
    actor: Actor, village: Village, *, commitments: Collection[int], purpose: str, document: str
) -> Application:
    """Ask for stages of many agreements in one application: each stage whole, each to its agreement's payee."""
    chosen = list(
        Commitment.objects.filter(pk__in=commitments, village=village, agreement__isnull=False)
        .select_related("agreement")
        .order_by("pk")
    )
    if not chosen or len(chosen) != len(set(commitments)):
        raise ApplicationUnfit("请选择要申请支付的应付款。", fields={"commitments": "请在列表中选择。"})
    if len(chosen) > MOST:
        sentence = f"一次最多申请{MOST}笔，现在选了{len(chosen)}笔，不能提交。请分次申请。"
        raise ApplicationUnfit(sentence, fields={"commitments": f"最多选{MOST}笔。"})
    due: Due = dict(payables([row.agreement_id for row in chosen if row.agreement_id]))
    _require_payable(chosen, due)
    application = _application(actor, village, PaymentSort.HOUSEHOLD, Use.COMPENSATION, purpose, document)
    application.is_demonstration = any(row.is_demonstration for row in chosen)
    return _submit(actor, application, lambda: [_of_agreement(application, row, due) for row in chosen])


@action(needs=APPLY_PAYMENT)
def apply_contract_payment(
    actor: Actor,
    contract: Contract,
    *,
    sort: str,
    use: str,
    amount: Money,
    purpose: str,
    document: str,
    certified_on: date | None = None,
) -> Application:
    """Ask for progress or, in an application of its own, for wages. What was asked for stays within the contract."""
    contract = Contract.objects.locked(contract)
    if sort == PaymentSort.PROGRESS:
        _require_certified(purpose, certified_on)
    _require_within(contract, amount)
    application = _application(actor, contract.village, PaymentSort(sort), Use(use), purpose, document)
    application.contract = contract
    application.certified_on = certified_on if sort == PaymentSort.PROGRESS else None
    application.is_demonstration = contract.is_demonstration
    return _submit(actor, application, lambda: [_of_contract(application, contract, amount)])


@action(needs=APPLY_PAYMENT)
def apply_other_payment(
    actor: Actor,
    village: Village,
    *,
    use: str,
    amount: Money,
    payee_name: str,
    bank: str,
    account: str,
    purpose: str,
    document: str,
    is_demonstration: bool = False,
) -> Application:
    """Ask for what neither an agreement nor a contract pays."""
    number = rules.account_number(account)
    if not rules.is_account_number(number):
        raise ApplicationUnfit("收款账号无法读取，请按提示更正。", fields={"account": "账号应为8至30位数字。"})
    application = _application(actor, village, PaymentSort.OTHER, Use(use), purpose, document)
    application.is_demonstration = is_demonstration
    return _submit(
        actor, application, lambda: [_payment(application, amount, payee_name.strip(), bank.strip(), number)]
    )


def _application(actor: Actor, village: Any, sort: PaymentSort, use: Use, purpose: str, document: str) -> Application:
    if actor.user is None:
        raise NotAPerson()
    fields = {name: "请填写。" for name, text in {"purpose": purpose, "document": document}.items() if not text.strip()}
    if fields:
        raise ApplicationUnfit("用款申请还不能提交，请按提示补充。", fields=fields)
    return Application(
        village=village,
        sort=sort,
        use=use,
        purpose=purpose.strip(),
        document=document.strip(),
        applied_by=actor.user,
        organisation_id=actor.user.organisation_id,
    )


def _submit(actor: Actor, application: Application, parts: Callable[[], Sequence[Payment]]) -> Application:
    """Save it with its payments, put it to the flow, and tell of each payment: gates answer to that."""
    application.save()
    payments: list[Payment] = Payment.objects.bulk_create(parts())
    note_moves(actor, payments, "apply", {row.pk: "" for row in payments})
    title = f"{application.village.label}：{application.get_sort_display()}{len(payments)}笔"
    title += f"，合计{rules.yuan_text(total(row.amount for row in payments))}"
    ask_approval(
        actor,
        selectors.matter_of(application),
        title=title,
        digest=selectors.digest_of_application(application, payments),
        reason=application.purpose,
    )
    to_signatory = selectors.are_to_signatories(payments)
    for row in payments:
        told = {**about(row, application), "subject_key": row.subject_key}
        tell(PaymentApplied(**told, is_to_signatory=to_signatory[row.pk]))
    return application


def about(payment: Payment, application: Application) -> dict[str, Any]:
    """What every fact of a payment carries."""
    return {
        "payment_id": payment.pk,
        "village_id": payment.village_id,
        "sort": application.sort,
        "amount": payment.amount,
    }


def _of_agreement(application: Application, row: Commitment, due: Due) -> Payment:
    agreement: Any = row.agreement
    payee = due[agreement.pk].payee_name
    payment = _payment(application, row.amount, payee, agreement.payee_bank, agreement.unsealed("payee_account"))
    payment.commitment, payment.is_demonstration = row, row.is_demonstration
    return payment


def _of_contract(application: Application, contract: Contract, amount: Money) -> Payment:
    is_wages = application.sort == PaymentSort.WAGES
    account = contract.unsealed("wage_account" if is_wages else "account")
    if not account:
        raise AccountMissing(
            "本合同还没有登记农民工工资专用账户，不能提交人工费用申请。请先在合同页面补充账户。"
            if is_wages
            else "本合同还没有登记收款账户，不能提交用款申请。请先在合同页面补充账户。",
            clause="《保障农民工工资支付条例》第二十六条、第二十九条" if is_wages else "",
        )
    bank = contract.wage_bank if is_wages else contract.bank
    payment = _payment(application, amount, contract.contractor.name, bank, account)
    payment.contract = contract
    return payment


def _payment(application: Application, amount: Money, payee: str, bank: str, account: str) -> Payment:
    payment = Payment(
        application=application,
        village=application.village,
        amount=amount,
        payee_name=payee,
        bank=bank,
        applied_by=application.applied_by,
        idem=uuid.uuid4(),
        is_demonstration=application.is_demonstration,
    )
    payment.seal_into("account", account)
    return payment


def _require_payable(chosen: Sequence[Commitment], due: Due) -> None:
    """Each agreement is in force, what is due after moving waits for that, and nothing is asked for twice."""
    unsigned = [row for row in chosen if due[row.agreement_id].signed_on is None]
    if unsigned:
        raise NotPayableYet(f"{_named(unsigned, due)}没有生效的协议，不能申请支付。请核对协议后再办。")
    early = [
        row
        for row in chosen
        if row.stage == CommitmentStage.AFTER_VACATING and due[row.agreement_id].vacated_on is None
    ]
    if early:
        raise NotPayableYet(
            f"{_named(early, due)}还没有腾空验收，腾空后应付的款项暂不能申请。请在腾空验收后再办。",
            clause="协议约定的支付条件（本级）",
        )
    standing = set(Payment.objects.standing().filter(commitment__in=chosen).values_list("commitment_id", flat=True))
    if asked := [row for row in chosen if row.pk in standing]:
        raise AskedAlready(
            f"{_named(asked, due)}的这一笔应付款已经申请或者已经支付，不能重复申请。请在用款台账中核对。"
        )


def _named(rows: Sequence[Commitment], due: Due) -> str:
    """The agreements by their numbers: a refusal names no resident."""
    numbers = [due[row.agreement_id].number or f"协议{row.agreement_id}" for row in rows]
    more = f"等{len(numbers)}份协议" if len(numbers) > NAMED_AT_MOST else ""
    return f"{'、'.join(numbers[:NAMED_AT_MOST])}{more}"


def _require_certified(purpose: str, certified_on: date | None) -> None:
    if certified_on is None:
        raise NotCertified(
            f"“{purpose.strip() or '工程进度款'}”还没有总监理工程师签字，暂不能提交支付。"
            "本月人工费用请按合同约定的拨付周期另行申请，不必等待。",
            clause="《建设工程质量管理条例》第三十七条第二款；《保障农民工工资支付条例》第二十四条、第二十九条",
        )
    if certified_on > clock.today():
        raise ApplicationUnfit("总监理工程师的签字日期还没有到，不能提交。", fields={"certified_on": "应不晚于今天。"})


def _require_within(contract: Contract, amount: Money) -> None:
    if not amount.fen > 0:
        raise ApplicationUnfit("请填写申请金额。", fields={"amount": "应大于0。"})
    asked = total(Payment.objects.standing().filter(contract=contract).values_list("amount", flat=True))
    beyond = asked + amount - contract.amount
    if beyond.fen > 0:
        raise BeyondContract(
            f"加上本次申请，累计将超出合同金额{rules.yuan_text(beyond)}，暂不能提交。合同金额{rules.yuan_text(contract.amount)}，"
            f"已申请和支付{rules.yuan_text(asked)}。请核对金额；合同有变更的，请先办理变更手续。",
            clause="合同约定的价款（本级）",
        )
