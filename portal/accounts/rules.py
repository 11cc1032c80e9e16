"""Rules of accounts on plain values: pure Python, every legal input has an answer."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import ip_address

from stdnum.cn import uscc as uscc_number

ACCOUNT_SHAPE = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}", re.ASCII)
LONGEST_TOKEN_DAYS = 366
MOST_TOKENS = 10
REVEALS_PER_HOUR = 20
PHONE_SHAPE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}|\d{7,8}", re.ASCII)


def account_name(typed: str) -> str:
    """An account name as it is stored and looked for: full-width and capital letters count as plain ones."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def is_account_name(name: str) -> bool:
    """Latin letters, digits and ``. _ -``, 2 to 40 of them."""
    return bool(ACCOUNT_SHAPE.fullmatch(name))


def is_phone(number: str) -> bool:
    """A mobile or a landline number of mainland China."""
    return bool(PHONE_SHAPE.fullmatch(number))


def is_uscc(code: str) -> bool:
    """A 统一社会信用代码 with a right check digit (GB 32100)."""
    return len(code) == 18 and bool(uscc_number.is_valid(code))


def kind_of_address(address: str) -> str | None:
    """``machine``, ``internal`` or ``internet`` (values of AddressKind); None for what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    if parsed.is_loopback:
        return "machine"
    return "internal" if parsed.is_private else "internet"


def masked_name(name: str) -> str:
    """``张*``: for people who are not staff."""
    return f"{name[:1]}*" if name else ""
