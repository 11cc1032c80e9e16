"""record_contract, change_contract_accounts: a contract binds what it comes to; its accounts are sealed."""

from datetime import timedelta

import pytest

from funding import actions
from funding.actions.contracts import ContractUnfit
from funding.facts import ContractAccountsChanged, ContractSigned, FundsCommitted
from funding.models import Commitment, Contract
from integrity.models import AuditEntry
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from tests import world
from tests.funding.chain import ACCOUNT, WAGES, balance
from tests.funding.money import yuan


def test_a_contract_is_committed_as_it_is_recorded(hands, village, deeds):
    contract = hands.contract()
    commitment = Commitment.objects.get(contract=contract)
    assert (commitment.stage, commitment.amount, commitment.village_id) == ("contract", yuan(1_000_000), village.pk)
    assert balance(f"commitment:{commitment.pk}") == 100_000_000
    inner, outer = deeds[-2:]
    assert (inner.action, inner.cause) == ("funding.commit_funds", outer.id)
    assert inner.facts == [FundsCommitted(commitment.pk, village.pk, "contract", yuan(1_000_000))]
    assert outer.facts == [ContractSigned(contract.pk, village.pk, hands.builder_unit.pk, yuan(1_000_000))]
    assert contract.unsealed("account") == ACCOUNT
    assert contract.masked("wage_account") == f"****{WAGES[-4:]}"
    assert not [body for body in AuditEntry.objects.values_list("body", flat=True) if ACCOUNT in body]


def test_what_is_wrong_is_said_beside_its_field(hands, village, elsewhere):
    with pytest.raises(ContractUnfit) as unread:
        hands.contract(account="6217 00")
    assert unread.value.fields == {"account": "账号应为8至30位数字。"}
    with pytest.raises(ContractUnfit, match="签订日期还没有到"):
        hands.contract(signed_on=clock.today() + timedelta(days=1))
    with pytest.raises(ContractUnfit, match="不能作为承包单位登记合同"):
        hands.contract(contractor=world.organisation())
    hands.contract(wage_account="")
    with pytest.raises(BrokenInvariant, match="本点位已登记过这个编号的合同"):
        hands.contract()
    foreign = world.actor(world.holder("owner_unit", elsewhere))
    with pytest.raises(NotPermitted):
        actions.change_contract_accounts(foreign, Contract.objects.get(), bank="", account=WAGES, reason="销户")


def test_accounts_are_put_right_with_a_reason(hands, deeds):
    contract = hands.contract()
    with pytest.raises(ContractUnfit, match="请写明更改收款账户的原因和依据"):
        actions.change_contract_accounts(hands.owner, contract, bank="", account=WAGES, reason=" ")
    with pytest.raises(ContractUnfit, match="没有填写新的账号"):
        actions.change_contract_accounts(hands.owner, contract, bank="新银行", account="", reason="原账户销户")
    changed = actions.change_contract_accounts(
        hands.owner, contract, bank="新银行", account="6217 0000 1000 9999", reason="原账户销户"
    )
    assert (changed.bank, changed.unsealed("account")) == ("新银行", "6217000010009999")
    assert changed.unsealed("wage_account") == WAGES
    assert deeds[-1].facts == [ContractAccountsChanged(contract.pk, contract.village_id)]
