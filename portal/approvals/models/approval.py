"""An approval: what was put to a flow, how far it is, and its moves."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from portal.approvals.contributions import Matter
from portal.approvals.lifecycle import ApprovalState
from portal.approvals.models.flow import FlowVersion
from portal.approvals.permissions import VIEW_APPROVALS
from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import POWERS, Actor, Power, Reach
from portal.kernel.records import Record, RecordQuerySet
from portal.kernel.triggers import judging, never_changed, refuse_if, refusing

DIGEST_PATTERN = r"^[0-9a-f]{64}$"
FIXED = (
    "flow",
    "flow_version",
    "label",
    "key",
    "title",
    "reason",
    "village_ids",
    "digest",
    "asked_by",
    "asked_for",
    "recorded_at",
)
# How many stages, counted from the first, have the people that they need.
_FINISHED = """
SELECT v.stages INTO stages FROM approvals_flowversion v WHERE v.id = OLD.flow_version_id;
SELECT coalesce(min(asked.place) - 1, jsonb_array_length(stages)) INTO finished
FROM jsonb_array_elements(stages) WITH ORDINALITY AS asked(stage, place)
WHERE (asked.stage->>'votes')::int > (
    SELECT count(*) FROM approvals_vote vote
    WHERE vote.approval_id = OLD.id AND vote.stage = asked.place - 1 AND vote.choice = 'approve'
);
"""


class ApprovalQuerySet(RecordQuerySet):
    """Approvals are seen by whoever asked, whoever may vote in one of their stages, and whoever may see all there."""

    def visible_to(self, actor: Actor, *, by: Power | None = None) -> Any:
        seen = actor.span(by or VIEW_APPROVALS)
        inside = self._within(seen) | Q(asked_by_id__in=seen.own) | Q(asked_for_id__in=seen.own)
        if by is None:
            for version in FlowVersion.objects.all():
                for stage in version.stages:
                    if stage["needs"] in POWERS:
                        reach = self._within(actor.span(POWERS[stage["needs"]]))
                        inside |= Q(flow_version_id=version.pk) & reach
        return self.filter(inside)

    @staticmethod
    def _within(span: Any) -> Q:
        if span.everywhere:
            return Q(pk__isnull=False)
        if not span.villages:
            return Q(pk__in=[])
        return Q(village_ids__contained_by=sorted(span.villages), village_ids__len__gt=0)

    def open(self) -> Any:
        return self.filter(state=ApprovalState.OPEN)

    def about(self, matter: Matter) -> Any:
        return self.filter(flow=matter.flow, label=matter.label, key=matter.key)


class Approval(Record):
    """One matter before its flow. What is voted on is fixed by ``digest``; ``stage`` counts from 0."""

    seen_with = VIEW_APPROVALS
    anchors = {Reach.OWN: "asked_by_id"}

    flow = models.CharField("流程", max_length=60)
    flow_version = models.ForeignKey(FlowVersion, models.PROTECT, related_name="+", verbose_name="流程版次")
    label = models.CharField("事项类别", max_length=60)
    key = models.CharField("事项编号", max_length=120)
    title = models.CharField("事项", max_length=200)
    reason = models.CharField("申请说明", max_length=400, blank=True, default="")
    village_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name="涉及点位（空为指挥部）")
    digest = models.CharField("内容摘要", max_length=64)
    asked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="提出人（空为系统）"
    )
    asked_for = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="代何人提出"
    )
    state = models.CharField("状态", max_length=20, choices=ApprovalState, default=ApprovalState.OPEN)
    stage = models.PositiveSmallIntegerField("当前环节", default=0)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = ApprovalQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "审批"
        constraints = [
            known_states("approval_state_is_known", ApprovalState),
            models.UniqueConstraint(
                fields=["flow", "label", "key"],
                condition=Q(state=ApprovalState.OPEN),
                name="approval_is_open_once",
                violation_error_message="这件事项已在审批中，不能重复提出。请等待办结，或撤回后重新提出。",
            ),
            models.CheckConstraint(
                name="approval_names_its_matter",
                condition=~Q(label="") & ~Q(key="") & ~Q(title=""),
                violation_error_message="请写明提请审批的事项。",
            ),
            models.CheckConstraint(
                name="approval_digest_is_sha256",
                condition=Q(digest__regex=DIGEST_PATTERN),
                violation_error_message="内容摘要应为64位。",
            ),
            models.CheckConstraint(
                name="approval_is_asked_for_another",
                condition=Q(asked_for__isnull=True) | Q(asked_by__isnull=False) & ~Q(asked_for=F("asked_by")),
                violation_error_message="代为提出的，提出人和委托人应为两人。",
            ),
            models.CheckConstraint(
                name="approval_is_closed_at_its_end",
                condition=Q(state=ApprovalState.OPEN, closed_at__isnull=True)
                | ~Q(state=ApprovalState.OPEN) & Q(closed_at__isnull=False),
                violation_error_message="已办结的审批应有办结时间，审批中的没有。",
            ),
        ]
        triggers = [
            refusing(
                "approval_matter_is_fixed",
                pgtrigger.Update,
                "提请审批的内容不能改动。内容有变化的，请撤回后重新提出。",
                condition=pgtrigger.AnyChange(*FIXED),
            ),
            refusing("approval_is_never_deleted", pgtrigger.Delete, "审批记录不能删除。"),
            judging(
                "approval_begins_open",
                pgtrigger.Insert,
                refuse_if(
                    "NEW.state <> 'open' OR NEW.stage <> 0 OR NOT EXISTS (SELECT FROM approvals_flowversion v"
                    " WHERE v.id = NEW.flow_version_id AND v.key = NEW.flow)",
                    "approval_begins_open",
                    "审批从第一个环节开始办理。",
                ),
            ),
            judging(
                "approval_moves_by_its_votes",
                pgtrigger.Update,
                refuse_if("OLD.state <> 'open'", "approval_stays_closed", "这项审批已经办结，不能再改动。"),
                _FINISHED,
                refuse_if(
                    "NEW.stage < OLD.stage OR NEW.stage > finished OR NEW.stage >= jsonb_array_length(stages)"
                    " OR NEW.state = 'granted' AND finished < jsonb_array_length(stages)",
                    "approval_moves_by_its_votes",
                    "审批人数不足，不能进入下一环节或办结。",
                ),
                refuse_if(
                    "NEW.state = 'declined' AND NOT EXISTS (SELECT FROM approvals_vote vote"
                    " WHERE vote.approval_id = OLD.id AND vote.choice = 'decline')",
                    "approval_is_declined_by_somebody",
                    "没有人退回这项审批，不能按退回办结。",
                ),
                declare=[("stages", "jsonb"), ("finished", "int")],
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def matter(self) -> Matter:
        return Matter(self.flow, self.label, self.key, frozenset(self.village_ids))

    @property
    def open_stage(self) -> dict[str, Any]:
        """The stage in which it waits, as data: ``key``, ``label``, ``needs`` (a power's key), ``votes``."""
        return self.flow_version.stage(self.stage)

    def anchor_values(self) -> dict[str, Any]:
        return self.matter.anchor_values()


class ApprovalMove(Record):
    """One step of an approval's course besides the votes: asked, granted, declined, withdrawn."""

    seen_with = VIEW_APPROVALS
    anchors = {Reach.OWN: "approval__asked_by_id"}

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="+")
    verb = models.CharField("办理", max_length=20)
    from_state = models.CharField("原状态", max_length=20, blank=True, default="")
    to_state = models.CharField("现状态", max_length=20)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, blank=True)
    on_behalf_of = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField("说明", max_length=400, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "审批经过"
        constraints = [
            models.CheckConstraint(
                name="approval_move_to_a_known_state",
                condition=Q(to_state__in=ApprovalState.values),
                violation_error_message="状态不在规定的范围内。",
            )
        ]
        triggers = [never_changed("approval_move_stays", "审批经过不能改动。")]

    def anchor_values(self) -> dict[str, Any]:
        return self.approval.anchor_values()


class ApprovalUse(Record):
    """What was granted for one time is used up by one deed: there is no second."""

    seen_with = VIEW_APPROVALS
    anchors = {Reach.OWN: "approval__asked_by_id"}

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="+")
    deed_id = models.UUIDField("办理编号")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "审批使用记录"
        constraints = [
            models.UniqueConstraint(
                fields=["approval"],
                name="approval_is_used_once",
                violation_error_message="这项审批只准办理一次，已经用过。需要再办的，请重新提请审批。",
            )
        ]
        triggers = [
            never_changed("approval_use_stays", "审批使用记录不能改动。"),
            judging(
                "approval_use_is_of_a_granted_one",
                pgtrigger.Insert,
                refuse_if(
                    "NOT EXISTS (SELECT FROM approvals_approval a"
                    " WHERE a.id = NEW.approval_id AND a.state = 'granted')",
                    "approval_use_is_of_a_granted_one",
                    "这项审批还没有同意，不能据此办理。",
                ),
            ),
        ]

    def anchor_values(self) -> dict[str, Any]:
        return self.approval.anchor_values()
