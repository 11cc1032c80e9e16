"""The data file of quality, read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from portal.clocks.selectors import rules_in

_FILE = Path(__file__).resolve().parents[1] / "data" / "deadline_rules.yaml"


def seed_deadline_rules() -> list[Any]:
    """Deadlines of a doubt, as ``clocks`` takes them; the office replaces these examples by versions of its own."""
    return list(rules_in(_FILE))
