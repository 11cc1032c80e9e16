"""The changes that projects knows, one noun per file; callers import them from here."""

from projects.actions.grants import approve_grant, decline_grant, end_grant, propose_grant
from projects.actions.handover import hand_over
from projects.actions.roles import load_roles

__all__ = ["approve_grant", "decline_grant", "end_grant", "hand_over", "load_roles", "propose_grant"]
