"""Contracts are recorded with what they bind; their accounts are put right with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from funding import rules
from funding.actions.commitments import BY_CONTRACT, Promised, commit_funds
from funding.facts import ContractAccountsChanged, ContractSigned
from funding.models import CommitmentStage, Contract
from funding.permissions import KEEP_CONTRACTS
from portal.accounts.models import Organisation
from portal.kernel import clock
from portal.kernel.actions import PowerOf, action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from portal.kernel.money import Money
from portal.kernel.permissions import Actor
from projects.models import Village

# Kinds of units that are paid by contract.
CONTRACTORS = ("builder", "supervision", "third_party", "owner")
ACCOUNTS = ("account", "wage_account")


class ContractUnfit(InvalidInput):
    """Something of the contract cannot be taken: ``fields`` says what."""


@action(needs=KEEP_CONTRACTS)
def record_contract(
    actor: Actor,
    village: Village,
    *,
    contractor: Organisation,
    name: str,
    number: str,
    amount: Money,
    signed_on: date,
    document: str,
    bank: str,
    account: str,
    wage_bank: str = "",
    wage_account: str = "",
    is_demonstration: bool = False,
) -> Contract:
    """Record a contract that was signed; what it comes to is committed in the same deed."""
    numbers = _read({"account": account, "wage_account": wage_account}, may_lack={"wage_account"})
    if contractor.kind not in CONTRACTORS:
        sentence = f"“{contractor}”不是施工、监理、建设单位或第三方机构，不能作为承包单位登记合同。请重新选择。"
        raise ContractUnfit(sentence, fields={"contractor": "请选择承包单位。"})
    if signed_on > clock.today():
        raise ContractUnfit("合同的签订日期还没有到，不能登记。", fields={"signed_on": "应不晚于今天。"})
    contract = Contract(
        village=village,
        contractor=contractor,
        name=name.strip(),
        number=number.strip(),
        amount=amount,
        signed_on=signed_on,
        document=document.strip(),
        recorded_by=actor.user,
        is_demonstration=is_demonstration,
    )
    _set_accounts(contract, numbers, bank, wage_bank)
    contract.save()
    tell(ContractSigned(contract.pk, village.pk, contractor.pk, amount))
    parts = {CommitmentStage.CONTRACT: amount}
    commit_funds(BY_CONTRACT, Promised(village.pk, parts, signed_on, is_demonstration, contract=contract))
    return contract


@action(needs=PowerOf("keep_contracts", lambda _: KEEP_CONTRACTS, "更改收款账户"))
def change_contract_accounts(
    actor: Actor,
    contract: Contract,
    *,
    bank: str,
    account: str,
    wage_bank: str = "",
    wage_account: str = "",
    reason: str,
) -> Contract:
    """Enter other accounts of the contractor. One that is left empty stays; what was applied for keeps its own."""
    contract = Contract.objects.locked(contract)
    numbers = _read({"account": account, "wage_account": wage_account}, may_lack=set(ACCOUNTS))
    if not reason.strip():
        raise ContractUnfit("请写明更改收款账户的原因和依据。", fields={"reason": "请写明原因和依据。"})
    if not any(numbers.values()):
        raise ContractUnfit("没有填写新的账号，不需要更改。", fields={"account": "请填写要更改的账号。"})
    _set_accounts(contract, numbers, bank, wage_bank)
    contract.save()
    tell(ContractAccountsChanged(contract.pk, contract.village_id))
    return contract


def _read(typed: Mapping[str, str], *, may_lack: set[str]) -> dict[str, str]:
    """The numbers as they are kept. Raises ContractUnfit for one that is no account number."""
    numbers = {name: rules.account_number(text) for name, text in typed.items()}
    fields = {
        name: "账号应为8至30位数字。"
        for name, number in numbers.items()
        if not rules.is_account_number(number) and (number or name not in may_lack)
    }
    if fields:
        raise ContractUnfit("收款账号无法读取，请按提示更正。", fields=fields)
    return numbers


def _set_accounts(contract: Contract, numbers: dict[str, str], bank: str, wage_bank: str) -> None:
    banks: dict[str, Any] = {"account": ("bank", bank), "wage_account": ("wage_bank", wage_bank)}
    for name, number in numbers.items():
        if number:
            column, typed = banks[name]
            contract.seal_into(name, number)
            setattr(contract, column, typed.strip())
