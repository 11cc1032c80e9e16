"""What is promised and will have to be paid: a stage of an agreement, or a contract."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from funding.models.contract import Contract
from funding.permissions import VIEW_FUNDING
from portal.kernel.db import MoneyField, RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from portal.kernel.triggers import never_changed


class CommitmentStage(models.TextChoices):
    """When it becomes payable."""

    BEFORE_MOVING = "before_moving", "搬迁前应付"
    AFTER_VACATING = "after_vacating", "腾空后应付"
    CONTRACT = "contract", "按合同支付"


_OF_AGREEMENT = [CommitmentStage.BEFORE_MOVING, CommitmentStage.AFTER_VACATING]


class Commitment(Record):
    """An amount that an agreement or a contract binds; it is never changed."""

    seen_with = VIEW_FUNDING
    anchors = {Reach.VILLAGE: "village_id", Reach.ORGANISATION: "contract__contractor_id"}

    village = models.ForeignKey("projects.Village", models.PROTECT, related_name="+", verbose_name="点位")
    agreement = models.ForeignKey(
        "relocation.Agreement", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="搬迁协议"
    )
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="合同")
    stage = models.CharField("付款条件", max_length=20, choices=CommitmentStage)
    amount = MoneyField("应付金额")
    committed_on = models.DateField("形成日期")
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "应付款"
        indexes = [models.Index(fields=["village", "id"], name="commitment_of_village")]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "stage"],
                name="commitment_of_a_stage_is_made_once",
                violation_error_message="这份协议的这一笔应付款已经列入，不能重复列入。",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                name="commitment_of_a_contract_is_made_once",
                violation_error_message="这份合同的应付款已经列入，不能重复列入。",
            ),
            models.CheckConstraint(
                name="commitment_stage_is_known",
                condition=Q(stage__in=CommitmentStage.values),
                violation_error_message="付款条件不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="commitment_is_of_one_thing",
                condition=Q(agreement__isnull=False, contract__isnull=True, stage__in=_OF_AGREEMENT)
                | Q(agreement__isnull=True, contract__isnull=False, stage=CommitmentStage.CONTRACT),
                violation_error_message="应付款须对应一份协议或一份合同。",
            ),
            models.CheckConstraint(
                name="commitment_has_amount",
                condition=Q(amount__gt=0),
                violation_error_message="应付金额应大于0。",
            ),
        ]
        triggers = [never_changed("commitment_stays", "已列入的应付款不能改动。有变化的，请办理补充协议或变更。")]

    def __str__(self) -> str:
        return f"应付款第{self.pk}号"
