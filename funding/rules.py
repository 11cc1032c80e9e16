"""Rules of funding on plain values: pure Python, every legal input has an answer."""

from __future__ import annotations

import re

from portal.kernel.money import Money

ACCOUNT_SHAPE = re.compile(r"\d{8,30}", re.ASCII)


def account_number(typed: str) -> str:
    """A bank account as it is kept: without the blanks and dashes that people type between its digits."""
    return re.sub(r"[\s-]", "", typed)


def is_account_number(number: str) -> bool:
    """8 to 30 digits: accounts of firms are as short, cards of persons as long as that."""
    return bool(ACCOUNT_SHAPE.fullmatch(number))


def yuan_text(amount: Money) -> str:
    """``286,400.00元``: to the fen, as a refusal names what is missing."""
    return f"{amount.in_unit('元'):,.2f}元"


# How many working days one link may take before it counts as late (指挥部资金管理办法, 本级), by the state that waits.
LINK_DAYS = {"applied": 3, "reviewed": 3, "approved": 5, "paid": 20}


def is_late(state: str, workdays: int) -> bool:
    """Whether a link took longer than the office gives it; what waits for nobody is never late."""
    return state in LINK_DAYS and workdays > LINK_DAYS[state]
