"""Money that arrived is entered by one person and checked by another."""

from funding.permissions import CHECK_RECEIPTS, KEEP_SOURCES
from portal.approvals.contributions import Stage, flow

RECEIPT_FLOW = flow("receipt", "到账和冲销复核", Stage("check", "复核", CHECK_RECEIPTS), asks=KEEP_SOURCES)
