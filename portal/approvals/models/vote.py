"""Votes: added and never changed; the database itself refuses a second vote and one on one's own asking."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q

from portal.approvals.lifecycle import Choice
from portal.approvals.models.approval import Approval
from portal.approvals.permissions import VIEW_APPROVALS
from portal.kernel.db import RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from portal.kernel.triggers import judging, never_changed, refuse_if

_ONE_AFTER_THE_OTHER = """
SELECT * INTO asked FROM approvals_approval a WHERE a.id = NEW.approval_id FOR UPDATE;
hands := array_remove(ARRAY[NEW.voter_id, NEW.for_principal_id]::bigint[], NULL);
"""


class Vote(Record):
    """One person's word in one stage, as himself or "for" a principal (A/B 角)."""

    seen_with = VIEW_APPROVALS
    anchors = {Reach.OWN: "voter_id"}

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="+")
    stage = models.PositiveSmallIntegerField("环节")
    stage_key = models.CharField("环节代码", max_length=40)
    voter = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="审批人")
    for_principal = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="代何人审批"
    )
    choice = models.CharField("意见", max_length=20, choices=Choice)
    reason = models.CharField("说明", max_length=400, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "审批意见"
        constraints = [
            models.CheckConstraint(
                name="vote_choice_is_known",
                condition=Q(choice__in=Choice.values),
                violation_error_message="审批意见不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="vote_to_decline_has_reason",
                condition=~Q(choice=Choice.DECLINE) | ~Q(reason=""),
                violation_error_message="退回须写明请对方补充什么。",
            ),
            models.CheckConstraint(
                name="vote_is_for_another",
                condition=Q(for_principal__isnull=True) | ~Q(for_principal=F("voter")),
                violation_error_message="代为审批的，审批人和委托人应为两人。",
            ),
            models.UniqueConstraint(
                fields=["approval", "voter"],
                name="vote_is_cast_once",
                violation_error_message="您在这项审批中已经表示过意见。请由其他同志办理。",
            ),
        ]
        triggers = [
            never_changed("vote_stays", "审批意见提交后不能改动。"),
            judging(
                "vote_is_taken",
                pgtrigger.Insert,
                _ONE_AFTER_THE_OTHER,
                refuse_if(
                    "asked.state <> 'open'",
                    "vote_is_on_an_open_approval",
                    "这项审批已经办结，不能再表示意见。请刷新页面查看结果。",
                ),
                refuse_if(
                    "NEW.stage <> asked.stage",
                    "vote_keeps_the_order",
                    "这一环节还没有轮到，或者已经办完。请刷新页面查看最新情况。",
                ),
                refuse_if(
                    "hands && array_remove(ARRAY[asked.asked_by_id, asked.asked_for_id]::bigint[], NULL)",
                    "vote_is_not_on_ones_own",
                    "这件事项由您或您代理的同志提出，请由其他同志审批。",
                ),
                refuse_if(
                    "EXISTS (SELECT FROM approvals_vote v WHERE v.approval_id = NEW.approval_id"
                    " AND (v.voter_id = ANY(hands) OR v.for_principal_id = ANY(hands)))",
                    "vote_is_the_only_one_of_its_hands",
                    "您或您代理的同志在这项审批中已经表示过意见。请由其他同志办理。",
                ),
                refuse_if(
                    "NEW.for_principal_id IS NOT NULL AND NOT EXISTS (SELECT FROM accounts_delegation d"
                    " WHERE d.principal_id = NEW.for_principal_id AND d.deputy_id = NEW.voter_id AND d.ended_at IS NULL"
                    " AND d.days @> (portal_now() AT TIME ZONE 'Asia/Shanghai')::date)",
                    "vote_for_another_has_a_delegation",
                    "今天没有有效的A/B角委托，不能代为审批。",
                ),
                declare=[("asked", "approvals_approval"), ("hands", "bigint[]")],
            ),
        ]

    def anchor_values(self) -> dict[str, Any]:
        return self.approval.anchor_values()
