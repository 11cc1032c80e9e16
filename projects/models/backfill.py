"""补录: history from before the portal was used, through a door of its own (decision 7)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from projects import permissions
from projects.lifecycle import BackfillState
from projects.models.matter import Confidence, Precision
from projects.models.village import Village


class BackfillSort(models.TextChoices):
    """What can be entered afterwards."""

    FIGURE = "figure", "报数"
    MILESTONE = "milestone", "节点完成"
    PUBLIC = "public", "公开信息"


class BackfillWindow(Record):
    """From when the portal counts as in use and until when its history may be entered; the newest one holds."""

    seen_with = permissions.VIEW_VILLAGES
    is_shared = True

    went_live_on = models.DateField("正式启用日")
    closes_on = models.DateField("补录截止日")
    basis = models.CharField("依据", max_length=200)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="设置人")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "补录期限"
        constraints = [
            models.CheckConstraint(
                name="backfill_window_closes_after_going_live",
                condition=Q(closes_on__gte=F("went_live_on")),
                violation_error_message="补录截止日应不早于正式启用日。",
            ),
            models.CheckConstraint(
                name="backfill_window_has_basis",
                condition=~Q(basis=""),
                violation_error_message="请填写补录期限的依据。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.went_live_on}，截止{self.closes_on}"


class Backfill(Record):
    """One request to enter history: rows of one sort, of one village, resting on one document, checked by a second
    person. The rows themselves are written only when that person has agreed, with the instant of that moment.
    """

    seen_with = permissions.VIEW_VILLAGES
    anchors = {Reach.VILLAGE: "village_id"}

    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name="点位")
    sort = models.CharField("类别", max_length=12, choices=BackfillSort)
    document = models.CharField("依据文件（名称、文号）", max_length=200)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    state = models.CharField("状态", max_length=12, choices=BackfillState, default=BackfillState.ASKED)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", null=True, verbose_name="补录单位"
    )
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="补录人")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "补录单"
        constraints = [
            known_states("backfill_state_is_known", BackfillState),
            models.CheckConstraint(
                name="backfill_sort_is_known",
                condition=Q(sort__in=BackfillSort.values),
                violation_error_message="补录类别不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="backfill_has_document",
                condition=~Q(document=""),
                violation_error_message="请填写补录的依据文件名称、文号。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village}补录{self.get_sort_display()}"


class BackfillLine(Record):
    """One row of a request as it was typed: ``key`` is the kind of figure, the milestone, or the public fact's name."""

    seen_with = permissions.VIEW_VILLAGES
    anchors = {Reach.VILLAGE: "backfill__village_id"}

    backfill = models.ForeignKey(Backfill, models.PROTECT, related_name="+", verbose_name="补录单")
    ordinal = models.PositiveSmallIntegerField("序号")
    key = models.CharField("事项", max_length=60)
    effective_on = models.DateField("生效日期")
    numerator = models.BigIntegerField("分子", null=True, blank=True)
    denominator = models.BigIntegerField("分母", null=True, blank=True)
    value = models.CharField("内容", max_length=200, blank=True, default="")
    precision = models.CharField("精确到", max_length=10, choices=Precision, default=Precision.DAY)
    confidence = models.CharField("可信度", max_length=3, choices=Confidence, blank=True, default="")
    source = models.CharField("来源（证明材料）", max_length=200)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "补录明细"
        constraints = [
            models.UniqueConstraint(
                fields=["backfill", "ordinal"],
                name="backfill_line_is_numbered_once",
                violation_error_message="补录明细的序号重复。",
            ),
            models.UniqueConstraint(
                fields=["backfill", "key", "effective_on"],
                name="backfill_line_stands_once",
                violation_error_message="同一补录单中，同一事项同一日期只填一行。",
            ),
            models.CheckConstraint(
                name="backfill_line_has_source",
                condition=~Q(source="") & ~Q(key=""),
                violation_error_message="请填写补录事项及其来源（证明材料）。",
            ),
            models.CheckConstraint(
                name="backfill_line_is_not_negative",
                condition=(Q(numerator__isnull=True) | Q(numerator__gte=0))
                & (Q(denominator__isnull=True) | Q(denominator__gte=0)),
                violation_error_message="补录的数不能为负数。",
            ),
            models.CheckConstraint(
                name="backfill_line_precision_is_known",
                condition=Q(precision__in=Precision.values),
                violation_error_message="日期的精确程度不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="backfill_line_confidence_is_known",
                condition=Q(confidence__in=["", *Confidence.values]),
                violation_error_message="可信度不在规定的范围内。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.effective_on}"
