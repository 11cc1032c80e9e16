"""Text that no person types: NUL and other controls, lone surrogates, bytes that are no UTF-8, marks that turn a line.

The marks that turn the direction of text round are refused because with them a figure can be made to read backwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

_HOSTILE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd]")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def is_hostile(text: str) -> bool:
    # U+FFFD is what Django makes of bytes that are no UTF-8, lone surrogates included.
    return _HOSTILE.search(text) is not None


def is_hostile_address(address: str) -> bool:
    """An address as it came over the wire, where every character stands for one byte."""
    if _BROKEN_ESCAPE.search(address):
        return True
    try:
        return is_hostile(unquote_to_bytes(address.encode("latin-1")).decode())
    except UnicodeError:
        return True


def holds_hostile(value: Any) -> bool:
    """Whether any text inside parsed JSON is hostile, keys included."""
    if isinstance(value, str):
        return is_hostile(value)
    inside: Iterable[Any] = ()
    if isinstance(value, dict):
        inside = (*value.keys(), *value.values())
    elif isinstance(value, list):
        inside = value
    return any(holds_hostile(item) for item in inside)
