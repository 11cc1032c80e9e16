"""What the addresses of relocation's API may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.web.parameters import number
from portal.web.resources import PAGE

VILLAGE = number("village", "只要这个点位的，填点位编号")


def columns_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, without the number of the page."""
    return {name: value for name, value in asked.items() if name != PAGE.name}
