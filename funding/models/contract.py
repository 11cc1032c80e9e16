"""A contract with a contractor: what is built or served, for how much, and the accounts that money may go to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from funding.permissions import VIEW_FUNDING
from portal.kernel.crypto import SealedColumns, SealedField
from portal.kernel.db import MoneyField, RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record


class Contract(SealedColumns, Record):
    """One contract of one village. ``wage_account`` is the 农民工工资专用账户: wages go there and nowhere else."""

    seen_with = VIEW_FUNDING
    anchors = {Reach.VILLAGE: "village_id", Reach.ORGANISATION: "contractor_id"}
    personal = frozenset({"account_ct", "account_idx", "account_tail"}) | {
        "wage_account_ct",
        "wage_account_idx",
        "wage_account_tail",
    }

    village = models.ForeignKey("projects.Village", models.PROTECT, related_name="+", verbose_name="点位")
    contractor = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="承包单位")
    name = models.CharField("合同名称", max_length=80)
    number = models.CharField("合同编号", max_length=40)
    amount = MoneyField("合同金额")
    signed_on = models.DateField("签订日期")
    document = models.CharField("依据文件（中标通知书等）", max_length=120)
    bank = models.CharField("开户银行", max_length=60, blank=True, default="")
    account_ct = SealedField("收款账号")
    wage_bank = models.CharField("农民工工资专用账户开户银行", max_length=60, blank=True, default="")
    wage_account_ct = SealedField("农民工工资专用账户账号")
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "合同"
        indexes = [models.Index(fields=["contractor"], name="contract_of_contractor")]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "number"],
                name="contract_number_is_unique",
                violation_error_message="本点位已登记过这个编号的合同。请核对合同编号。",
            ),
            models.CheckConstraint(
                name="contract_is_named",
                condition=~Q(name="") & ~Q(number="") & ~Q(document=""),
                violation_error_message="请填写合同名称、编号和依据文件。",
            ),
            models.CheckConstraint(
                name="contract_has_amount",
                condition=Q(amount__gt=0),
                violation_error_message="合同金额应大于0。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
