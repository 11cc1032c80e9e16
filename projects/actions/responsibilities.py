"""Saying who answers for a village at which level."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from portal.accounts.models import Organisation, User
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from projects import permissions
from projects.actions.recording import recording
from projects.facts import ResponsibilityAssigned
from projects.models import Matter, Responsibility, Village


class ResponsibilityUnchanged(InvalidInput):
    """The same unit and person answer for it already, or the new one would begin before the old."""


@action(needs=permissions.ASSIGN_RESPONSIBILITY)
def assign_responsibility(
    actor: Any,
    village: Village,
    *,
    level: str,
    since: date,
    basis: str,
    matter: str = Matter.OVERALL,
    organisation: Organisation | None = None,
    person: User | None = None,
    is_demonstration: bool = False,
) -> Responsibility:
    """Let a unit, a person or both answer from ``since`` on; whoever did so until then is relieved the day before."""
    village = Village.objects.locked(village)
    running = Responsibility.objects.running().filter(village=village, level=level, matter=matter).first()
    if running is not None:
        _require_change(running, organisation, person, since)
        running.close(since, now=clock.now())
    responsibility = Responsibility(
        village=village,
        level=level,
        matter=matter,
        organisation=organisation,
        person=person,
        days=DateRange(since, None),
        basis=basis,
        **recording(None, is_demonstration=is_demonstration),
    )
    responsibility.save()
    tell(
        ResponsibilityAssigned(
            village.pk,
            responsibility.pk,
            level,
            matter,
            responsibility.organisation_id,
            responsibility.person_id,
            since,
        )
    )
    return responsibility


def _require_change(
    running: Responsibility, organisation: Organisation | None, person: User | None, since: date
) -> None:
    same_unit = running.organisation_id == (organisation.pk if organisation else None)
    if same_unit and running.person_id == (person.pk if person else None):
        raise ResponsibilityUnchanged("该级责任已是这个单位和这位同志，不需要调整。")
    if since <= running.days.lower:
        first = running.first_day_words
        raise ResponsibilityUnchanged(
            f"原责任自{first}起，调整日期应晚于这一天。", fields={"since": f"请选择{first}以后的日期。"}
        )
