"""The areas (片区) that villages are grouped in."""

from __future__ import annotations

from projects.models import Area


def areas_by_name() -> dict[str, Area]:
    """Every area under its name."""
    return {area.name: area for area in Area.objects.order_by("pk")}
