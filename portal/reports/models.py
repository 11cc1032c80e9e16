"""Editions and what decides which of them are due."""

from __future__ import annotations

from datetime import time
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.periods import Week
from portal.kernel.records import Record
from portal.reports.lifecycle import EditionState
from portal.reports.permissions import VIEW_EDITIONS

WEEK_PATTERN = r"^\d{4}-W\d{2}$"
HASH_PATTERN = r"^[0-9a-f]{64}$"


class EditionKind(models.TextChoices):
    WEEKLY = "weekly", "周调度专报"


class ReportSettings(Record):
    """One row: from which week on editions are made, and when a week's news closes.

    ``knows_from`` is when the portal began to know anything. A week that ended before it is told with the knowledge of
    that instant: otherwise the first edition would find nothing recorded in time.
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
        ]


FROZEN = (
    "kind",
    "week",
    "revision",
    "village_ids",
    "cut_off_at",
    "known_at",
    "recorded_at",
    "data",
    "data_hash",
    "code_version",
    "is_demonstration",
)
_REFUSE = "RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', MESSAGE = '{sentence}';"


def _refusing(name: str, operation: Any, condition: Any, sentence: str) -> pgtrigger.Trigger:
    """A trigger that refuses with a sentence, as a constraint does."""
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.Before,
        condition=condition,
        func=_REFUSE.format(name=name, sentence=sentence),
    )


class Edition(Record):
    """One issue of a report: its words and figures, frozen when it was made, and the hash of its paper.

    It speaks of all villages and is issued whole to everybody on its list, the leader of one village included: whoever
    holds the power anywhere sees all of it. Builders, communities and residents do not hold the power at all.
    """

    seen_with = VIEW_EDITIONS
    is_shared = True

    kind = models.CharField("种类", max_length=20, choices=EditionKind, default=EditionKind.WEEKLY)
    week = models.CharField("所报周", max_length=8)
    revision = models.PositiveSmallIntegerField("稿次", default=1)
    state = models.CharField("状态", max_length=20, choices=EditionState, default=EditionState.DRAFT)
    village_ids = ArrayField(models.BigIntegerField(), verbose_name="所报点位")
    cut_off_at = models.DateTimeField("数据截至")
    known_at = models.DateTimeField("掌握情况截至")
    recorded_at = RecordedAtField()
    data = models.JSONField("冻结的内容")
    data_hash = models.CharField("内容摘要", max_length=64)
    pdf_hash = models.CharField("文件摘要", max_length=64, blank=True, default="")
    code_version = models.CharField("程序版本", max_length=40)
    template_version = models.CharField("版式版本", max_length=40, blank=True, default="")
    is_demonstration = models.BooleanField("演示数据", default=False)
    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="+", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "专报"
        constraints = [
            known_states("edition_state_is_known", EditionState),
            models.CheckConstraint(
                name="edition_kind_is_known",
                condition=Q(kind__in=EditionKind.values),
                violation_error_message="专报种类不在规定的范围内。",
            ),
            models.UniqueConstraint(
                fields=["kind", "week", "revision"],
                name="edition_is_made_once",
                violation_error_message="这一周的专报已经生成。请在专报列表中查看。",
            ),
            models.UniqueConstraint(
                fields=["kind", "week"],
                condition=Q(state=EditionState.DRAFT),
                name="edition_has_one_draft_a_week",
                violation_error_message="这一周已有送审稿。请先办结现有的送审稿。",
            ),
            models.CheckConstraint(
                name="edition_names_a_week",
                condition=Q(week__regex=WEEK_PATTERN),
                violation_error_message="所报周请按“2026-W47”的样式填写。",
            ),
            models.CheckConstraint(
                name="edition_revision_counts_from_one",
                condition=Q(revision__gte=1),
                violation_error_message="稿次从1开始。",
            ),
            models.CheckConstraint(
                name="edition_data_hash_is_sha256",
                condition=Q(data_hash__regex=HASH_PATTERN),
                violation_error_message="内容摘要应为64位。",
            ),
            models.CheckConstraint(
                name="edition_pdf_hash_is_sha256",
                condition=Q(pdf_hash="") | (Q(pdf_hash__regex=HASH_PATTERN) & ~Q(template_version="")),
                violation_error_message="文件摘要应为64位，并写明版式版本。",
            ),
            models.CheckConstraint(
                name="edition_is_known_after_its_cut_off",
                condition=Q(known_at__gte=models.F("cut_off_at")),
                violation_error_message="专报应在截数之后生成。",
            ),
        ]
        triggers = [
            _refusing(
                "edition_data_is_frozen",
                pgtrigger.Update,
                pgtrigger.AnyChange(*FROZEN),
                "专报内容生成后不能改动。数据有误的，请在下一期更正。",
            ),
            _refusing(
                "edition_paper_is_kept",
                pgtrigger.Update,
                pgtrigger.Condition(
                    "OLD.pdf_hash <> '' AND (OLD.pdf_hash, OLD.template_version)"
                    " IS DISTINCT FROM (NEW.pdf_hash, NEW.template_version)"
                ),
                "专报文件存档后不能更换。数据有误的，请在下一期更正。",
            ),
            _refusing("edition_is_never_deleted", pgtrigger.Delete, None, "专报不能删除。"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.week}"

    @property
    def week_value(self) -> Week:
        return Week.parse(self.week)

    @property
    def is_printed(self) -> bool:
        return bool(self.pdf_hash)
