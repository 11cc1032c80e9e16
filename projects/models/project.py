"""立项项目: what was approved as one project over one or more villages, and the total that it may cost (decision 2)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from portal.kernel.db import MoneyField, RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from projects import permissions
from projects.models.correctable import Correctable, corrected_rows_constraints
from projects.models.matter import Confidence
from projects.models.tenure import Tenure
from projects.models.village import Village


class Project(Record):
    """Bearer of the estimate, the annual plan, contracts and tender sums. ``document`` is the approval, if known."""

    seen_with = permissions.VIEW_VILLAGES
    # What is a project is public; which villages lie in it is seen by village.
    is_shared = True

    name = models.CharField("项目名称", max_length=60)
    document = models.CharField("立项批复", max_length=200, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "立项项目"
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="project_name_is_unique", violation_error_message="已有同名项目。"
            ),
            models.CheckConstraint(
                name="project_has_a_name", condition=~Q(name=""), violation_error_message="请填写项目名称。"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectVillage(Tenure):
    """A village belongs to a project for a half-open period of days; to one project at a time."""

    seen_with = permissions.VIEW_VILLAGES
    anchors = {Reach.VILLAGE: "village_id"}

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="立项项目")
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="点位")

    class Meta(Tenure.Meta):
        verbose_name = "项目点位"
        constraints = [
            ExclusionConstraint(
                name="village_is_in_one_project_at_a_time",
                expressions=[("village", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
                violation_error_message="该点位在这段时间已列入另一立项项目。请先结束原归属。",
            ),
            models.CheckConstraint(
                name="project_village_has_days",
                condition=Q(days__isempty=False),
                violation_error_message="归属的结束日期应晚于开始日期。",
            ),
            models.CheckConstraint(
                name="project_village_has_basis",
                condition=~Q(basis=""),
                violation_error_message="请填写点位列入项目的依据。",
            ),
        ]


class ProjectCeiling(Correctable):
    """The total investment of a project, which is the ceiling of what may be spent on it. Another one is a new row."""

    seen_with = permissions.VIEW_VILLAGES
    is_shared = True

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="立项项目")
    amount = MoneyField("总投资")
    document = models.CharField("核定文件", max_length=200, blank=True, default="")
    source = models.CharField("来源", max_length=200)
    confidence = models.CharField("可信度", max_length=3, choices=Confidence)

    class Meta(Correctable.Meta):
        verbose_name = "项目总投资"
        constraints = [
            *corrected_rows_constraints("project_ceiling"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(supersedes__isnull=True),
                name="project_has_one_ceiling",
                violation_error_message="该项目已登记总投资。数额有变化的，请办理调整并写明原因。",
            ),
            models.CheckConstraint(
                name="project_ceiling_is_an_amount",
                condition=Q(amount__gt=0),
                violation_error_message="总投资应大于零。",
            ),
            models.CheckConstraint(
                name="project_ceiling_has_source",
                condition=~Q(source=""),
                violation_error_message="请填写总投资的来源。",
            ),
            models.CheckConstraint(
                name="project_ceiling_confidence_is_known",
                condition=Q(confidence__in=Confidence.values),
                violation_error_message="可信度不在规定的范围内。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.amount}"
