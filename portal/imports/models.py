"""One import: from the upload to the confirmation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.imports.lifecycle import RunState
from portal.imports.permissions import VIEW_IMPORTS
from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import Reach
from portal.kernel.records import Record

HASH_OR_NONE = r"^([0-9a-f]{64})?$"


class ImportRun(Record):
    """One workbook on its way in. ``parsed_hash`` names what was parsed and judged: exactly that is applied.

    ``complaint`` is why the file as a whole cannot be taken; complaints of cells lie with the parsed rows. Workbook and
    parsed rows are kept sealed and for a while (``actions.KEPT_FOR``); at ``removed_at`` they went, the run stays.
    """

    seen_with = VIEW_IMPORTS
    anchors = {Reach.OWN: "made_by_id"}

    sheet = models.CharField("表格", max_length=60)
    state = models.CharField("状态", max_length=20, choices=RunState, default=RunState.RECEIVED)
    file_name = models.CharField("文件名", max_length=120)
    file_sha256 = models.CharField("文件摘要", max_length=64)
    file_uid = models.UUIDField("附件编号", null=True, blank=True)
    parsed_hash = models.CharField("已读内容摘要", max_length=64, blank=True, default="")
    rows = models.PositiveIntegerField("行数", default=0)
    complaints = models.PositiveIntegerField("需更正处", default=0)
    complaint = models.CharField("不能读取的原因", max_length=300, blank=True, default="")
    most_rows = models.PositiveIntegerField("行数上限")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="办理人")
    recorded_at = RecordedAtField()
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    discarded_at = models.DateTimeField("放弃时间", null=True, blank=True)
    removed_at = models.DateTimeField("内容清除时间", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "表格导入"
        indexes = [
            models.Index(fields=["made_by", "-id"], name="import_run_of_person"),
            models.Index(fields=["file_sha256"], name="import_run_of_file"),
        ]
        constraints = [
            known_states("import_run_state_is_known", RunState),
            models.CheckConstraint(
                name="import_run_hashes_are_sha256",
                condition=Q(parsed_hash__regex=HASH_OR_NONE, file_sha256__regex=HASH_OR_NONE),
                violation_error_message="内容摘要应为64位。",
            ),
            models.CheckConstraint(
                name="import_run_ready_is_clean",
                condition=~Q(state__in=[RunState.CHECKED, RunState.APPLYING, RunState.APPLIED])
                | Q(complaints=0, complaint="", rows__gt=0) & ~Q(parsed_hash=""),
                violation_error_message="全部检查通过的表格才能导入。",
            ),
            models.CheckConstraint(
                name="import_run_applied_has_time",
                condition=Q(state=RunState.APPLIED, applied_at__isnull=False)
                | ~Q(state=RunState.APPLIED) & Q(applied_at__isnull=True),
                violation_error_message="已导入的表格应有导入时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def has_rows(self) -> bool:
        """Whether what was parsed can still be read."""
        return self.parsed_hash != "" and self.removed_at is None
