"""What villages are called, for engines that know them by their keys alone."""

from __future__ import annotations

from portal.kernel.permissions import Actor
from projects.models import Village


def names_seen_by(actor: Actor) -> dict[int, str]:
    """The villages that somebody sees, by key, in their order."""
    return {village.pk: village.label for village in Village.objects.visible_to(actor).order_by("ordinal")}
