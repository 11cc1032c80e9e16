"""Flows by version, approvals with their moves, votes, and what was granted for one time and is used up."""

from portal.approvals.models.approval import Approval, ApprovalMove, ApprovalUse
from portal.approvals.models.flow import FlowVersion
from portal.approvals.models.vote import Vote

__all__ = ["Approval", "ApprovalMove", "ApprovalUse", "FlowVersion", "Vote"]
