"""Addresses of what was published: a page of the web, with its scheme or without, nothing that would run."""

from __future__ import annotations

import re

_WEB = re.compile(r"(https?://)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.[a-z]{2,}(:\d{1,5})?([/?#]\S*)?", re.IGNORECASE)
# Where the copy of a page names its day behind it, as people note it: www.example.cn 2025-08-07.
_DAY = re.compile(r"\s\d{4}-\d{2}-\d{2}$")


def is_web_address(address: str) -> bool:
    """Whether the text is empty, or a host with what follows it, alone or behind http:// or https://."""
    return not address or _WEB.fullmatch(_DAY.sub("", address)) is not None
