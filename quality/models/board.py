"""张贴码: the code on a village's notice board that leads a telephone to the page where doubts are raised."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.kernel.db import RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from quality import permissions

CODE_LENGTH = 10


class ReportBoard(Record):
    """One code of one village. It is public; a sheet that was torn off or misused is ended and printed anew."""

    seen_with = permissions.VIEW_COMPLAINTS
    anchors = {Reach.VILLAGE: "village_id"}

    village = models.ForeignKey("projects.Village", models.PROTECT, related_name="+", verbose_name="点位")
    code = models.CharField("张贴码", max_length=CODE_LENGTH)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="生成人")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "张贴码"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="report_board_code_is_unique", violation_error_message="张贴码重复，请重新生成。"
            ),
            models.UniqueConstraint(
                fields=["village"],
                condition=Q(ended_at__isnull=True),
                name="report_board_is_one_per_village",
                violation_error_message="该点位已有在用的张贴码。请先停用原码，再生成新码。",
            ),
            models.CheckConstraint(
                name="report_board_has_code",
                condition=Q(code__regex=rf"^[0-9a-z]{{{CODE_LENGTH}}}$"),
                violation_error_message=f"张贴码应为{CODE_LENGTH}位。",
            ),
        ]

    def __str__(self) -> str:
        return self.code
