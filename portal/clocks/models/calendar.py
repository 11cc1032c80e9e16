"""Our own table over the national calendar. Rows are added, never changed: the last one about a day or year holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from portal.clocks import permissions
from portal.kernel.db import RecordedAtField
from portal.kernel.records import Record, RecordQuerySet
from portal.kernel.triggers import never_changed

_KEPT = "工作日历的登记原样保留，不能改动或删除。登记有误的，请重新登记该日并写明原因。"


class DayKind(models.TextChoices):
    """What a day is, by whose notice. The last two take back what we entered ourselves."""

    HOLIDAY = "holiday", "法定节假日"
    REST = "rest", "调休休息"
    MAKE_UP = "make_up", "调休上班"
    PLAIN = "plain", "取消登记，按国家日历"
    REGIONAL = "regional", "宁夏自治区假日"
    REGIONAL_MAKE_UP = "regional_make_up", "宁夏调休上班"
    REGIONAL_PLAIN = "regional_plain", "取消宁夏假日登记"


REGIONAL_KINDS = (DayKind.REGIONAL, DayKind.REGIONAL_MAKE_UP, DayKind.REGIONAL_PLAIN)
KINDS_OFF = (DayKind.HOLIDAY, DayKind.REST, DayKind.REGIONAL)
KINDS_ON = (DayKind.MAKE_UP, DayKind.REGIONAL_MAKE_UP)


class YearStanding(models.TextChoices):
    """How far a year that the library does not know can be relied upon."""

    PROVISIONAL = "provisional", "暂定"
    ENTERED = "entered", "已按通知录入"
    UNKNOWN = "unknown", "未录入"


class LastRowQuerySet(RecordQuerySet):
    """Reads the last row about each thing, as it was known at an instant."""

    def holding(self, known_at: datetime | None = None) -> Self:
        found = self if known_at is None else self.filter(recorded_at__lte=known_at)
        return found.order_by(*self.model.about, "-pk").distinct(*self.model.about)


class CalendarChange(Record):
    """One deed that changed the calendar: why, by which document, and how many open clocks it looked at and moved."""

    seen_with = permissions.VIEW_CALENDAR
    is_shared = True

    reason = models.CharField("原因", max_length=200)
    document = models.CharField("文件名称、文号", max_length=200, blank=True, default="")
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")
    looked_at = models.PositiveIntegerField("重新计算的期限")
    moved = models.PositiveIntegerField("到期日变动的期限")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "工作日历调整"
        triggers = [never_changed("calendar_change_is_kept", _KEPT)]
        constraints = [
            models.CheckConstraint(
                name="calendar_change_has_reason",
                condition=~Q(reason=""),
                violation_error_message="请写明调整工作日历的原因。",
            ),
            models.CheckConstraint(
                name="calendar_change_moves_what_it_saw",
                condition=Q(moved__lte=models.F("looked_at")),
                violation_error_message="变动的期限不能多于重新计算的期限。",
            ),
        ]


class CalendarDay(Record):
    """What one day is from ``recorded_at`` on. National and regional rows about a day stand beside each other."""

    seen_with = permissions.VIEW_CALENDAR
    is_shared = True
    about = ("day", "is_regional")

    change = models.ForeignKey(CalendarChange, models.PROTECT, related_name="+", verbose_name="调整")
    day = models.DateField("日期")
    kind = models.CharField("类别", max_length=20, choices=DayKind)
    is_regional = models.BooleanField("宁夏假日")
    note = models.CharField("名称", max_length=60, blank=True, default="")
    document = models.CharField("文件名称、文号", max_length=200)
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = LastRowQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "工作日历日期"
        triggers = [never_changed("calendar_day_is_kept", _KEPT)]
        indexes = [models.Index(fields=["day", "is_regional", "-id"], name="calendar_day_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "day", "is_regional"],
                name="calendar_day_is_once_in_a_change",
                violation_error_message="同一次调整中，同一天只能登记一次。",
            ),
            models.CheckConstraint(
                name="calendar_day_kind_is_known",
                condition=Q(kind__in=DayKind.values),
                violation_error_message="日期类别不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="calendar_day_says_whose",
                condition=Q(is_regional=True, kind__in=REGIONAL_KINDS)
                | (Q(is_regional=False) & ~Q(kind__in=REGIONAL_KINDS)),
                violation_error_message="宁夏假日与国家放假应分别登记。",
            ),
            models.CheckConstraint(
                name="calendar_day_has_document",
                condition=~Q(document=""),
                violation_error_message="请填写放假安排的文件名称、文号。",
            ),
        ]


class CalendarYear(Record):
    """How far a year beyond the library can be relied upon from ``recorded_at`` on."""

    seen_with = permissions.VIEW_CALENDAR
    is_shared = True
    about = ("year",)

    change = models.ForeignKey(CalendarChange, models.PROTECT, related_name="+", verbose_name="调整")
    year = models.PositiveSmallIntegerField("年份")
    standing = models.CharField("状态", max_length=20, choices=YearStanding)
    document = models.CharField("文件名称、文号", max_length=200, blank=True, default="")
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = LastRowQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "工作日历年份"
        triggers = [never_changed("calendar_year_is_kept", _KEPT)]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "year"],
                name="calendar_year_is_once_in_a_change",
                violation_error_message="同一次调整中，同一年份只能登记一次。",
            ),
            models.CheckConstraint(
                name="calendar_year_standing_is_known",
                condition=Q(standing__in=YearStanding.values),
                violation_error_message="年份状态不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="calendar_year_entered_has_document",
                condition=~Q(standing=YearStanding.ENTERED) | ~Q(document=""),
                violation_error_message="请填写放假通知的文件名称、文号。没有通知的，请标“暂定”。",
            ),
        ]
