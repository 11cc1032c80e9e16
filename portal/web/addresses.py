"""Where a request comes from."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def client_address(request: Any) -> str:
    """The caller's address. X-Forwarded-For can be written by anybody, so only the entries that our own proxies
    appended count: TRUSTED_PROXIES of them, from the right. With 0 the header is not looked at."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.TRUSTED_PROXIES
    if not proxies:
        return direct
    forwarded = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return forwarded[-proxies] if len(forwarded) >= proxies and forwarded[-proxies] else direct
