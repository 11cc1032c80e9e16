"""Flows as rows: the contributed one is version 1, later ones are the office's."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q

from portal.approvals.permissions import VIEW_FLOWS
from portal.kernel.db import RecordedAtField
from portal.kernel.records import Record
from portal.kernel.triggers import judging, never_changed, refuse_if


class FlowVersion(Record):
    """One version of a flow: its stages in order, each with the key of its power and how many people must agree.

    The version in force is the newest; an approval keeps the version under which it was asked.
    """

    seen_with = VIEW_FLOWS
    is_shared = True

    key = models.CharField("流程", max_length=60)
    version = models.PositiveSmallIntegerField("版次")
    label = models.CharField("流程名称", max_length=60)
    stages = models.JSONField("环节")
    reason = models.CharField("调整原因", max_length=200, blank=True, default="")
    published_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="发布人（空为系统）"
    )
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "审批流程"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "version"],
                name="flow_version_is_published_once",
                violation_error_message="这个流程刚有其他同志发布了新版。请刷新页面，核对后再办。",
            ),
            models.CheckConstraint(
                name="flow_version_counts_from_one",
                condition=Q(version__gte=1),
                violation_error_message="流程版次从1开始。",
            ),
            models.CheckConstraint(
                name="flow_version_has_reason",
                condition=Q(version=1) | ~Q(reason=""),
                violation_error_message="调整审批流程须写明原因。",
            ),
        ]
        triggers = [
            never_changed("flow_version_stays", "已发布的审批流程不能改动。需要调整的，请发布新版。"),
            judging(
                "flow_version_stages_have_votes",
                pgtrigger.Insert,
                refuse_if(
                    "jsonb_typeof(NEW.stages) <> 'array' OR NEW.stages = '[]' OR EXISTS ("
                    "SELECT FROM jsonb_array_elements(NEW.stages) AS stage WHERE NOT stage ?& ARRAY['key', 'needs']"
                    " OR coalesce((stage->>'votes')::int, 0) < 1)",
                    "flow_version_stages_have_votes",
                    "审批流程至少有一个环节，每个环节至少一人。",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}（第{self.version}版）"

    def stage(self, index: int) -> dict[str, Any]:
        found: dict[str, Any] = self.stages[index]
        return found
