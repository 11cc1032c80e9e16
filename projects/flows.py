"""What one administrator does not do alone, and history that is entered afterwards."""

from portal.accounts.permissions import RESET_SIGN_IN
from portal.approvals.contributions import Stage, flow
from projects.permissions import AGREE_ON_GUARDS, APPROVE_GRANT, BACKFILL, CHECK_BACKFILL

END_READER_GRANT = flow(
    "end_reader_grant", "终止审计、纪检授权", Stage("agree", "复核", AGREE_ON_GUARDS), asks=APPROVE_GRANT
)
RESET_GUARD = flow(
    "reset_guard", "重置管理员和只读账号登录", Stage("agree", "复核", AGREE_ON_GUARDS), asks=RESET_SIGN_IN
)
ENTER_BACKFILL = flow(
    "backfill", "补录", Stage("check", "复核", CHECK_BACKFILL), asks=BACKFILL, page="projects:backfill"
)
