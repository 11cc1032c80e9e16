"""Traffic-light rules as data: one profile per city that published one, and which is in force since when (P7)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from portal.kernel.db import RecordedAtField
from portal.kernel.records import Record
from projects import permissions
from projects.models.matter import Confidence


class LampMeasure(models.TextChoices):
    """How progress is compared with 序时进度."""

    POINTS = "points", "落后百分点"
    RATIO = "ratio", "占序时进度的比例"


class SmallGap(models.TextChoices):
    """What a gap too small for yellow shows; the Yinchuan text leaves it open."""

    WATCH = "watch", "绿灯并标关注"
    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"


class LampProfile(Record):
    """Thresholds with the clause they come from. Percentages are whole numbers; months are calendar months."""

    seen_with = permissions.VIEW_VILLAGES
    is_shared = True

    key = models.CharField("代号", max_length=40)
    name = models.CharField("名称", max_length=40)
    clause = models.CharField("依据", max_length=200)
    source = models.CharField("来源地址", max_length=300)
    confidence = models.CharField("可信度", max_length=3, choices=Confidence)
    measure = models.CharField("进度比较方法", max_length=10, choices=LampMeasure)
    yellow = models.PositiveSmallIntegerField("黄灯界限")
    red = models.PositiveSmallIntegerField("红灯界限")
    small_gap = models.CharField("未到黄灯界限时", max_length=10, choices=SmallGap)
    start_red_months = models.PositiveSmallIntegerField("逾期未开工满几个月亮红灯", null=True, blank=True)
    entry_yellow_months = models.PositiveSmallIntegerField("开工几个月未入库亮黄灯", null=True, blank=True)
    entry_red_months = models.PositiveSmallIntegerField("开工超过几个月未入库亮红灯", null=True, blank=True)
    payment_floor = models.PositiveSmallIntegerField("上级支付进度要求（%）", null=True, blank=True)
    pace = ArrayField(models.PositiveSmallIntegerField(), verbose_name="各月累计计划（%）", default=list, blank=True)
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "亮灯规则"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], name="lamp_profile_key_is_unique", violation_error_message="亮灯规则代号重复。"
            ),
            models.CheckConstraint(
                name="lamp_profile_has_clause",
                condition=~Q(clause=""),
                violation_error_message="请填写亮灯规则的依据。没有依据的规则不能启用。",
            ),
            models.CheckConstraint(
                name="lamp_profile_measure_is_known",
                condition=Q(measure__in=LampMeasure.values) & Q(small_gap__in=SmallGap.values),
                violation_error_message="进度比较方法不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="lamp_profile_limits_are_ordered",
                condition=Q(measure=LampMeasure.POINTS, yellow__lt=F("red"))
                | Q(measure=LampMeasure.RATIO, yellow__gt=F("red")),
                violation_error_message="黄灯和红灯的界限顺序有误，请核对。",
            ),
            models.CheckConstraint(
                name="lamp_profile_pace_has_twelve_months",
                condition=Q(pace__len=0) | Q(pace__len=12),
                violation_error_message="各月累计计划须填满12个月。",
            ),
            models.CheckConstraint(
                name="lamp_profile_confidence_is_known",
                condition=Q(confidence__in=Confidence.values),
                violation_error_message="可信度不在规定的范围内。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LampAdoption(Record):
    """From a day on, one profile holds; the last one adopted by an instant is the one in force."""

    seen_with = permissions.VIEW_VILLAGES
    is_shared = True

    profile = models.ForeignKey(LampProfile, models.PROTECT, related_name="+", verbose_name="亮灯规则")
    starts_on = models.DateField("启用日期")
    basis = models.CharField("依据", max_length=200)
    adopted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "亮灯规则启用"
        constraints = [
            models.UniqueConstraint(
                fields=["starts_on"],
                name="lamp_adoption_is_one_a_day",
                violation_error_message="当日已启用另一套亮灯规则。请换一个启用日期。",
            ),
            models.CheckConstraint(
                name="lamp_adoption_has_basis",
                condition=~Q(basis=""),
                violation_error_message="请填写启用亮灯规则的依据。",
            ),
        ]
