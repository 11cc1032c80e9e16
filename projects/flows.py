"""Which matters of projects need several people."""

from portal.approvals.contributions import Stage, flow
from projects import permissions

BACKFILL_FLOW = flow(
    "backfill", "补录", Stage("check", "复核", permissions.CHECK_BACKFILL), asks=permissions.BACKFILL
)
