"""督办: one matter each, with an owner and a day, followed until somebody else finds it done (P8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import Reach
from portal.kernel.records import Record, RecordQuerySet
from projects import permissions
from projects.lifecycle import OrderState
from projects.models.village import Village

_KEPT = "order_move_is_kept_as_written"
_KEPT_SENTENCE = "督办事项的办理过程原样保留，不能改动或删除。"


class OrderKind(models.TextChoices):
    """Down to whoever has to do it, in two degrees; up to a leader only as a request, never as an order."""

    REMINDER = "reminder", "提醒函"
    ORDER = "order", "督办单"
    REQUEST = "request", "提请单"


class OrderSource(models.TextChoices):
    MEETING = "meeting", "会议"
    INSTRUCTION = "instruction", "批示"
    VISIT = "visit", "现场办公"
    EDITION = "edition", "专报"
    QUALITY = "quality", "质量质询"
    AUDIT = "audit", "巡察审计"
    DELEGATES = "delegates", "建议提案"
    HOTLINE = "hotline", "12345热线"
    OTHER = "other", "其他"


class OrderQuerySet(RecordQuerySet):
    """Reads what stood at an instant."""

    def known_at(self, instant: datetime | None) -> Self:
        """The orders known at ``instant`` with ``state_then``, ``due_then``, ``moved_at``, ``words_then`` of that time.

        ``None`` is now. The state comes from the moves, so that a week can be told anew.
        """
        moves = OrderMove.objects.filter(order=OuterRef("pk"))
        if instant is not None:
            moves = moves.filter(recorded_at__lte=instant)
        last = moves.order_by("-recorded_at", "-pk")
        told = last.filter(verb__in=("report", "return", "close", "reopen"))
        found = self if instant is None else self.filter(recorded_at__lte=instant)
        return found.annotate(
            state_then=Subquery(last.values("to_state")[:1]),
            due_then=Subquery(last.values("due_on")[:1]),
            moved_at=Subquery(last.values("recorded_at")[:1]),
            words_then=Subquery(told.values("words")[:1]),
        )


class Order(Record):
    """One matter. Whoever proposed it does not issue it, whoever reported it does not close it.

    ``demand`` is what has to be done; of a 提请单 what is asked, ``consulted`` who was heard and what they said, and
    ``otherwise`` what happens if it is not granted (office 5, rule 5). ``source_key`` names the thing that it came
    from in its own app's words, so that one thing has at most one order running.
    """

    seen_with = permissions.VIEW_ORDERS
    anchors = {Reach.VILLAGE: "village_id", Reach.ORGANISATION: "owner_id"}

    kind = models.CharField("文种", max_length=12, choices=OrderKind)
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", null=True, verbose_name="点位（空为全局）")
    matter = models.CharField("事项", max_length=60)
    demand = models.CharField("办理要求", max_length=500)
    consulted = models.CharField("已征求意见", max_length=300, blank=True, default="")
    otherwise = models.CharField("如不批准的影响", max_length=300, blank=True, default="")
    source = models.CharField("来源", max_length=12, choices=OrderSource)
    source_key = models.CharField("来源编号", max_length=60, blank=True, default="")
    source_text = models.CharField("来源文件", max_length=200, blank=True, default="")
    owner = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="责任单位")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="责任人")
    leader = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="包抓领导")
    due_on = models.DateField("时限", null=True)
    state = models.CharField("状态", max_length=12, choices=OrderState, default=OrderState.PROPOSED)
    number = models.CharField("文号", max_length=60, blank=True, default="")
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="拟办人")
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="签发人")
    issued_at = models.DateTimeField("签发时间", null=True)
    reported_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="反馈人")
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="销号人")
    closed_at = models.DateTimeField("销号时间", null=True)
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = OrderQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "督办事项"
        indexes = [models.Index(fields=["state", "due_on"], name="order_by_day")]
        constraints = [
            known_states("order_state_is_known", OrderState),
            models.CheckConstraint(
                name="order_kind_is_known",
                condition=Q(kind__in=OrderKind.values),
                violation_error_message="督办文种不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="order_source_is_known",
                condition=Q(source__in=OrderSource.values),
                violation_error_message="督办事项的来源不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="order_says_what_is_to_be_done",
                condition=~Q(matter="") & ~Q(demand=""),
                violation_error_message="请填写督办事项和办理要求。",
            ),
            models.CheckConstraint(
                name="order_has_a_day",
                condition=Q(kind=OrderKind.REQUEST) | Q(due_on__isnull=False),
                violation_error_message="请填写办理时限。",
            ),
            models.CheckConstraint(
                name="order_request_heard_the_others",
                condition=~Q(kind=OrderKind.REQUEST) | (~Q(consulted="") & ~Q(otherwise="")),
                violation_error_message="提请事项须先征求有关单位意见，并写明如不批准的影响。",
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key="") & ~Q(state__in=[OrderState.CLOSED, OrderState.WITHDRAWN]),
                name="order_runs_once_per_source",
                violation_error_message="这件事项已有在办的督办单，不再重复拟办。请在原单上办理。",
            ),
            models.CheckConstraint(
                name="order_is_issued_by_another",
                condition=Q(issued_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(issued_by=F("proposed_by")),
                violation_error_message="督办单由您拟办，请由其他同志签发。",
            ),
            models.CheckConstraint(
                name="order_is_issued_by_a_person_with_its_number",
                condition=Q(number="", issued_at__isnull=True) | ~Q(number="") & Q(issued_at__isnull=False),
                violation_error_message="签发督办单须同时取号。",
            ),
            models.CheckConstraint(
                name="order_bears_a_number_once_issued",
                condition=Q(state__in=[OrderState.PROPOSED, OrderState.WITHDRAWN]) | ~Q(number=""),
                violation_error_message="督办单须先签发取号，再办理。",
            ),
            models.CheckConstraint(
                name="order_is_closed_by_another",
                condition=Q(closed_by__isnull=True) | Q(reported_by__isnull=True) | ~Q(closed_by=F("reported_by")),
                violation_error_message="办理情况由您反馈，请由其他同志销号。",
            ),
            models.CheckConstraint(
                name="order_is_closed_at_an_instant",
                condition=~Q(state=OrderState.CLOSED) | Q(closed_at__isnull=False),
                violation_error_message="销号须登记时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.matter

    @property
    def is_request(self) -> bool:
        return bool(self.kind == OrderKind.REQUEST)


class OrderMove(Record):
    """One step: by whom, with which words, and the day that stood after it. ``chase`` (催办) moves nothing."""

    seen_with = permissions.VIEW_ORDERS
    anchors = {Reach.VILLAGE: "order__village_id", Reach.ORGANISATION: "order__owner_id"}

    order = models.ForeignKey(Order, models.PROTECT, related_name="+", verbose_name="督办事项")
    verb = models.CharField("动作", max_length=12)
    from_state = models.CharField("原状态", max_length=12, blank=True, default="")
    to_state = models.CharField("新状态", max_length=12, choices=OrderState)
    words = models.CharField("说明", max_length=500, blank=True, default="")
    due_on = models.DateField("时限", null=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="办理人")
    on_behalf_of = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="代")
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "督办办理记录"
        indexes = [models.Index(fields=["order", "recorded_at"], name="order_move_by_time")]
        constraints = [known_states("order_move_state_is_known", OrderState, field="to_state")]
        triggers = [
            pgtrigger.Trigger(
                name=_KEPT,
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = '{_KEPT}', MESSAGE = '{_KEPT_SENTENCE}';",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.verb}"
