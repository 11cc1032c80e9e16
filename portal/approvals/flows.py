"""The flow of this app itself: an exception from a gate is signed by two people who did not ask for it."""

from portal.approvals.contributions import Stage, flow
from portal.approvals.permissions import ASK_OVERRIDE, SIGN_OVERRIDE

OVERRIDE = flow("override", "例外办理", Stage("sign", "签批", SIGN_OVERRIDE, votes=2), asks=ASK_OVERRIDE)
