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
from projects.models import Level, Matter, Responsibility, Village


class NotTheirsToAnswer(InvalidInput):
    """A level is answered for by units of its own kind, never by whoever builds or lives there."""


# Who works for the site or lives there is looked after, and does not lead.
_NEVER_LEADING = ("builder", "supervision", "third_party", "residents")
_COMMAND = "command"
_ON_THE_GROUND = ("township", "community")


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
    _require_kind(level, organisation, person)
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


def _require_kind(level: str, organisation: Organisation | None, person: User | None) -> None:
    if level == Level.TASK_FORCE:
        return
    word, own = Level(level).label, person.organisation if person else None
    for name, unit in (("organisation", organisation), ("person", own)):
        if unit is not None and unit.kind in _NEVER_LEADING:
            raise _refused(name, f"“{word}”不能明确到{unit.get_kind_display()}（{unit}）。请另选单位或责任人。")
    if level == Level.LEADER and own is not None and own.kind != _COMMAND:
        raise _refused("person", f"“{word}”应明确到指挥部的领导，{person}属{own}。请另选责任人。")
    if level == Level.TOWNSHIP and organisation is not None and organisation.kind not in _ON_THE_GROUND:
        raise _refused("organisation", f"“{word}”应明确到乡镇街道或村（社区），{organisation}不属这两类。请另选单位。")


def _refused(field: str, say: str) -> NotTheirsToAnswer:
    return NotTheirsToAnswer(say, fields={field: say})


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
