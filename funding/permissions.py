"""Powers over sources of money, contracts and the chain of a payment, whose links different people hold."""

from portal.kernel.permissions import chain, power

VIEW_FUNDING = power("view_funding", "查看资金台账", reads=True)
REVEAL_ACCOUNTS = power("view_whole_accounts", "查看完整收款账号", reads=True)
KEEP_SOURCES = power("keep_sources", "登记资金来源和到账", is_central=True)
CHECK_RECEIPTS = power("check_receipts", "复核到账和冲销", is_central=True)
KEEP_CONTRACTS = power("keep_contracts", "登记合同")
APPLY_PAYMENT = power("apply_payment", "提出用款申请")
REVIEW_PAYMENT = power("review_payment", "审核用款申请")
APPROVE_PAYMENT = power("approve_payment", "审批用款申请")
REGISTER_PAYMENT = power("register_payment", "登记拨付")
VERIFY_PAYMENT = power("verify_payment", "核查资金使用情况")

chain(
    "payment",
    "资金拨付",
    ("用款申请", APPLY_PAYMENT),
    ("审核", REVIEW_PAYMENT),
    ("审批", APPROVE_PAYMENT),
    ("登记拨付", REGISTER_PAYMENT),
    ("使用情况核查", VERIFY_PAYMENT),
)
chain("receipt", "到账登记", ("登记", KEEP_SOURCES), ("复核", CHECK_RECEIPTS), is_central=True)
