"""The contract of the lead project in the demonstration, and what is paid on it month by month."""

from __future__ import annotations

from functools import partial

from funding import actions
from funding.ledger import Use
from funding.models import Application, Contract, PaymentSort
from portal.kernel.money import Money
from portal.site.demo.thread.money import pay
from portal.site.demo.thread.stage import Stage

LEAD = 1
NO_ACCOUNT = "99990000010000"
PROGRESS, WAGES = Money(320_000_000), Money(86_000_000)
PAID_WEEKS = (10, 6, 2)


def sign_contract(stage: Stage, *, weeks_back: int) -> Contract:
    with stage.at(weeks_back, 3) as day:
        return actions.record_contract(
            stage.hand("funding_force"),
            stage.villages[LEAD],
            contractor=stage.units["示例施工公司"],
            name="安置住房一标段施工合同（示例）",
            number="示例合同1号",
            amount=Money(26_000_000_000),
            signed_on=day,
            document="示例合同1号",
            bank="演示银行兴庆支行",
            account=f"{NO_ACCOUNT}01",
            wage_bank="演示银行兴庆支行",
            wage_account=f"{NO_ACCOUNT}02",
            is_demonstration=True,
        )


def pay_contract(stage: Stage, contract: Contract, weeks_back: int) -> None:
    """Each month wages and progress, apart from each other (office 3.A.6)."""
    if weeks_back not in PAID_WEEKS:
        return
    for sort, amount in ((PaymentSort.WAGES, WAGES), (PaymentSort.PROGRESS, PROGRESS)):
        pay(stage, weeks_back, partial(_apply, stage, contract, weeks_back, sort, amount))


def _apply(stage: Stage, contract: Contract, weeks_back: int, sort: PaymentSort, amount: Money) -> Application:
    return actions.apply_contract_payment(
        stage.hand("owner_unit"),
        contract,
        sort=sort,
        use=Use.HOUSING,
        amount=amount,
        purpose=f"一标段{sort.label}（演示）",
        document="演示计量支付证书",
        certified_on=stage.day(weeks_back, 1) if sort == PaymentSort.PROGRESS else None,
    )
