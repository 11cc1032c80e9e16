"""What decides which editions are due, how they are numbered and to whom they go."""

from __future__ import annotations

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from portal.kernel.db import RecordedAtField
from portal.kernel.records import Record
from portal.reports.models.refusing import NUMBER_PATTERN, WEEK_PATTERN, kept
from portal.reports.permissions import VIEW_EDITIONS


class ReportSettings(Record):
    """One row: from which week on editions are made, when a week's news closes, the 期号, and the lists of the 版记.

    ``knows_from`` is when the portal began to know anything. A week that ended before it is told with the knowledge of
    that instant: otherwise the first edition would find nothing recorded in time. The cut-off here is the one that
    editions began with; ``CutOffChange`` moves it. ``numbers_used`` is how many issues of ``numbers_year`` were put out
    on paper before the portal counted them.
    """

    seen_with = VIEW_EDITIONS
    anchors = {}

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    first_week = models.CharField("起始周", max_length=8)
    knows_from = models.DateTimeField("启用时间")
    cut_off_weekday = models.PositiveSmallIntegerField(
        "截数日（1为周一）", default=7, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    cut_off_time = models.TimeField("截数时间", default=time(18))
    number_pattern = models.CharField("期号样式", max_length=40, default="{year}年第{number}期")
    numbers_year = models.PositiveSmallIntegerField("启用年份", default=0)
    numbers_used = models.PositiveSmallIntegerField("启用前当年已编期数", default=0)
    report_to = models.CharField("报", max_length=200, blank=True, default="")
    send_to = models.CharField("送", max_length=200, blank=True, default="")
    issue_to = models.CharField("发", max_length=200, blank=True, default="")
    copies = models.PositiveSmallIntegerField("共印份数", null=True, blank=True)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "专报周期"
        constraints = [
            models.CheckConstraint(
                name="report_settings_are_one_row",
                condition=Q(only=True),
                violation_error_message="专报周期只有一份，请修改现有的一份。",
            ),
            models.CheckConstraint(
                name="report_settings_name_a_week",
                condition=Q(first_week__regex=WEEK_PATTERN),
                violation_error_message="起始周请按“2026-W47”的样式填写。",
            ),
            models.CheckConstraint(
                name="report_settings_cut_off_is_a_weekday",
                condition=Q(cut_off_weekday__range=(1, 7)),
                violation_error_message="截数日请填写1至7，1为周一。",
            ),
            models.CheckConstraint(
                name="report_settings_number_by_year",
                condition=Q(number_pattern__regex=NUMBER_PATTERN),
                violation_error_message="期号样式须先写年份、后写期数，如“2026年第1期”。",
            ),
            models.CheckConstraint(
                name="report_settings_print_some_copies",
                condition=Q(copies__isnull=True) | Q(copies__range=(1, 9999)),
                violation_error_message="共印份数请填写1至9999。",
            ),
        ]


class CutOffChange(Record):
    """From a week on, its news closes on another day or hour. Editions that are made keep their own."""

    seen_with = VIEW_EDITIONS
    is_shared = True

    from_week = models.CharField("自哪一周起", max_length=8)
    weekday = models.PositiveSmallIntegerField("截数日（1为周一）")
    at = models.TimeField("截数时间")
    reason = models.CharField("依据", max_length=200)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "截数时间调整"
        constraints = [
            models.CheckConstraint(
                name="cut_off_change_names_a_week",
                condition=Q(from_week__regex=WEEK_PATTERN),
                violation_error_message="起算周请按“2026-W47”的样式填写。",
            ),
            models.CheckConstraint(
                name="cut_off_change_is_a_weekday",
                condition=Q(weekday__range=(1, 7)),
                violation_error_message="截数日请填写1至7，1为周一。",
            ),
            models.CheckConstraint(
                name="cut_off_change_has_reason",
                condition=~Q(reason=""),
                violation_error_message="调整截数时间须写明依据。",
            ),
        ]
        triggers = [kept("cut_off_change_stays", "截数时间的调整记录不能改动。需要再调整的，请另行登记。")]


class PlanKind(models.TextChoices):
    SKIPPED = "skipped", "停刊"
    JOINED = "joined", "与下一周合刊"
    REGULAR = "regular", "照常出刊"


class PlannedWeek(Record):
    """That a week has no edition, or is told together with the next one. The newest row of a week counts."""

    seen_with = VIEW_EDITIONS
    is_shared = True

    week = models.CharField("周", max_length=8)
    kind = models.CharField("安排", max_length=10, choices=PlanKind)
    reason = models.CharField("原因", max_length=200)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "出刊安排"
        constraints = [
            models.CheckConstraint(
                name="planned_week_names_a_week",
                condition=Q(week__regex=WEEK_PATTERN),
                violation_error_message="请按“2026-W47”的样式填写周。",
            ),
            models.CheckConstraint(
                name="planned_week_kind_is_known",
                condition=Q(kind__in=PlanKind.values),
                violation_error_message="出刊安排不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="planned_week_has_reason",
                condition=~Q(reason=""),
                violation_error_message="请写明停刊或合刊的原因。",
            ),
        ]
        triggers = [kept("planned_week_stays", "出刊安排的记录不能改动。需要变更的，请另行登记。")]
