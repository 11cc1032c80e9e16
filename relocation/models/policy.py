"""补偿安置方案: the terms that a village offers for one kind of land, version by version."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from portal.kernel.triggers import changes, never_changed, refusing
from relocation.lifecycle import PolicyState
from relocation.models.household import LandType
from relocation.permissions import VIEW_POLICIES

HASH_PATTERN = r"^[0-9a-f]{64}$"
_TERMS = ("village_id", "land_type", "version", "title", "document_no", "terms", "terms_hash", "result_notice_days")


class PolicyVersion(Record):
    """第×版 of the terms for one village and kind of land. ``terms`` is what ``relocation.policy`` reads.

    ``terms_hash`` (SHA-256 of the terms as text) is set when they are announced; from then on neither changes. A newer
    adopted version holds for agreements drafted later; those that stand keep theirs. ``result_notice_days``: how many
    days a household's result is shown before it may sign, a rule of this house and not of the law.
    """

    seen_with = VIEW_POLICIES
    anchors = {Reach.VILLAGE: "village_id"}

    village = models.ForeignKey("projects.Village", models.PROTECT, related_name="+", verbose_name="点位")
    land_type = models.CharField("土地性质", max_length=12, choices=LandType)
    version = models.PositiveSmallIntegerField("版次")
    title = models.CharField("名称", max_length=120)
    document_no = models.CharField("文号", max_length=60)
    terms = models.JSONField("补偿标准")
    terms_hash = models.CharField("标准摘要", max_length=64, blank=True, default="")
    result_notice_days = models.PositiveSmallIntegerField("结果公示天数（本级）")
    state = models.CharField("状态", max_length=12, choices=PolicyState, default=PolicyState.DRAFT)
    drafted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="拟订人")
    adopted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="审定人")
    adopted_on = models.DateField("确定日期", null=True, blank=True)
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "补偿安置方案"
        constraints = [
            known_states("policy_state_is_known", PolicyState),
            models.UniqueConstraint(
                fields=["village", "land_type", "version"],
                name="policy_version_is_numbered_once",
                violation_error_message="本点位这一土地性质已有这一版方案。",
            ),
            models.CheckConstraint(
                name="policy_is_named",
                condition=~Q(title="") & ~Q(document_no=""),
                violation_error_message="请填写方案名称和文号。",
            ),
            models.CheckConstraint(
                name="policy_land_type_is_known",
                condition=Q(land_type__in=LandType.values),
                violation_error_message="土地性质不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="policy_is_hashed_once_announced",
                condition=Q(terms_hash="", state__in=[PolicyState.DRAFT, PolicyState.WITHDRAWN])
                | Q(terms_hash__regex=HASH_PATTERN) & ~Q(state=PolicyState.DRAFT),
                violation_error_message="已公告的方案应有标准摘要。",
            ),
            models.CheckConstraint(
                name="policy_is_adopted_by_another",
                condition=Q(adopted_by__isnull=True) | Q(drafted_by__isnull=True) | ~Q(adopted_by=F("drafted_by")),
                violation_error_message="方案由拟订人以外的同志审定。",
            ),
            models.CheckConstraint(
                name="policy_is_adopted_on_a_day",
                condition=Q(state=PolicyState.ADOPTED, adopted_on__isnull=False)
                | ~Q(state=PolicyState.ADOPTED) & Q(adopted_on__isnull=True),
                violation_error_message="已确定的方案应有确定日期。",
            ),
            models.CheckConstraint(
                name="policy_result_notice_has_days",
                condition=Q(result_notice_days__range=(1, 90)),
                violation_error_message="结果公示天数应为1至90天。",
            ),
        ]
        triggers = [
            refusing(
                "policy_terms_are_frozen",
                pgtrigger.Update,
                "方案公告后，补偿标准不能改动。确需调整的，请拟订新的一版并重新公告。",
                condition=pgtrigger.Condition(f"OLD.state <> 'draft' AND {changes(*_TERMS)}"),
            ),
            refusing("policy_is_never_deleted", pgtrigger.Delete, "补偿安置方案不能删除。不再使用的，请办理撤回。"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.version}版）"


class PolicyMove(Record):
    """One step of a version's course. ``moved_on`` is the day that it took effect."""

    seen_with = VIEW_POLICIES
    anchors = {Reach.VILLAGE: "policy__village_id"}

    policy = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+", verbose_name="补偿安置方案")
    verb = models.CharField("办理", max_length=20)
    from_state = models.CharField("原状态", max_length=12, blank=True, default="")
    to_state = models.CharField("现状态", max_length=12)
    moved_on = models.DateField("日期")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="办理人")
    on_behalf_of = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="代何人"
    )
    reason = models.CharField("说明", max_length=200, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "方案经过"
        constraints = [
            models.CheckConstraint(
                name="policy_move_to_a_known_state",
                condition=Q(to_state__in=PolicyState.values),
                violation_error_message="状态不在规定的范围内。",
            )
        ]
        triggers = [never_changed("policy_move_stays", "方案的办理经过不能改动。")]

    def __str__(self) -> str:
        return f"{self.policy}{PolicyState(self.to_state).label}"
