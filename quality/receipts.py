"""The receipt of somebody who gives no name: a code that opens his own doubt and nothing else.

It is derived from the key of the form that he sent, so that the same form sent thrice leads to the same receipt,
while the database keeps hashes alone, from which nobody learns either.
"""

from __future__ import annotations

import base64
import hashlib
import secrets

from django.utils.crypto import salted_hmac

_BYTES = 10  # eighty bits in sixteen characters: short enough to be copied by hand, too many to be tried
_GROUP = 4


def receipt_of(form_key: str) -> str:
    """``abcd-efgh-ijkl-mnop``."""
    digest = salted_hmac("quality.receipt", form_key, algorithm="sha256").digest()[:_BYTES]
    code = base64.b32encode(digest).decode().lower()
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def receipt_hash(code: str) -> bytes:
    """What is kept of a receipt; blanks, dashes and capitals in what somebody typed make no difference."""
    plain = "".join(char for char in code.lower() if char.isalnum())
    return hashlib.sha256(f"receipt:{plain}".encode()).digest()


def form_hash(form_key: str) -> bytes:
    return hashlib.sha256(f"form:{form_key}".encode()).digest()


def unnamed_holder() -> int:
    """Whose an unnamed doubt is: a number below zero, which no user has."""
    return -1 - secrets.randbits(62)
