"""Flows by version, approvals with their moves, uses, votes, and the overrides of gates."""

from portal.approvals.models.approval import Approval, ApprovalMove, ApprovalUse
from portal.approvals.models.flow import FlowVersion
from portal.approvals.models.override import Override
from portal.approvals.models.vote import Vote

__all__ = ["Approval", "ApprovalMove", "ApprovalUse", "FlowVersion", "Override", "Vote"]
