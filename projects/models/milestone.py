"""节点: what was promised for a day, and, apart from it, what was reached on a day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.kernel.permissions import Reach
from projects import permissions
from projects.models.backfill import Backfill
from projects.models.correctable import Correctable, corrected_rows_constraints
from projects.models.matter import Confidence, Precision
from projects.models.village import Village


class MilestoneKind(models.TextChoices):
    """Independent dated facts: none is ever derived from another, whatever their order here."""

    LAUNCH = "launch", "启动"
    CEREMONY = "ceremony", "开工仪式"
    SIGNING_COMPLETE = "signing_complete", "签约完成"
    DEMOLITION_COMPLETE = "demolition_complete", "拆除完成"
    CONSTRUCTION_PERMIT = "construction_permit", "取得施工许可"
    CONSTRUCTION_START = "construction_start", "开工"
    STATISTICS_ENTRY = "statistics_entry", "入库"
    TOPPING_OUT = "topping_out", "封顶"
    ACCEPTANCE = "acceptance", "竣工验收"
    RETURN = "return", "回迁"


class Milestone(Correctable):
    """A dated promise. It is changed only by a new row that names the decision it rests on."""

    seen_with = permissions.VIEW_VILLAGES
    anchors = {Reach.VILLAGE: "village_id"}

    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="点位")
    kind = models.CharField("节点", max_length=24, choices=MilestoneKind)
    label = models.CharField("名称", max_length=40)
    promised_on = models.DateField("承诺日期（不晚于）")
    precision = models.CharField("精确到", max_length=10, choices=Precision, default=Precision.DAY)
    promised_text = models.CharField("原文表述", max_length=40, blank=True, default="")
    basis = models.CharField("依据（会议、批示或文件）", max_length=200)
    source = models.CharField("来源", max_length=200, blank=True, default="")
    confidence = models.CharField("可信度", max_length=3, choices=Confidence, default=Confidence.PRIMARY)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")

    class Meta(Correctable.Meta):
        verbose_name = "节点"
        constraints = [
            *corrected_rows_constraints("milestone"),
            models.UniqueConstraint(
                fields=["village", "kind"],
                condition=Q(supersedes__isnull=True),
                name="milestone_is_promised_once",
                violation_error_message="该点位的这个节点已有承诺日期。确需调整的，请在原节点上办理调整并写明依据。",
            ),
            models.CheckConstraint(
                name="milestone_has_basis",
                condition=~Q(basis=""),
                violation_error_message="请填写节点日期的依据（会议纪要、批示或文件名称、文号）。",
            ),
            models.CheckConstraint(
                name="milestone_kind_is_known",
                condition=Q(kind__in=MilestoneKind.values),
                violation_error_message="节点类别不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="milestone_precision_is_known",
                condition=Q(precision__in=Precision.values),
                violation_error_message="日期的精确程度不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="milestone_confidence_is_known",
                condition=Q(confidence__in=Confidence.values),
                violation_error_message="可信度不在规定的范围内。",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class MilestoneReached(Correctable):
    """That a village reached a milestone on a day: an observation with its source, needing no promise before it."""

    seen_with = permissions.VIEW_VILLAGES
    anchors = {Reach.VILLAGE: "village_id"}

    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="点位")
    kind = models.CharField("节点", max_length=24, choices=MilestoneKind)
    reached_on = models.DateField("完成日期")
    precision = models.CharField("精确到", max_length=10, choices=Precision, default=Precision.DAY)
    source = models.CharField("来源（证明材料）", max_length=200)
    confidence = models.CharField("可信度", max_length=3, choices=Confidence, default=Confidence.PRIMARY)
    note = models.CharField("备注", max_length=200, blank=True, default="")
    backfill = models.ForeignKey(Backfill, models.PROTECT, related_name="+", null=True, verbose_name="补录单")
    reported_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")

    class Meta(Correctable.Meta):
        verbose_name = "节点完成"
        constraints = [
            *corrected_rows_constraints("milestone_reached"),
            models.UniqueConstraint(
                fields=["village", "kind"],
                condition=Q(supersedes__isnull=True),
                name="milestone_is_reached_once",
                violation_error_message="该点位的这个节点已登记完成。日期有误的，请办理更正并写明原因。",
            ),
            models.CheckConstraint(
                name="milestone_reached_has_source",
                condition=~Q(source=""),
                violation_error_message="请填写节点完成的证明材料或来源。",
            ),
            models.CheckConstraint(
                name="milestone_reached_kind_is_known",
                condition=Q(kind__in=MilestoneKind.values),
                violation_error_message="节点类别不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="milestone_reached_precision_is_known",
                condition=Q(precision__in=Precision.values),
                violation_error_message="日期的精确程度不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="milestone_reached_confidence_is_known",
                condition=Q(confidence__in=Confidence.values),
                violation_error_message="可信度不在规定的范围内。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
