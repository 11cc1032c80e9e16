"""The villages that a request may speak of."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from portal.web.parameters import number
from projects.models import Village

VILLAGE = number("village", "只要这个点位的，填点位编号")


def seen_village(request: Any, pk: int) -> Village:
    """One village that the person sees. Raises Http404 for a missing and a foreign one alike."""
    found: Village = get_object_or_404(Village.objects.visible_to(request.actor), pk=pk)
    return found


def seen_villages(request: Any, pk: int | None) -> Any:
    """The one that was asked for, or (None) all that the person sees."""
    seen = Village.objects.visible_to(request.actor)
    return seen if pk is None else seen.filter(pk=seen_village(request, pk).pk)
