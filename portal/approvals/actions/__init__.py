"""The changes of approvals, one noun per file."""

from portal.approvals.actions.approvals import ask_approval, use_approval, withdraw_approval
from portal.approvals.actions.flows import load_flows, publish_flow
from portal.approvals.actions.overrides import ask_override, use_override
from portal.approvals.actions.votes import cast_vote

__all__ = [
    "ask_approval",
    "ask_override",
    "cast_vote",
    "load_flows",
    "publish_flow",
    "use_approval",
    "use_override",
    "withdraw_approval",
]
