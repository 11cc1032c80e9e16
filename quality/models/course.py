"""What became of a doubt, step by step, and to whom it was passed up when its day was over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.kernel.lifecycle import known_states
from portal.kernel.triggers import never_changed
from quality.lifecycle import ComplaintState
from quality.models.part import PartOfComplaint

_KEPT = "办理经过原样保留，不能改动或删除。"


class ComplaintMove(PartOfComplaint):
    """One step. ``by`` is empty for the reporter's own steps, so that the course of a doubt names nobody who raised it.

    ``due_on`` is the last day of the step that begins, as it was known then.
    """

    verb = models.CharField("动作", max_length=12)
    from_state = models.CharField("原状态", max_length=12, blank=True, default="")
    to_state = models.CharField("新状态", max_length=12, choices=ComplaintState)
    happened_on = models.DateField("办理日期")
    due_on = models.DateField("到期日", null=True, blank=True)
    words = models.CharField("说明", max_length=500, blank=True, default="")
    by_reporter = models.BooleanField("反映人本人", default=False)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="办理人")
    on_behalf_of = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="代理（A角）"
    )

    class Meta(PartOfComplaint.Meta):
        verbose_name = "质询办理"
        indexes = [models.Index(fields=["complaint", "id"], name="complaint_move_in_order")]
        constraints = [
            known_states("complaint_move_state_is_known", ComplaintState, field="to_state"),
            models.CheckConstraint(
                name="complaint_move_hides_reporter",
                condition=Q(by_reporter=False) | Q(by__isnull=True, on_behalf_of__isnull=True),
                violation_error_message="反映人本人的步骤不记姓名。",
            ),
        ]
        triggers = [never_changed("complaint_move_is_kept", _KEPT)]


class Escalation(PartOfComplaint):
    """That a doubt whose day was over was passed on to the next level, once for each due day and level."""

    due_on = models.DateField("到期日")
    level = models.PositiveSmallIntegerField("级次")
    happened_on = models.DateField("提级日期")

    class Meta(PartOfComplaint.Meta):
        verbose_name = "质询提级"
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "due_on", "level"],
                name="escalation_is_once",
                violation_error_message="本件这一级已经提级，不重复办理。",
            ),
            models.CheckConstraint(
                name="escalation_level_is_known",
                condition=Q(level__range=(1, 3)),
                violation_error_message="提级级次不在规定的范围内。",
            ),
        ]
        triggers = [never_changed("escalation_is_kept", _KEPT)]
