"""Public facts: one by one, and set-wise from the file of facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from portal.kernel.permissions import Portal
from projects import permissions
from projects.actions.recording import refuse_second_correction
from projects.facts import PublicFactsLoaded, PublicFigureRecorded
from projects.models import (
    Area,
    Milestone,
    MilestoneKind,
    MilestoneReached,
    PublicFigure,
    PublicPrecision,
    Village,
    VillageKind,
)
from projects.rules import PublicFacts
from projects.rules.addresses import is_web_address
from projects.rules.public_facts import DatedFact, Statement

UNREADABLE_ADDRESS = "出处地址应为网址，以“http://”“https://”或网站域名开头。没有网址的，请留空。"
RELOAD_REASON = "公开信息数据文件更新"
LEAD_SUBJECT = "lead"


class PublicFactIncomplete(InvalidInput):
    """A public fact without its source or confidence."""


class AddressUnreadable(InvalidInput):
    """The address of a source leads to a page, or there is none."""


class CorrectsAnother(InvalidInput):
    """A correction is about the same matter of the same village, area or district as the row that it corrects."""


@action(needs=permissions.RECORD_PUBLIC_FACTS)
def record_public_figure(
    actor: Any,
    target: Village | Area | Portal,
    *,
    key: str,
    label: str,
    value: str,
    source: str,
    confidence: str,
    number: Decimal | None = None,
    unit: str = "",
    as_of: date | None = None,
    precision: str = PublicPrecision.EXACT,
    address: str = "",
    note: str = "",
    corrects: PublicFigure | None = None,
    reason: str = "",
) -> PublicFigure:
    """Record what was published of a village, an area or (PORTAL) the district; contradictions stand side by side."""
    if not source.strip() or not confidence:
        raise PublicFactIncomplete("公开信息须注明来源和可信度。请补充后再提交。")
    if not is_web_address(address):
        raise AddressUnreadable(UNREADABLE_ADDRESS, fields={"address": UNREADABLE_ADDRESS})
    village = target if isinstance(target, Village) else None
    area = target if isinstance(target, Area) else None
    if corrects is not None:
        corrects = PublicFigure.objects.locked(corrects)
        refuse_second_correction(corrects)
        if (corrects.village, corrects.area, corrects.key) != (village, area, key):
            raise CorrectsAnother("更正的对象应是同一点位、同一名称的公开信息。请从原记录进入更正。")
    figure = PublicFigure(
        village=village,
        area=area,
        key=key,
        label=label,
        value=value,
        number=number,
        unit=unit,
        as_of=as_of,
        precision=precision,
        confidence=confidence,
        source=source,
        address=address,
        note=note,
        supersedes=corrects,
        reason=reason,
        recorded_by=actor.user,
        backfill=corrects.backfill if corrects else None,
    )
    figure.save()
    tell(PublicFigureRecorded(figure.pk, figure.village_id, figure.area_id, key))
    return figure


@action(needs=permissions.RECORD_PUBLIC_FACTS)
def load_public_facts(actor: Any, target: Portal, *, facts: PublicFacts) -> PublicFactsLoaded:
    """Make what the portal says of public facts equal to the file: villages, areas, statements, milestones.

    What stands already and says the same is left alone; what changed becomes a correction. Names and groupings that
    people entered are not touched.
    """
    villages = _villages(facts)
    areas = _areas(facts)
    # By number, not by name: people may have given a site its full name since.
    by_ordinal = {village.ordinal: village for village in Village.objects.all()}
    by_subject: dict[str, Village | None] = {"": None, LEAD_SUBJECT: by_ordinal[1]}
    by_subject |= {name: by_ordinal[ordinal] for ordinal, name in enumerate(facts.named_sites, start=2)}
    figures = _statements(facts.statements, by_subject)
    milestones = _promises(facts.promised, by_subject) + _reached(facts.reached, by_subject)
    loaded = PublicFactsLoaded(villages, areas, figures, milestones)
    tell(loaded)
    return loaded


def _villages(facts: PublicFacts) -> int:
    """The lead is number 1, the named sites follow, then those whose names are not public."""
    standing = set(Village.objects.values_list("ordinal", flat=True))
    names = dict(enumerate(facts.named_sites, start=2))
    wanted = [Village(ordinal=1, kind=VillageKind.LEAD)] + [
        Village(ordinal=ordinal, kind=VillageKind.PLANNED, name=names.get(ordinal, ""))
        for ordinal in range(2, facts.planned_sites + 2)
    ]
    return len(Village.objects.bulk_create([village for village in wanted if village.ordinal not in standing]))


def _areas(facts: PublicFacts) -> int:
    standing = set(Area.objects.values_list("name", flat=True))
    wanted = [Area(name=name, source=facts.areas_source) for name in facts.areas if name not in standing]
    return len(Area.objects.bulk_create(wanted))


def _statements(statements: Iterable[Statement], by_subject: dict[str, Village | None]) -> int:
    standing = {
        (figure.village_id, figure.key, figure.source): figure
        for figure in PublicFigure.objects.known_at(None).filter(area__isnull=True, is_demonstration=False)
    }
    rows = []
    for ordinal, statement in enumerate(statements, start=1):
        values = asdict(statement)
        village = by_subject[values.pop("subject")]
        before = standing.get((village.pk if village else None, statement.key, statement.source))
        if before is None or any(getattr(before, name) != value for name, value in values.items()):
            rows.append(
                PublicFigure(
                    **values,
                    village=village,
                    ordinal=ordinal,
                    supersedes=before,
                    reason=RELOAD_REASON if before else "",
                )
            )
    return len(PublicFigure.objects.bulk_create(rows))


def _promises(promised: Iterable[DatedFact], by_subject: dict[str, Village | None]) -> int:
    standing = {(row.village_id, row.kind): row for row in Milestone.objects.known_at(None)}
    rows = []
    for fact in promised:
        village = by_subject[fact.subject]
        before = standing.get((village.pk if village else None, fact.kind))
        # A promise that people changed by a decision is newer than the published one.
        if before is not None and (before.recorded_by_id is not None or before.promised_on == fact.day):
            continue
        rows.append(
            Milestone(
                village=village,
                kind=fact.kind,
                label=MilestoneKind(fact.kind).label,
                promised_on=fact.day,
                precision=fact.precision,
                promised_text=fact.text,
                basis=fact.source,
                source=fact.source,
                confidence=fact.confidence,
                supersedes=before,
                reason=RELOAD_REASON if before else "",
            )
        )
    return len(Milestone.objects.bulk_create(rows))


def _reached(reached: Iterable[DatedFact], by_subject: dict[str, Village | None]) -> int:
    standing = {(row.village_id, row.kind): row for row in MilestoneReached.objects.known_at(None)}
    rows = []
    for fact in reached:
        village = by_subject[fact.subject]
        before = standing.get((village.pk if village else None, fact.kind))
        if before is not None and (before.reported_by_id is not None or before.reached_on == fact.day):
            continue
        rows.append(
            MilestoneReached(
                village=village,
                kind=fact.kind,
                reached_on=fact.day,
                precision=fact.precision,
                source=fact.source,
                confidence=fact.confidence,
                note=fact.note,
                supersedes=before,
                reason=RELOAD_REASON if before else "",
            )
        )
    return len(MilestoneReached.objects.bulk_create(rows))
