"""What integrity lets others read, one noun per file."""

from integrity.selectors.trail import (
    CHECKPOINT,
    SIGNER,
    VERIFYING,
    CheckpointRow,
    entries_of,
    is_all_signed,
    last_checkpoint,
    oldest_unsealed,
    unsigned_since,
)

__all__ = [
    "CHECKPOINT",
    "SIGNER",
    "VERIFYING",
    "CheckpointRow",
    "entries_of",
    "is_all_signed",
    "last_checkpoint",
    "oldest_unsealed",
    "unsigned_since",
]
