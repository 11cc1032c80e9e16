"""An edition is checked by one person and signed by another, neither of whom submitted it."""

from portal.approvals.contributions import Stage, flow
from portal.reports.permissions import CHECK_EDITION, SIGN_EDITION, SUBMIT_EDITION

CHECK, SIGN = "check", "sign"
EDITION_FLOW = flow(
    "edition",
    "专报审签",
    Stage(CHECK, "核稿", CHECK_EDITION),
    Stage(SIGN, "签发", SIGN_EDITION),
    asks=SUBMIT_EDITION,
    page="reports:edition-desk",
)
