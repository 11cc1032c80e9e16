"""The lead project as a 立项项目, from the public facts: one village, and a total investment with its source."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from portal.kernel.actions import action
from portal.kernel.facts import tell
from portal.kernel.money import Money
from portal.kernel.permissions import Portal
from projects import permissions
from projects.actions.public_facts import RELOAD_REASON
from projects.facts import ProjectsLoaded
from projects.models import (
    MilestoneReached,
    Project,
    ProjectCeiling,
    ProjectVillage,
    PublicFigure,
    Village,
    VillageKind,
)

LEAD_PROJECT = "示范点改造项目"
TOTAL = "total_investment"


@action(needs=permissions.RECORD_PUBLIC_FACTS)
def load_projects(actor: Any, target: Portal) -> ProjectsLoaded:
    """Make the lead project and its ceiling what the public facts say. Done again, only what changed is written.

    Other villages have no public total; theirs are entered when they are approved.
    """
    lead = Village.objects.get(kind=VillageKind.LEAD)
    project: Project | None = Project.objects.filter(name=LEAD_PROJECT).first()
    is_new = project is None
    if project is None:
        project = Project(name=LEAD_PROJECT)
        project.save()
        _join(project, lead)
    total = PublicFigure.objects.known_at(None).filter(village=lead, key=TOTAL, number__isnull=False).first()
    loaded = ProjectsLoaded(int(is_new), int(total is not None and _has_new_ceiling(project, total)))
    tell(loaded)
    return loaded


def _join(project: Project, lead: Village) -> None:
    """The village belongs to it since it was begun, as far as that is published."""
    begun = MilestoneReached.objects.known_at(None).filter(village=lead).order_by("reached_on").first()
    ProjectVillage(
        project=project,
        village=lead,
        days=DateRange(begun.reached_on if begun else None, None),
        basis=begun.source if begun else "公开信息",
    ).save()


def _has_new_ceiling(project: Project, total: PublicFigure) -> bool:
    amount: Any = Money.yuan(f"{total.number:.2f}")  # the column is declared as a bigint, its value is Money
    standing = ProjectCeiling.objects.known_at(None).filter(project=project).first()
    # A total that people adjusted by a paper is newer than the published one.
    if standing is not None and (standing.document or (standing.amount, standing.source) == (amount, total.source)):
        return False
    ProjectCeiling(
        project=project,
        amount=amount,
        source=total.source,
        confidence=total.confidence,
        supersedes=standing,
        reason=RELOAD_REASON if standing else "",
    ).save()
    return True
