"""Rules of deadlines as versioned data: how long, from when, by which clause."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from portal.clocks import permissions
from portal.clocks.models.calendar import LastRowQuerySet
from portal.clocks.rules import MOST_OF, UNIT_WORDS, Term, Unit
from portal.kernel.db import RecordedAtField
from portal.kernel.records import Record
from portal.kernel.triggers import never_changed

UNIT_CHOICES = [(unit.value, UNIT_WORDS[unit].removeprefix("个")) for unit in Unit]


class Bound(models.TextChoices):
    """Which side of the day the law minds."""

    WITHIN = "within", "期限内办结"
    AT_LEAST = "at_least", "期满后方可办理"


class RuleConfidence(models.TextChoices):
    """How well the clause is vouched for (rules 0)."""

    A = "A", "A级：官方原文"
    B = "B", "B级：政府或新闻页面"
    C = "C", "C级：转载，未见原文"


class DeadlineRule(Record):
    """One version of a rule. The last one of a code holds for clocks that start; older clocks keep theirs."""

    seen_with = permissions.VIEW_CALENDAR
    is_shared = True
    about = ("code",)

    code = models.CharField("代号", max_length=40)
    version = models.PositiveIntegerField("版本")
    name = models.CharField("名称", max_length=60)
    clause = models.CharField("依据条款", max_length=200)
    amount = models.PositiveIntegerField("期限")
    unit = models.CharField("单位", max_length=10, choices=UNIT_CHOICES)
    starts_with = models.CharField("自何时起算", max_length=120)
    bound = models.CharField("性质", max_length=10, choices=Bound)
    rolls = models.BooleanField("最后一日为休假日的顺延", default=True)
    applies_regional = models.BooleanField("宁夏自治区假日不计入工作日", default=True)
    extension_amount = models.PositiveIntegerField("每次可延长", null=True, blank=True)
    extension_times = models.PositiveSmallIntegerField("可延长次数", default=0)
    confidence = models.CharField("可信度", max_length=3, choices=RuleConfidence)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    is_in_use = models.BooleanField("启用", default=True)
    reason = models.CharField("发布原因", max_length=200)
    takes_running = models.BooleanField("正在计算的期限一并改按本版", default=False)
    published_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="发布人"
    )
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = LastRowQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "期限规则"
        triggers = [
            never_changed(
                "deadline_rule_is_kept", "已发布的期限规则原样保留，不能改动或删除。需要调整的，请发布新版本。"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="deadline_rule_version_is_unique",
                violation_error_message="这条规则刚由他人发布了新版本。请刷新页面后再办。",
            ),
            models.CheckConstraint(
                name="deadline_rule_has_clause",
                condition=~Q(clause="") & ~Q(name="") & ~Q(starts_with="") & ~Q(code=""),
                violation_error_message="不能发布：还缺名称、依据条款或起算日。没有依据的期限不作规则。",
            ),
            models.CheckConstraint(
                name="deadline_rule_has_reason",
                condition=~Q(reason=""),
                violation_error_message="请写明发布本版规则的原因。",
            ),
            models.CheckConstraint(
                name="deadline_rule_values_are_known",
                condition=Q(unit__in=[unit.value for unit in Unit])
                & Q(bound__in=Bound.values)
                & Q(confidence__in=RuleConfidence.values),
                violation_error_message="单位、性质或可信度不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="deadline_rule_is_a_length",
                condition=Q(amount__gte=1, amount__lte=max(MOST_OF.values())),
                violation_error_message="期限应为1以上的整数。",
            ),
            models.CheckConstraint(
                name="deadline_rule_extension_is_whole",
                condition=Q(extension_amount__isnull=True, extension_times=0)
                | Q(extension_amount__gte=1, extension_times__gte=1),
                violation_error_message="可以延长的，请同时填写每次可延长多少和可延长几次。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def term(self) -> Term:
        return Term(self.amount, Unit(self.unit), self.rolls)

    @property
    def is_in_hours(self) -> bool:
        return self.unit == Unit.HOUR
