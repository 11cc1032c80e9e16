"""What people do with the trail: nobody changes it, some take a copy out."""

from __future__ import annotations

from collections.abc import Collection

from integrity.facts import TrailExported
from integrity.permissions import EXPORT_TRAIL
from portal.kernel.actions import action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import DesignError, InvalidInput
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Portal
from projects.models import Village


class NoSuchVillage(InvalidInput):
    """A village that is not there, or that this person does not see."""


@action(needs=EXPORT_TRAIL)
def export_trail(actor: Actor, portal: Portal, *, villages: Collection[int] = (), reason: str = "") -> tuple[int, ...]:
    """Take a copy of the trail out, whole or with the texts of these villages only; the villages, in order.

    The deed is committed before the first line is written, so that the bundle holds it. Raises NoSuchVillage.
    """
    if running_deed().cause is not None:
        raise DesignError("a copy is taken by a deed of its own, which is committed before anything leaves")
    seen = Village.objects.visible_to(actor).filter(pk__in=villages).values_list("pk", flat=True)
    if unknown := sorted(set(villages) - set(seen)):
        raise NoSuchVillage(fields={"villages": f"没有编号为{'、'.join(map(str, unknown))}的点位，请改正后再办。"})
    named = tuple(sorted(set(villages)))
    tell(TrailExported(named))
    return named
