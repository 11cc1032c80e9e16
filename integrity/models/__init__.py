"""The tables of integrity, one noun per file."""

from integrity.models.finding import Finding, FindingMove, Severity
from integrity.models.trail import AuditCheckpoint, AuditEntry, AuditLeaf, RefusalCount

__all__ = ["AuditCheckpoint", "AuditEntry", "AuditLeaf", "Finding", "FindingMove", "RefusalCount", "Severity"]
