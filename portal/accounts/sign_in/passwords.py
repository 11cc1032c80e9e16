"""Passwords: made for one use, judged, and checked the same way whoever is asked for."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import get_hasher, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

# Without letters and digits that are read wrong from paper (0 o, 1 l i): 12 of 31 are 59 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def one_time_password() -> str:
    """A random password to be handed over and changed at the first sign-in: ``k7mq-x9ap-3tzd``."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def weaknesses(password: str, person: Any) -> list[str]:
    """What makes a password too weak for this person, in sentences; empty when nothing does."""
    try:
        validate_password(password, person)
    except ValidationError as found:
        return list(found.messages)
    return []


def person_with(request: Any, username: str, password: str) -> Any:
    """The active person whose account and password these are, or None: unknown, inactive and wrong take the same
    time, one hashing of the password each. Count the guess first (``throttle``)."""
    return authenticate(request, username=username, password=password)


def renewed_hash(person: Any, password: str) -> str:
    """The hash anew when the stored one was made with an older method or fewer rounds, else empty.

    The auditors' pool leaves it to the main one: its database login may not write a password.
    """
    if settings.PORTAL_POOL == "audit":
        return ""
    method = identify_hasher(person.password)
    is_current = method.algorithm == get_hasher().algorithm and not method.must_update(person.password)
    return "" if is_current else make_password(password)
