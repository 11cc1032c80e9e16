"""四级责任: who answers for a village at each level, for which matter, from when to when (P3)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from portal.kernel.permissions import Reach
from projects import permissions
from projects.models.matter import Matter
from projects.models.tenure import Tenure
from projects.models.village import Village


class Level(models.TextChoices):
    """The four levels, from the top down, in the words of the command centre."""

    COMMAND = "command", "指挥部统筹"
    LEADER = "leader", "县级领导包抓"
    TASK_FORCE = "task_force", "工作专班协同"
    TOWNSHIP = "township", "乡镇街道主责"


class Responsibility(Tenure):
    """One unit, one person or both answer for a village at one level; at most one of them at a time.

    Task forces answer by matter, so there may be one per matter; the other levels answer for the whole.
    """

    seen_with = permissions.VIEW_VILLAGES
    anchors = {Reach.VILLAGE: "village_id"}

    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="点位")
    level = models.CharField("层级", max_length=20, choices=Level)
    matter = models.CharField("领域", max_length=20, choices=Matter, default=Matter.OVERALL)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", null=True, verbose_name="责任单位"
    )
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="责任人")

    class Meta(Tenure.Meta):
        verbose_name = "责任"
        constraints = [
            ExclusionConstraint(
                name="responsibility_is_held_by_one_at_a_time",
                expressions=[
                    ("village", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    ("matter", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
                violation_error_message="该点位的这一级责任在这段时间已明确到人。请先结束原责任或调整日期。",
            ),
            models.CheckConstraint(
                name="responsibility_names_somebody",
                condition=Q(organisation__isnull=False) | Q(person__isnull=False),
                violation_error_message="请至少明确一个责任单位或责任人。",
            ),
            models.CheckConstraint(
                name="responsibility_of_leader_names_a_person",
                condition=~Q(level=Level.LEADER) | Q(person__isnull=False),
                violation_error_message="县级领导包抓须明确到人。",
            ),
            models.CheckConstraint(
                name="responsibility_of_township_names_the_unit",
                condition=~Q(level=Level.TOWNSHIP) | Q(organisation__isnull=False),
                violation_error_message="主责须明确到乡镇街道。",
            ),
            models.CheckConstraint(
                name="responsibility_by_matter_is_of_task_forces",
                condition=Q(level=Level.TASK_FORCE) | Q(matter=Matter.OVERALL),
                violation_error_message="分领域的责任只适用于工作专班。",
            ),
            models.CheckConstraint(
                name="responsibility_level_is_known",
                condition=Q(level__in=Level.values),
                violation_error_message="责任层级不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="responsibility_matter_is_known",
                condition=Q(matter__in=Matter.values),
                violation_error_message="责任领域不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="responsibility_has_days",
                condition=Q(days__isempty=False, days__lower_inf=False),
                violation_error_message="请填写责任的起始日期，结束日期应晚于起始日期。",
            ),
            models.CheckConstraint(
                name="responsibility_has_basis",
                condition=~Q(basis=""),
                violation_error_message="请填写明确责任的依据。",
            ),
        ]
