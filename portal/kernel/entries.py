"""How values stand in an entry of the trail (decision 11): plain JSON without floats, money in fen.

Of a personal value there is only a keyed mark: whoever keeps the key can tell whether two are the same, nobody else
learns anything. So it is with a person's number that somebody typed into a note or a reason.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from portal.kernel import personal
from portal.kernel.crypto import key_ring
from portal.kernel.money import Money

# The row itself holds a longer one; the entry keeps what it can be compared with.
LONGEST = 4000
# One for all: json.dumps makes itself a new one each time.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def plain(value: Any) -> Any:
    """Whole numbers and texts as they are, days and instants as ISO 8601 (instants in UTC), everything else as text.

    What would be longer than ``LONGEST`` characters becomes ``sha256:<hex>`` of its UTF-8 bytes.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return _shortened(_nested(value))
    return _shortened(_text(value))


def canonical(value: Any) -> str:
    """The one spelling of a JSON value: keys sorted, no blanks, ASCII only. Raises ValueError for NaN."""
    return _CANONICAL.encode(value)


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def mark(value: Any, *, column: str) -> str | None:
    """``hmac:<key id>:<16 hex>`` of a personal value, another one in each ``column`` (``table|name``); None stays."""
    if value is None:
        return None
    key, key_id = _mark_key()
    if isinstance(value, bytes | bytearray | memoryview):
        said = bytes(value)
    else:
        said = (value if isinstance(value, str) else str(_text(value))).encode()
    digest = hmac.digest(key, column.encode() + b"\0" + said, hashlib.sha256)
    return f"hmac:{key_id}:{digest[:8].hex()}"


@lru_cache(maxsize=1)
def _mark_key() -> tuple[bytes, str]:
    """Derived from the index key, which no rotation of the sealing keys touches, and named by its own digest."""
    key = hmac.digest(key_ring().index_key, b"audit trail", hashlib.sha256)
    return key, hashlib.sha256(b"key id" + key).hexdigest()[:8]


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return personal.NUMBERS.sub(_mark_of_number, value)
    if isinstance(value, Money):
        return value.fen
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return f"sha256:{hashlib.sha256(value).hexdigest()}"
    return str(value)


def _mark_of_number(found: re.Match[str]) -> str:
    return str(mark(found[0], column="typed"))


def _nested(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _nested(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_nested(inner) for inner in value), key=str)
    if isinstance(value, list | tuple):
        return [_nested(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int) else _text(value)


def _shortened(value: Any) -> Any:
    text = value if isinstance(value, str) else canonical(value)
    return value if len(text) <= LONGEST else f"sha256:{hashlib.sha256(text.encode(errors='replace')).hexdigest()}"
