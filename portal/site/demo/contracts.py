"""A contract of the lead project and what was asked for upon it: progress that waits for its review, wages apart."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from funding import actions
from portal.accounts.models import Organisation, User
from portal.kernel.money import Money
from portal.kernel.permissions import Person
from projects.models import Village

ACCOUNT, WAGE_ACCOUNT = "6200000000000000017", "6200000000000000025"


def ask(as_of: date, owner: User, builder: Organisation, lead: Village) -> None:
    """The builder's owner records the contract and asks for a month."""
    by = Person(owner)
    contract = actions.record_contract(
        by,
        lead,
        contractor=builder,
        name="安置区一标段施工（演示）",
        number="演示-SG-01",
        amount=Money.yuan(186_000_000),
        signed_on=as_of - timedelta(days=300),
        document="中标通知书（演示）1号",
        bank="演示银行兴庆支行",
        account=ACCOUNT,
        wage_bank="演示银行兴庆支行",
        wage_account=WAGE_ACCOUNT,
        is_demonstration=True,
    )
    asked = partial(actions.apply_contract_payment, by, contract, use="housing", document="支付证书（演示）第9期")
    asked(sort="progress", amount=Money.yuan(6_420_000), purpose="第9期进度款", certified_on=as_of)
    asked(sort="wages", amount=Money.yuan(860_000), purpose="本月人工费用")
