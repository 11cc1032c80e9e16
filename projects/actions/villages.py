"""Naming a village and moving it to another area."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from projects import permissions
from projects.actions.recording import recording
from projects.facts import VillageNamed, VillageRegrouped
from projects.models import Area, AreaMembership, Village, VillageKind


class NameUnchanged(InvalidInput):
    """The village bears this name already, or none was given."""


class NotAName(InvalidInput):
    """A name that the portal uses itself, that does not fit, or that holds signs which nobody sees."""


class LeadKeepsItsName(InvalidInput):
    """The lead project is 示范点 in every paper."""


class NameNeedsDocument(InvalidInput):
    """A name that stands is known outside; it is changed only with the paper that changed it."""


LEAD_NAME = "示范点在各页和专报中统一称“示范点”，不另录名称。公开名称请登记为公开信息。"
LONGEST_NAME = 20
TAKEN_BEGINNINGS = tuple(VillageKind.labels)
UNSEEN = ("Cc", "Cf", "Zl", "Zp")


class RegroupedTooEarly(InvalidInput):
    """The new membership would begin before the one that it ends, or change nothing."""


@action(needs=permissions.MANAGE_VILLAGES)
def name_village(actor: Any, village: Village, *, name: str, basis: str = "") -> Village:
    """Enter the name of a site, or change it by a paper; the lead project keeps its own."""
    village = Village.objects.locked(village)
    name, basis, before = name.strip(), basis.strip(), village.name
    if village.is_lead:
        raise LeadKeepsItsName(LEAD_NAME, fields={"name": LEAD_NAME})
    if not name or name == before:
        raise NameUnchanged("点位名称没有变化。请填写新的名称。", fields={"name": "请填写新的名称。"})
    _require_name(name)
    if before and not basis:
        raise NameNeedsDocument(
            f"点位现名“{before}”，更改名称须写明批准文件。请补充后再提交。",
            fields={"basis": "请填写批准更名的文件名称、文号。"},
        )
    running_deed().reason = basis
    village.name = name
    village.save()
    tell(VillageNamed(village.pk, name, before, basis))
    return village


def _require_name(name: str) -> None:
    say = ""
    if len(name) > LONGEST_NAME:
        say = f"点位名称不超过{LONGEST_NAME}个字。请填写批准文件中的名称或规范简称。"
    elif any(unicodedata.category(sign) in UNSEEN for sign in name):
        say = "点位名称中有看不见的控制字符。请删去后重新填写。"
    elif name.startswith(TAKEN_BEGINNINGS):
        say = "“示范点”“规划点位”是系统对点位的统称，不能用作点位名称的开头。请填写批准文件中的名称。"
    if say:
        raise NotAName(say, fields={"name": say})


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
