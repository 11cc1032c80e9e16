"""The changes that funding knows, one noun per file; callers import them from here."""

from funding.actions.applying import apply_contract_payment, apply_other_payment, apply_payments
from funding.actions.commitments import commit_funds
from funding.actions.contracts import change_contract_accounts, record_contract
from funding.actions.course import (
    approve_application,
    require_turn,
    return_application,
    review_application,
    withdraw_application,
)
from funding.actions.receipts import enter_receipt, keep_receipt, settle_receipt, take_back_receipt, withdraw_receipt
from funding.actions.registering import register_payments, verify_payments
from funding.actions.sources import add_source_rule, keep_ceiling, open_source

__all__ = [
    "add_source_rule",
    "apply_contract_payment",
    "apply_other_payment",
    "apply_payments",
    "approve_application",
    "change_contract_accounts",
    "commit_funds",
    "enter_receipt",
    "keep_ceiling",
    "keep_receipt",
    "open_source",
    "record_contract",
    "register_payments",
    "require_turn",
    "return_application",
    "review_application",
    "settle_receipt",
    "take_back_receipt",
    "verify_payments",
    "withdraw_application",
    "withdraw_receipt",
]
