"""Projects (立项项目): to which one a village belongs on a day, and the ceiling of what may be spent on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.kernel.db import PortalToday
from portal.kernel.money import Money
from projects.models import ProjectCeiling, ProjectVillage
from projects.selectors.moment import Moment


@dataclass(frozen=True)
class Ceiling:
    """The total investment of the project to which a village belongs, with the villages that share it."""

    project_id: int
    project: str
    amount: Money
    villages: frozenset[int]
    document: str
    source: str
    confidence: str


def ceiling_of(village_ids: Iterable[int], moment: Moment | None = None) -> Mapping[int, Ceiling]:
    """Village → the ceiling of its project; a village without a project or a known total is missing. Two queries.

    Villages of one project share one ceiling: whoever adds up counts each ``project_id`` once.
    """
    moment, wanted = moment or Moment.now(), set(village_ids)
    ceilings = {
        row.project_id: row
        for row in ProjectCeiling.objects.known_at(moment.known_at).select_related("project").order_by("pk")
    }
    members: dict[int, set[int]] = {}
    held = ProjectVillage.objects.on(moment.day, moment.known_at)
    for project, village in held.values_list("project_id", "village_id"):
        members.setdefault(project, set()).add(village)
    return {
        village: Ceiling(
            project, row.project.name, row.amount, frozenset(inside), row.document, row.source, row.confidence
        )
        for project, inside in members.items()
        if (row := ceilings.get(project)) is not None
        for village in inside & wanted
    }


@dataclass(frozen=True)
class ProjectRow:
    """The project of one village, whether or not its total is known."""

    name: str
    document: str
    ceiling: ProjectCeiling | None


def project_of(village_id: int) -> ProjectRow | None:
    """What the page of a village says of its project now; None for one that was not approved as a project yet."""
    held = ProjectVillage.objects.filter(days__contains=PortalToday(), village=village_id)
    member = held.select_related("project").first()
    if member is None:
        return None
    ceiling = ProjectCeiling.objects.known_at(None).filter(project=member.project_id).first()
    return ProjectRow(member.project.name, member.project.document, ceiling)
