"""Money that arrived is entered by one person and checked by another; an application for money is reviewed by one and
approved by another, neither of whom applied.
"""

from funding.permissions import APPLY_PAYMENT, APPROVE_PAYMENT, CHECK_RECEIPTS, KEEP_SOURCES, REVIEW_PAYMENT
from portal.approvals.contributions import Stage, flow

RECEIPT_FLOW = flow("receipt", "到账和冲销复核", Stage("check", "复核", CHECK_RECEIPTS), asks=KEEP_SOURCES)
REVIEW, APPROVE = "review", "approve"
CLAUSE = "不相容岗位相分离的内控要求，指挥部资金管理办法（本级）"
PAYMENT_FLOW = flow(
    "payment",
    "用款审批",
    Stage(REVIEW, "审核", REVIEW_PAYMENT),
    Stage(APPROVE, "审批", APPROVE_PAYMENT),
    asks=APPLY_PAYMENT,
    clause=CLAUSE,
    page="funding:application",
)
