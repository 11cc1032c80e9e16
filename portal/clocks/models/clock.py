"""Clocks: deadlines that run, each by one version of one rule, for a matter that an upper app names."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from portal.clocks import permissions
from portal.clocks.lifecycle import OPEN_STATES, ClockState
from portal.clocks.models.calendar import CalendarChange
from portal.clocks.models.rule import DeadlineRule
from portal.clocks.rules import Term
from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from portal.kernel.triggers import never_changed

_KEPT = "期限的办理记录原样保留，不能改动或删除。"


class Clock(Record):
    """One deadline. ``owner_key`` is the owner's own key (``petition:123``), ``owner_label`` how people call it.

    Villages are plain values: an engine knows none. ``due_on`` is kept while the clock is paused as the day it had
    then; it is counted anew when it goes on. Hours end at ``due_at``, whose day is ``due_on``.
    """

    seen_with = permissions.VIEW_CLOCKS
    anchors = {Reach.VILLAGE: "village_id"}

    rule = models.ForeignKey(DeadlineRule, models.PROTECT, related_name="+", verbose_name="期限规则")
    owner_key = models.CharField("事项代号", max_length=120)
    owner_label = models.CharField("事项", max_length=120)
    village_id = models.PositiveBigIntegerField("点位", null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=ClockState, default=ClockState.RUNNING)
    started_on = models.DateField("起算日")
    started_at = models.DateTimeField("起算时刻", null=True, blank=True)
    extended_by = models.PositiveIntegerField("已延长", default=0)
    extensions = models.PositiveSmallIntegerField("已延长次数", default=0)
    due_on = models.DateField("到期日")
    due_at = models.DateTimeField("到期时刻", null=True, blank=True)
    ended_on = models.DateField("办结日", null=True, blank=True)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "办理期限"
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(state__in=OPEN_STATES), name="clock_open_by_day"),
            models.Index(fields=["village_id", "due_on"], name="clock_by_village"),
            models.Index(fields=["owner_key"], name="clock_by_owner"),
        ]
        constraints = [
            known_states("clock_state_is_known", ClockState),
            models.UniqueConstraint(
                fields=["rule", "owner_key"],
                condition=Q(state__in=OPEN_STATES),
                name="clock_runs_once",
                violation_error_message="这一事项的同一期限正在计算，不重复起算。",
            ),
            models.CheckConstraint(
                name="clock_says_of_what",
                condition=~Q(owner_key="") & ~Q(owner_label=""),
                violation_error_message="请写明是哪一事项的期限。",
            ),
            models.CheckConstraint(
                name="clock_is_due_after_it_starts",
                condition=Q(due_on__gte=F("started_on")),
                violation_error_message="到期日不能早于起算日。",
            ),
            models.CheckConstraint(
                name="clock_of_hours_has_instants",
                condition=Q(started_at__isnull=True, due_at__isnull=True)
                | Q(started_at__isnull=False, due_at__gt=F("started_at")),
                violation_error_message="以小时计的期限应有起算和到期的时刻。",
            ),
            models.CheckConstraint(
                name="clock_ended_has_day",
                condition=Q(state__in=OPEN_STATES, ended_on__isnull=True)
                | (~Q(state__in=OPEN_STATES) & Q(ended_on__isnull=False)),
                violation_error_message="已办结、已撤销的期限应有日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_label}（{self.rule.name}）"

    @property
    def term(self) -> Term:
        """The rule's length with what it was extended by."""
        term = self.rule.term
        return Term(term.amount + self.extended_by, term.unit, term.rolls)


class ClockPause(Record):
    """A period that does not count, half open: counting goes on from ``resumed_on``."""

    seen_with = permissions.VIEW_CLOCKS
    anchors = {Reach.VILLAGE: "clock__village_id"}

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="+", verbose_name="期限")
    paused_on = models.DateField("中止日")
    resumed_on = models.DateField("恢复日", null=True, blank=True)
    reason = models.CharField("中止原因", max_length=200)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "期限中止"
        constraints = [
            models.UniqueConstraint(
                fields=["clock"],
                condition=Q(resumed_on__isnull=True),
                name="clock_pause_is_one_at_a_time",
                violation_error_message="这一期限已经中止。",
            ),
            models.CheckConstraint(
                name="clock_pause_has_reason",
                condition=~Q(reason=""),
                violation_error_message="请写明中止期限的原因。",
            ),
            models.CheckConstraint(
                name="clock_pause_ends_after_it_begins",
                condition=Q(resumed_on__isnull=True) | Q(resumed_on__gte=F("paused_on")),
                violation_error_message="恢复日不能早于中止日。",
            ),
        ]


class ClockMove(Record):
    """Each step of a clock is a row: who, when, from what to what, with the day it had and has."""

    seen_with = permissions.VIEW_CLOCKS
    anchors = {Reach.VILLAGE: "clock__village_id"}

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True, default="")
    to_state = models.CharField(max_length=20)
    happened_on = models.DateField("发生日")
    due_before = models.DateField("原到期日", null=True)
    due_after = models.DateField("现到期日")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True)
    on_behalf_of = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "期限办理记录"
        triggers = [never_changed("clock_move_is_kept", _KEPT)]
        indexes = [models.Index(fields=["clock", "id"], name="clock_move_in_order")]


class ClockShift(Record):
    """One clock that was moved by a change of the calendar or of its rule: kept for ever, with both days."""

    seen_with = permissions.VIEW_CLOCKS
    anchors = {Reach.VILLAGE: "clock__village_id"}

    calendar_change = models.ForeignKey(CalendarChange, models.PROTECT, related_name="+", null=True)
    rule_change = models.ForeignKey(DeadlineRule, models.PROTECT, related_name="+", null=True)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="+")
    before = models.DateField("原到期日")
    after = models.DateField("现到期日")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "到期日变动"
        triggers = [never_changed("clock_shift_is_kept", _KEPT)]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar_change", "clock"],
                name="clock_shift_is_once_in_a_calendar_change",
                violation_error_message="同一次调整中，一个期限只变动一次。",
            ),
            models.UniqueConstraint(
                fields=["rule_change", "clock"],
                name="clock_shift_is_once_in_a_rule_change",
                violation_error_message="同一次调整中，一个期限只变动一次。",
            ),
            models.CheckConstraint(
                name="clock_shift_has_one_cause",
                condition=Q(calendar_change__isnull=True) ^ Q(rule_change__isnull=True),
                violation_error_message="到期日的变动应写明是哪一次调整。",
            ),
            models.CheckConstraint(
                name="clock_shift_is_a_change",
                condition=~Q(before=F("after")),
                violation_error_message="到期日没有变动的期限不列入。",
            ),
        ]
