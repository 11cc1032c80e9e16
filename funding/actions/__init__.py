"""The changes that funding knows, one noun per file; callers import them from here."""

from funding.actions.receipts import (
    enter_receipt,
    keep_receipt,
    settle_receipt,
    take_back_receipt,
    withdraw_receipt,
)
from funding.actions.sources import add_source_rule, keep_ceiling, open_source

__all__ = [
    "add_source_rule",
    "enter_receipt",
    "keep_ceiling",
    "keep_receipt",
    "open_source",
    "settle_receipt",
    "take_back_receipt",
    "withdraw_receipt",
]
