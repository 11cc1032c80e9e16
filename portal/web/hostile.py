"""Text that no person types and no column holds: NUL, lone surrogates, bytes that are no UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def is_hostile(text: str) -> bool:
    # U+FFFD is what Django makes of bytes that are no UTF-8, lone surrogates included.
    return any(char == "\x00" or char == "\ufffd" or "\ud800" <= char <= "\udfff" for char in text)


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
