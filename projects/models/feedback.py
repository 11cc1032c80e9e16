"""投诉建议: what people tell the office of the portal itself, from any page, and what the office answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from projects import permissions
from projects.lifecycle import FeedbackState


class Feedback(Record):
    """One text, and the address of the page it was written from. Without ``person`` it came from nobody signed in."""

    seen_with = permissions.VIEW_FEEDBACK
    anchors = {Reach.OWN: "person_id"}

    text = models.CharField("内容", max_length=500)
    page = models.CharField("页面地址", max_length=200, blank=True, default="")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="提出人")
    state = models.CharField("状态", max_length=12, choices=FeedbackState, default=FeedbackState.OPEN)
    answer = models.CharField("答复", max_length=500, blank=True, default="")
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "投诉建议"
        constraints = [
            known_states("feedback_state_is_known", FeedbackState),
            models.CheckConstraint(
                name="feedback_has_text",
                condition=~Q(text=""),
                violation_error_message="请填写投诉建议的内容。",
            ),
            models.CheckConstraint(
                name="feedback_is_closed_with_an_answer",
                condition=Q(state=FeedbackState.OPEN) | (~Q(answer="") & Q(answered_at__isnull=False)),
                violation_error_message="投诉建议须先答复，再办结。",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:20]


class FeedbackMove(Record):
    """One step of its lifecycle, by whom and when."""

    seen_with = permissions.VIEW_FEEDBACK
    anchors = {Reach.OWN: "feedback__person_id"}

    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="+", verbose_name="投诉建议")
    verb = models.CharField("动作", max_length=12)
    from_state = models.CharField("原状态", max_length=12, blank=True, default="")
    to_state = models.CharField("新状态", max_length=12, choices=FeedbackState)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="办理人")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "投诉建议办理"
        constraints = [known_states("feedback_move_state_is_known", FeedbackState, field="to_state")]
