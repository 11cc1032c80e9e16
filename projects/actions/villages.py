"""Naming a village and moving it to another area."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from projects import permissions
from projects.actions.recording import recording
from projects.facts import VillageNamed, VillageRegrouped
from projects.models import Area, AreaMembership, Village


class NameUnchanged(InvalidInput):
    """The village bears this name already, or none was given."""


class RegroupedTooEarly(InvalidInput):
    """The new membership would begin before the one that it ends, or change nothing."""


@action(needs=permissions.MANAGE_VILLAGES)
def name_village(actor: Any, village: Village, *, name: str) -> Village:
    """Enter or change the name of a village."""
    village = Village.objects.locked(village)
    name = name.strip()
    if not name or name == village.name:
        raise NameUnchanged("点位名称没有变化。请填写新的名称。", fields={"name": "请填写新的名称。"})
    village.name = name
    village.save()
    tell(VillageNamed(village.pk, name))
    return village


@action(needs=permissions.MANAGE_VILLAGES)
def regroup_village(
    actor: Any, village: Village, *, area: Area, since: date, basis: str, is_demonstration: bool = False
) -> AreaMembership:
    """Let the village belong to ``area`` from ``since`` on; its membership until then ends the day before."""
    village = Village.objects.locked(village)
    running = AreaMembership.objects.running().filter(village=village).first()
    if running is not None:
        if running.area_id == area.pk:
            raise RegroupedTooEarly(f"该点位已在“{area}”，不需要调整。", fields={"area": "请选择另一个片区。"})
        if since <= running.days.lower:
            first = running.first_day_words
            raise RegroupedTooEarly(
                f"该点位自{first}起归属原片区，调整日期应晚于这一天。", fields={"since": f"请选择{first}以后的日期。"}
            )
        running.close(since, now=clock.now())
    membership = AreaMembership(
        area=area,
        village=village,
        days=DateRange(since, None),
        basis=basis,
        **recording(None, is_demonstration=is_demonstration),
    )
    membership.save()
    tell(VillageRegrouped(village.pk, running.area_id if running else None, area.pk, since))
    return membership
