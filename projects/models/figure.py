"""Figures (报数): what is counted, and what was reported of it, with numerator, denominator, as-of time and source."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from portal.kernel.db import RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from projects import permissions
from projects.models.backfill import Backfill
from projects.models.correctable import Correctable, corrected_rows_constraints
from projects.models.matter import Matter
from projects.models.village import Village


class FigureKind(Record):
    """One thing that is counted everywhere alike: its name, unit and 口径. Rows, so that an office can add its own.

    Amounts of money (``is_money``) are reported in yuan and kept in whole fen, like all money of the portal.
    What is ``is_cumulative`` only rises; a smaller number than the last one has to be explained.
    """

    seen_with = permissions.VIEW_VILLAGES
    is_shared = True

    key = models.CharField("代号", max_length=40)
    label = models.CharField("指标", max_length=40)
    unit = models.CharField("计量单位", max_length=10)
    numerator_label = models.CharField("分子", max_length=40)
    denominator_label = models.CharField("分母", max_length=40, blank=True, default="")
    definition = models.CharField("口径", max_length=300)
    matter = models.CharField("领域", max_length=20, choices=Matter)
    is_money = models.BooleanField("金额", default=False)
    is_part = models.BooleanField("分子不大于分母", default=False)
    is_cumulative = models.BooleanField("累计数", default=False)
    ordinal = models.PositiveSmallIntegerField("序号")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "指标"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], name="figure_kind_key_is_unique", violation_error_message="指标代号重复。"
            ),
            models.CheckConstraint(
                name="figure_kind_has_definition",
                condition=~Q(definition="") & ~Q(label="") & ~Q(numerator_label=""),
                violation_error_message="请填写指标名称、分子名称和口径。",
            ),
            models.CheckConstraint(
                name="figure_kind_matter_is_known",
                condition=Q(matter__in=Matter.values),
                violation_error_message="指标领域不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="figure_kind_of_a_part_has_a_whole",
                condition=Q(is_part=False) | ~Q(denominator_label=""),
                violation_error_message="分子不大于分母的指标须有分母。",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class FigureReport(Correctable):
    """One reported figure. A rate is never kept: numerator and denominator are, with the instant they were counted at.

    ``as_of`` is when it was true in the world, ``recorded_at`` when the portal learned of it.
    """

    seen_with = permissions.VIEW_VILLAGES
    anchors = {Reach.VILLAGE: "village_id"}

    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="点位")
    kind = models.ForeignKey(FigureKind, models.PROTECT, related_name="+", verbose_name="指标")
    numerator = models.BigIntegerField("分子")
    denominator = models.BigIntegerField("分母", null=True, blank=True)
    as_of = models.DateTimeField("数据截至")
    source = models.CharField("来源", max_length=200)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    backfill = models.ForeignKey(Backfill, models.PROTECT, related_name="+", null=True, verbose_name="补录单")
    reported_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="填报人")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", null=True, verbose_name="填报单位"
    )

    class Meta(Correctable.Meta):
        verbose_name = "报数"
        indexes = [models.Index(fields=["village", "kind", "-as_of", "-id"], name="figure_report_latest")]
        constraints = [
            *corrected_rows_constraints("figure_report"),
            models.UniqueConstraint(
                fields=["village", "kind", "as_of"],
                condition=Q(supersedes__isnull=True),
                name="figure_report_is_made_once",
                violation_error_message="该点位这一时点已报过这项数据。数据有误的，请办理更正并写明原因。",
            ),
            models.CheckConstraint(
                name="figure_report_is_not_negative",
                condition=Q(numerator__gte=0) & (Q(denominator__isnull=True) | Q(denominator__gte=0)),
                violation_error_message="报数不能为负数。",
            ),
            models.CheckConstraint(
                name="figure_report_is_not_of_the_future",
                condition=Q(as_of__lte=F("recorded_at")),
                violation_error_message="数据截至时间不能晚于填报时间。",
            ),
            models.CheckConstraint(
                name="figure_report_has_source",
                condition=~Q(source=""),
                violation_error_message="请填写数据来源。",
            ),
        ]


class FigureNote(Record):
    """Words beside a figure that the portal counts itself: they explain it in the week in which they were written."""

    seen_with = permissions.VIEW_VILLAGES
    anchors = {Reach.VILLAGE: "village_id"}

    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="点位")
    kind = models.ForeignKey(FigureKind, models.PROTECT, related_name="+", verbose_name="指标")
    text = models.CharField("说明", max_length=200)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="填写人")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "统计说明"
        indexes = [models.Index(fields=["village", "recorded_at"], name="figure_note_by_village")]
        constraints = [
            models.CheckConstraint(
                name="figure_note_says_something",
                condition=~Q(text=""),
                violation_error_message="请填写说明。",
            ),
        ]

    def __str__(self) -> str:
        return self.text
