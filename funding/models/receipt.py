"""Money that arrived, as one person entered it and another checked it; only then it stands in the ledger as a lot."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from funding.lifecycle import ReceiptState
from funding.models.source import Source, SourceQuerySet
from funding.permissions import VIEW_FUNDING
from portal.kernel.db import MoneyField, RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import Reach
from portal.kernel.records import Record


class ReceiptQuerySet(SourceQuerySet):
    village_path = "source__village"


class Receipt(Record):
    """``takes_back`` names the receipt that this one undoes whole. ``key`` is that of the form: one click, one receipt.

    Entered, it holds the numbers of its transfer and (not when it takes back) its lot in the ledger.
    """

    seen_with = VIEW_FUNDING
    anchors = {Reach.VILLAGE: "source__village_id"}

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="资金来源")
    takes_back = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, verbose_name="冲销的到账")
    key = models.UUIDField("办理编号")
    amount = MoneyField("金额")
    received_on = models.DateField("到账日期")
    evidence = models.CharField("凭证（银行回单、到账通知编号）或冲销原因", max_length=200)
    state = models.CharField("状态", max_length=12, choices=ReceiptState, default=ReceiptState.ASKED)
    transfer_id = models.BigIntegerField("台账编号", null=True)
    lot_id = models.BigIntegerField("资金批次", null=True)
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = ReceiptQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "到账登记"
        constraints = [
            known_states("receipt_state_is_known", ReceiptState),
            models.UniqueConstraint(
                fields=["key"],
                name="receipt_is_asked_once",
                violation_error_message="这笔到账已经提交，没有重复登记。请在资金来源页查看。",
            ),
            models.UniqueConstraint(
                fields=["takes_back"],
                condition=Q(state__in=[ReceiptState.ASKED, ReceiptState.ENTERED]),
                name="receipt_is_taken_back_once",
                violation_error_message="这笔到账已经申请冲销或者已经冲销，不能再次办理。请刷新页面查看。",
            ),
            models.CheckConstraint(
                name="receipt_amount_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message="到账金额应大于零。请核对。",
            ),
            models.CheckConstraint(
                name="receipt_has_evidence",
                condition=~Q(evidence=""),
                violation_error_message="没有写明凭证，暂不能登记。请填写银行回单或到账通知的编号。",
            ),
            models.CheckConstraint(
                name="receipt_entered_stands_in_the_ledger",
                condition=Q(state=ReceiptState.ENTERED, transfer_id__isnull=False)
                | (~Q(state=ReceiptState.ENTERED) & Q(transfer_id__isnull=True)),
                violation_error_message="登记状态与资金台账不一致。请刷新页面后再办。",
            ),
        ]

    def __str__(self) -> str:
        return f"{'冲销' if self.takes_back_id else '到账'}登记第{self.pk}号"
