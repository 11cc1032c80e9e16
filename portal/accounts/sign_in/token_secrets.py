"""The secret of a token of the API: made once, shown once, known again by its hash."""

from __future__ import annotations

import hashlib
import secrets

SECRET_BYTES = 32  # so many that guessing is hopeless, and a plain hash keeps the secret


def new_secret() -> str:
    """43 letters that are safe in a header."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
