"""Overrides: which gate is to be set aside, for what, on which paper, until when."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from portal.approvals.models.approval import Approval
from portal.approvals.permissions import VIEW_APPROVALS
from portal.kernel.db import RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from portal.kernel.triggers import never_changed


class Override(Record):
    """An exception from one gate for one subject of its fact; its approval says whether two other people signed it."""

    seen_with = VIEW_APPROVALS
    anchors = {Reach.OWN: "approval__asked_by_id"}

    approval = models.OneToOneField(Approval, models.PROTECT, related_name="+")
    gate = models.CharField("关口", max_length=60)
    subject = models.CharField("事项编号", max_length=100)
    document = models.CharField("依据文件名称或文号", max_length=120)
    file_uid = models.UUIDField("依据文件", null=True, blank=True)
    last_on = models.DateField("有效期至（含当日）")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "例外办理"
        constraints = [
            models.CheckConstraint(
                name="override_names_its_gate_and_subject",
                condition=~Q(gate="") & ~Q(subject=""),
                violation_error_message="请从受限的办理页面申请例外办理。",
            ),
            models.CheckConstraint(
                name="override_rests_on_a_document",
                condition=~Q(document=""),
                violation_error_message="例外办理须有依据文件，请填写文件名称或文号。",
            ),
        ]
        triggers = [never_changed("override_stays", "例外办理的申请不能改动。内容有变化的，请撤回后重新申请。")]

    def __str__(self) -> str:
        return str(self.approval)

    def anchor_values(self) -> dict[str, Any]:
        return self.approval.anchor_values()
