"""Rules of relocation on plain values: pure Python, every legal input has an answer. One noun per file."""

from relocation.rules.agreements import (
    AGREEMENT_TITLES,
    MOST_ACCOUNT_DIGITS,
    OWN_REVIEW_CLAUSE,
    PARTY_WORDS,
    PLAN_NOTICE_CLAUSES,
    PLAN_NOTICE_RULES,
    agreement_number,
    is_account,
    masked_name,
    month_day,
    notice_words,
)
from relocation.rules.capitals import in_capitals

__all__ = [
    "AGREEMENT_TITLES",
    "MOST_ACCOUNT_DIGITS",
    "OWN_REVIEW_CLAUSE",
    "PARTY_WORDS",
    "PLAN_NOTICE_CLAUSES",
    "PLAN_NOTICE_RULES",
    "agreement_number",
    "in_capitals",
    "is_account",
    "masked_name",
    "month_day",
    "notice_words",
]
