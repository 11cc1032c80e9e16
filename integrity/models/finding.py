"""疑点: what a red flag yields. It is disposed of by the 廉政专员, and never by whom it is about."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from integrity import permissions
from integrity.lifecycle import FindingState
from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from portal.kernel.triggers import judging, never_changed, refuse_if

OWN_MATTER = "这条疑点涉及您经办的事项，请由其他廉政专员核查、处置。"
_ABOUT = "EXISTS (SELECT 1 FROM integrity_finding WHERE id = NEW.finding_id AND NEW.by_id = ANY (involved))"


class Severity(models.TextChoices):
    NOTICE = "notice", "提示"
    SERIOUS = "serious", "重要"


class Finding(Record):
    """One doubt, once for each flag and subject. ``detail`` holds no personal data; ``involved`` are the keys of those
    who did what is doubted. Without a village it is seen by those who read all of them.
    """

    seen_with = permissions.VIEW_FINDINGS
    anchors = {Reach.VILLAGE: "village_id"}

    flag = models.CharField("规则", max_length=40)
    village = models.ForeignKey(
        "projects.Village", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="点位"
    )
    subject_key = models.CharField("事项编号", max_length=100)
    subject_label = models.CharField("事项", max_length=120)
    detail = models.CharField("疑点内容", max_length=500)
    severity = models.CharField("程度", max_length=10, choices=Severity)
    involved = ArrayField(models.BigIntegerField(), default=list, verbose_name="经办人编号")
    state = models.CharField("状态", max_length=12, choices=FindingState, default=FindingState.OPEN)
    is_demonstration = models.BooleanField("演示数据", default=False)
    raised_at = RecordedAtField("发现时间")

    class Meta(Record.Meta):
        verbose_name = "疑点"
        indexes = [models.Index(fields=["village", "state"], name="finding_of_village")]
        constraints = [
            known_states("finding_state_is_known", FindingState),
            models.UniqueConstraint(
                fields=["flag", "subject_key"],
                name="finding_is_raised_once",
                violation_error_message="这条疑点已经登记，不重复登记。",
            ),
            models.CheckConstraint(
                name="finding_says_what",
                condition=~Q(subject_label="") & ~Q(detail=""),
                violation_error_message="请写明疑点的事项和内容。",
            ),
            models.CheckConstraint(
                name="finding_severity_is_known",
                condition=Q(severity__in=Severity.values),
                violation_error_message="疑点程度不在规定的范围内。",
            ),
        ]

    def __str__(self) -> str:
        return self.subject_label


class FindingMove(Record):
    """One step of a finding; the first one, by which it was raised, is nobody's."""

    seen_with = permissions.VIEW_FINDINGS
    anchors = {Reach.VILLAGE: "finding__village_id"}

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+", verbose_name="疑点")
    verb = models.CharField("动作", max_length=12)
    from_state = models.CharField("原状态", max_length=12, blank=True, default="")
    to_state = models.CharField("新状态", max_length=12, choices=FindingState)
    reason = models.CharField("说明", max_length=400, blank=True, default="")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="办理人")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "疑点办理"
        indexes = [models.Index(fields=["finding", "id"], name="finding_move_in_order")]
        constraints = [
            known_states("finding_move_state_is_known", FindingState, field="to_state"),
            models.CheckConstraint(
                name="finding_move_has_reason",
                condition=Q(by__isnull=True) | ~Q(reason=""),
                violation_error_message="请写明核查、处置的依据和情况。",
            ),
        ]
        triggers = [
            never_changed("finding_move_is_kept", "疑点办理经过原样保留，不能改动或删除。"),
            judging(
                "finding_is_disposed_by_others",
                pgtrigger.Insert,
                refuse_if(_ABOUT, "finding_is_disposed_by_others", OWN_MATTER),
            ),
        ]
