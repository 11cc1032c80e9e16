"""The work list: what must happen once, whoever is killed meanwhile (security design F)."""

from __future__ import annotations

from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from portal.jobs.lifecycle import JobState
from portal.kernel.db import PortalNow
from portal.kernel.lifecycle import known_states

MOST_ATTEMPTS = 8


class JobQuerySet(models.QuerySet["Job"]):
    def claimable(self) -> Self:
        """What somebody may take now, by the clock of the database: to do and due, or held by a lease that ran out."""
        return self.filter(
            Q(state=JobState.WANTED, not_before__lte=PortalNow()) | self._lapsed(), attempts__lt=MOST_ATTEMPTS
        )

    def exhausted(self) -> Self:
        """What was tried often enough."""
        return self.filter(Q(state=JobState.WANTED) | self._lapsed(), attempts__gte=MOST_ATTEMPTS)

    def held(self) -> Self:
        """What somebody works on, with a live lease."""
        return self.filter(state=JobState.CLAIMED, lease_until__gte=PortalNow())

    def dead(self) -> Self:
        return self.filter(state=JobState.DEAD)

    @staticmethod
    def _lapsed() -> Q:
        return Q(state=JobState.CLAIMED, lease_until__lt=PortalNow())


class Job(models.Model):
    """Machinery: one piece of work, wanted in the transaction of its cause and done once.

    ``key`` is a fact (``2026-W47``), never a clock time. ``token`` grows with each claim and fences off whoever lost
    his lease. ``complaint`` says in a sentence why the last attempt came to nothing.
    """

    kind = models.CharField("种类", max_length=60)
    key = models.CharField("事项", max_length=120)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField("状态", max_length=20, choices=JobState, default=JobState.WANTED)
    token = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField("已办次数", default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(db_default=PortalNow())
    wanted_at = models.DateTimeField("提出时间", db_default=PortalNow())
    done_at = models.DateTimeField("办成时间", null=True, blank=True)
    result = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    complaint = models.CharField("未办成的原因", max_length=300, blank=True, default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "后台任务"
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(state__in=[JobState.WANTED, JobState.CLAIMED]),
                name="job_to_do",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], name="job_is_wanted_once", violation_error_message="这项后台任务已在列。"
            ),
            known_states("job_state_is_known", JobState),
            models.CheckConstraint(
                name="job_claimed_has_lease",
                condition=~Q(state=JobState.CLAIMED) | Q(lease_until__isnull=False, token__gt=0),
                violation_error_message="办理中的后台任务必须有办理期限。",
            ),
            models.CheckConstraint(
                name="job_done_has_time",
                condition=Q(state=JobState.DONE, done_at__isnull=False)
                | (~Q(state=JobState.DONE) & Q(done_at__isnull=True)),
                violation_error_message="已办成的后台任务必须有办成时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def state_label(self) -> Any:
        return JobState(self.state).label
