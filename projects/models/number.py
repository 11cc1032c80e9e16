"""文号: the numbers of the office's own papers in one register, and how each kind of paper is numbered."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from portal.kernel.db import RecordedAtField
from portal.kernel.records import Record
from projects import permissions

PATTERN = r"^[^{}<>]*\{year\}[^{}<>]*\{number\}[^{}<>]*$"
_STAYS = "number_stays_in_the_register"
_STAYS_SENTENCE = "文号一经取用即留存备查，不能改号、删除或重新启用。作废的，登记作废原因后留号。"
_REFUSE = f"RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = '{_STAYS}', MESSAGE = '{_STAYS_SENTENCE}';"
_AS_GIVEN = ("series", "year", "number", "text", "owner_label", "owner_key")
_IS_TOUCHED: Any = reduce(or_, (pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")}) for name in _AS_GIVEN))
_IS_TOUCHED |= pgtrigger.Q(old__voided_at__isnull=False)


class Series(models.TextChoices):
    """One row of numbers a year each."""

    REMINDER = "reminder", "提醒函"
    ORDER = "order", "督办单"
    REQUEST = "request", "提请单"


class NumberPattern(Record):
    """How a series is numbered from now on; the newest row of a series counts.

    ``used`` is how many numbers of ``year`` were given out on paper before the portal counted them.
    """

    seen_with = permissions.VIEW_ORDERS
    is_shared = True

    series = models.CharField("文种", max_length=20, choices=Series)
    pattern = models.CharField("文号样式", max_length=40)
    year = models.PositiveSmallIntegerField("启用年份", validators=[MinValueValidator(2020), MaxValueValidator(2099)])
    used = models.PositiveSmallIntegerField("启用前当年已用号数", default=0)
    basis = models.CharField("依据", max_length=200)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="设置人")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "文号样式"
        constraints = [
            models.CheckConstraint(
                name="number_pattern_series_is_known",
                condition=Q(series__in=Series.values),
                violation_error_message="文种不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="number_pattern_names_year_and_number",
                condition=Q(pattern__regex=PATTERN),
                violation_error_message="文号样式须先写年份、后写序号，如“兴城改督〔2026〕1号”。",
            ),
            models.CheckConstraint(
                name="number_pattern_has_basis",
                condition=~Q(basis=""),
                violation_error_message="请填写文号样式的依据。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_series_display()} {self.pattern}"


class PaperNumber(Record):
    """One number that was given out. It belongs to one paper for good and is never given again (作废留号).

    ``owner_label`` and ``owner_key`` name the paper, as files name their owner, so that papers of every app may ask.
    """

    # The register is the office's: a number tells of papers in every village.
    seen_with = permissions.VIEW_ORDERS
    anchors = {}

    series = models.CharField("文种", max_length=20, choices=Series)
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveIntegerField("序号")
    text = models.CharField("文号", max_length=60)
    owner_label = models.CharField("所属事项", max_length=40)
    owner_key = models.BigIntegerField("所属事项编号")
    void_reason = models.CharField("作废原因", max_length=200, blank=True, default="")
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "文号"
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "number"],
                name="number_is_taken_once",
                violation_error_message="这个文号已经取用，不能重复。请重新签发。",
            ),
            models.UniqueConstraint(
                fields=["text"],
                name="number_text_is_taken_once",
                violation_error_message="这个文号已经取用，不能重复。请核对各文种的文号样式是否相同。",
            ),
            models.UniqueConstraint(
                fields=["owner_label", "owner_key"],
                name="number_is_one_per_paper",
                violation_error_message="这份文件已有文号，不再取号。",
            ),
            models.CheckConstraint(
                name="number_series_is_known",
                condition=Q(series__in=Series.values),
                violation_error_message="文种不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="number_is_voided_with_a_reason",
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""),
                violation_error_message="文号作废须写明原因。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(name=_STAYS, when=pgtrigger.Before, operation=pgtrigger.Delete, func=_REFUSE),
            pgtrigger.Trigger(
                name=f"{_STAYS}_as_given",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=_IS_TOUCHED,
                func=_REFUSE,
            ),
        ]

    def __str__(self) -> str:
        return self.text
