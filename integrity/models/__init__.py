"""The tables of integrity, one noun per file."""

from integrity.models.trail import AuditCheckpoint, AuditEntry, AuditLeaf, RefusalCount

__all__ = ["AuditCheckpoint", "AuditEntry", "AuditLeaf", "RefusalCount"]
