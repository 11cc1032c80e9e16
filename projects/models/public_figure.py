"""Public facts (公开信息): what was published about the programme and its sites, by whom, and how far to be trusted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects import permissions
from projects.models.backfill import Backfill
from projects.models.correctable import Correctable, corrected_rows_constraints
from projects.models.matter import Confidence
from projects.models.village import Area, Village


class PublicPrecision(models.TextChoices):
    EXACT = "exact", "准确"
    DAY = "day", "日"
    MONTH = "month", "月"
    YEAR_END = "year_end", "年底"
    ABOUT = "about", "约数"


class PublicFigure(Correctable):
    """One published statement about the district, an area or a village. An empty ``value`` means: not public.

    What contradicts another statement is kept beside it, with ``note`` as the data-quality note; nothing is smoothed.
    """

    seen_with = permissions.VIEW_VILLAGES
    # Published facts hide nothing: whoever may see any village may read them all.
    is_shared = True

    village = models.ForeignKey(Village, models.PROTECT, related_name="+", null=True, verbose_name="点位")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", null=True, verbose_name="片区")
    key = models.CharField("代号", max_length=60)
    label = models.CharField("名称", max_length=60)
    value = models.CharField("内容", max_length=200, blank=True, default="")
    number = models.DecimalField("数值", max_digits=24, decimal_places=4, null=True, blank=True)
    unit = models.CharField("计量单位", max_length=10, blank=True, default="")
    as_of = models.DateField("截至日期", null=True, blank=True)
    precision = models.CharField("精确程度", max_length=10, choices=PublicPrecision, default=PublicPrecision.EXACT)
    confidence = models.CharField("可信度", max_length=3, choices=Confidence, blank=True, default="")
    source = models.CharField("来源", max_length=200)
    address = models.CharField("来源地址", max_length=300, blank=True, default="")
    note = models.CharField("数据质量说明", max_length=300, blank=True, default="")
    ordinal = models.PositiveSmallIntegerField("序号", default=0)
    backfill = models.ForeignKey(Backfill, models.PROTECT, related_name="+", null=True, verbose_name="补录单")
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")

    class Meta(Correctable.Meta):
        verbose_name = "公开信息"
        constraints = [
            *corrected_rows_constraints("public_figure"),
            models.UniqueConstraint(
                fields=["village", "area", "key", "source"],
                condition=Q(supersedes__isnull=True),
                nulls_distinct=False,
                name="public_figure_is_recorded_once",
                violation_error_message="同一来源的这项公开信息已登记。内容有变化的，请办理更正并写明原因。",
            ),
            models.CheckConstraint(
                name="public_figure_has_one_subject",
                condition=Q(village__isnull=True) | Q(area__isnull=True),
                violation_error_message="一项公开信息只能属于点位、片区或全区之一。",
            ),
            models.CheckConstraint(
                name="public_figure_has_source",
                condition=~Q(source="") & ~Q(label=""),
                violation_error_message="请填写公开信息的名称和来源。",
            ),
            models.CheckConstraint(
                name="public_figure_confidence_is_known",
                condition=Q(confidence__in=Confidence.values) | Q(confidence="", value=""),
                violation_error_message="公开信息须注明可信度。",
            ),
            models.CheckConstraint(
                name="public_figure_precision_is_known",
                condition=Q(precision__in=PublicPrecision.values),
                violation_error_message="精确程度不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="public_figure_number_has_words",
                condition=Q(number__isnull=True) | ~Q(value=""),
                violation_error_message="有数值的公开信息须同时写明原文内容。",
            ),
        ]

    def __str__(self) -> str:
        return self.label
