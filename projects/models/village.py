"""Villages (点位) and the areas that group them over time."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from portal.kernel.db import RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from projects import permissions
from projects.models.tenure import Tenure


class VillageKind(models.TextChoices):
    LEAD = "lead", "示范点"
    PLANNED = "planned", "规划点位"


class Village(Record):
    """One renovation site; the one noun that rights are granted on. It never moves; areas are regrouped around it.

    ``name`` is empty while nobody typed it: shown 名称待录入 inside and 未公开 on public pages, never invented.
    """

    seen_with = permissions.VIEW_VILLAGES
    anchors = {Reach.VILLAGE: "pk"}

    ordinal = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("类别", max_length=20, choices=VillageKind)
    name = models.CharField("名称", max_length=40, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "点位"
        constraints = [
            models.UniqueConstraint(
                fields=["ordinal"], name="village_ordinal_is_unique", violation_error_message="点位序号重复。"
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=~Q(name=""),
                name="village_name_is_unique",
                violation_error_message="已有同名点位。",
            ),
            models.CheckConstraint(
                name="village_kind_is_known",
                condition=Q(kind__in=VillageKind.values),
                violation_error_message="点位类别不在规定的范围内。",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=VillageKind.LEAD),
                name="village_lead_is_one",
                violation_error_message="示范点只有一个。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name as the office writes it; sites whose name nobody entered say so. The lead needs no other name."""
        return self.name or (self.get_kind_display() if self.is_lead else f"规划点位{self.ordinal}（名称待录入）")

    @property
    def public_label(self) -> str:
        return self.name or (self.get_kind_display() if self.is_lead else f"规划点位{self.ordinal}（名称未公开）")

    @property
    def is_lead(self) -> bool:
        return self.kind == VillageKind.LEAD


class Area(Record):
    """片区: a group of villages. Its villages change over time, so membership is dated."""

    seen_with = permissions.VIEW_VILLAGES
    # The names of areas are published; which villages lie in one is seen by village.
    is_shared = True

    name = models.CharField("片区名称", max_length=40)
    source = models.CharField("来源", max_length=200, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "片区"
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="area_name_is_unique", violation_error_message="已有同名片区。"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaMembership(Tenure):
    """A village belongs to an area for a half-open period of days; to one area at a time."""

    seen_with = permissions.VIEW_VILLAGES
    anchors = {Reach.VILLAGE: "village_id"}

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="片区")
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="点位")

    class Meta(Tenure.Meta):
        verbose_name = "片区归属"
        constraints = [
            ExclusionConstraint(
                name="village_is_in_one_area_at_a_time",
                expressions=[("village", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
                violation_error_message="该点位在这段时间已归属另一片区。请先结束原归属。",
            ),
            models.CheckConstraint(
                name="area_membership_has_days",
                condition=Q(days__isempty=False),
                violation_error_message="归属的结束日期应晚于开始日期。",
            ),
            models.CheckConstraint(
                name="area_membership_has_basis",
                condition=~Q(basis=""),
                violation_error_message="请填写片区归属的依据。",
            ),
        ]
