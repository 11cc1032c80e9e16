"""用款: an application, its payments, and every step of each of them by another hand."""

from __future__ import annotations

from itertools import combinations
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from funding.ledger.purpose import PayeeClass, Use
from funding.lifecycle import PaymentState
from funding.models.commitment import Commitment
from funding.models.contract import Contract
from funding.permissions import VIEW_FUNDING
from portal.kernel.crypto import SealedColumns, SealedField
from portal.kernel.db import MoneyField, RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import Reach
from portal.kernel.records import Record, RecordQuerySet
from portal.kernel.triggers import never_changed, refusing

ENDED = (PaymentState.RETURNED, PaymentState.WITHDRAWN)
# Who did each link, in their order: five different people.
HANDS = ("applied_by", "reviewed_by", "approved_by", "registered_by", "verified_by")


def _all_differ(names: tuple[str, ...]) -> Q:
    """No two of these are the same person; who is not there yet is nobody's double."""
    differ = Q()
    for one, other in combinations(names, 2):
        differ &= ~Q(**{one: F(other)})
    return differ


def _there(*names: str) -> dict[str, bool]:
    return {f"{name}__isnull": False for name in names}


class PaymentSort(models.TextChoices):
    """What is paid for. 人工费用 is an application of its own, which no hold stops (保障农民工工资支付条例 29)."""

    HOUSEHOLD = "household", "搬迁补偿"
    PROGRESS = "progress", "工程进度款"
    WAGES = "wages", "人工费用"
    OTHER = "other", "其他"


OF_CONTRACT = (PaymentSort.PROGRESS, PaymentSort.WAGES)
PAYEE_CLASSES = {
    PaymentSort.HOUSEHOLD: PayeeClass.HOUSEHOLD,
    PaymentSort.PROGRESS: PayeeClass.CONTRACTOR,
    PaymentSort.WAGES: PayeeClass.WAGES,
    PaymentSort.OTHER: PayeeClass.OTHER,
}


class Application(Record):
    """用款申请: what money is asked for, for one payee or for many at once. It is reviewed and approved as a whole.

    ``certified_on`` is the day on which the 总监理工程师 signed the certificate of a progress payment.
    """

    seen_with = VIEW_FUNDING
    anchors = {Reach.VILLAGE: "village_id", Reach.ORGANISATION: "contract__contractor_id"}

    village = models.ForeignKey("projects.Village", models.PROTECT, related_name="+", verbose_name="点位")
    sort = models.CharField("类别", max_length=20, choices=PaymentSort)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="合同")
    use = models.CharField("资金用途", max_length=20, choices=Use)
    purpose = models.CharField("事由", max_length=120)
    document = models.CharField("依据材料", max_length=120)
    certified_on = models.DateField("总监理工程师签字日期", null=True, blank=True)
    applied_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="申请人")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="申请单位")
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "用款申请"
        indexes = [models.Index(fields=["village", "id"], name="application_of_village")]
        constraints = [
            models.CheckConstraint(
                name="application_sort_is_known",
                condition=Q(sort__in=PaymentSort.values),
                violation_error_message="用款类别不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="application_use_is_known",
                condition=Q(use__in=Use.values),
                violation_error_message="资金用途不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="application_says_what_for",
                condition=~Q(purpose="") & ~Q(document=""),
                violation_error_message="请写明事由和依据材料。",
            ),
            models.CheckConstraint(
                name="application_of_a_contract_names_it",
                condition=Q(sort__in=OF_CONTRACT, contract__isnull=False)
                | ~Q(sort__in=OF_CONTRACT) & Q(contract__isnull=True),
                violation_error_message="工程进度款和人工费用须对应一份合同，其他用款不对应合同。",
            ),
            models.CheckConstraint(
                name="application_of_progress_is_certified",
                condition=~Q(sort=PaymentSort.PROGRESS) | Q(certified_on__isnull=False),
                violation_error_message="工程进度款须有总监理工程师签字。",
            ),
        ]
        triggers = [never_changed("application_stays", "已提交的用款申请不能改动。需要改动的，请撤回后重新申请。")]

    def __str__(self) -> str:
        return f"用款申请第{self.pk}号"


class PaymentQuerySet(RecordQuerySet):
    def standing(self) -> Any:
        """Those that were neither sent back nor withdrawn: they bind their money."""
        return self.exclude(state__in=ENDED)


class Payment(SealedColumns, Record):
    """One payee's part of an application. ``idem`` is the key of its transfer: whatever happens, it is paid once.

    The payee's name and account are those of the agreement or contract when it was applied for; they stay.
    """

    seen_with = VIEW_FUNDING
    anchors = {Reach.VILLAGE: "village_id", Reach.ORGANISATION: "contract__contractor_id"}
    personal = frozenset({"payee_name", "account_ct", "account_idx", "account_tail"})

    application = models.ForeignKey(Application, models.PROTECT, related_name="+", verbose_name="用款申请")
    village = models.ForeignKey("projects.Village", models.PROTECT, related_name="+", verbose_name="点位")
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="应付款"
    )
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="合同")
    amount = MoneyField("金额")
    payee_name = models.CharField("收款人", max_length=80)
    bank = models.CharField("开户银行", max_length=60, blank=True, default="")
    account_ct = SealedField("收款账号")
    state = models.CharField("状态", max_length=20, choices=PaymentState, default=PaymentState.APPLIED)
    applied_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="申请人")
    reviewed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="审核人"
    )
    approved_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="审批人"
    )
    registered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="登记人"
    )
    verified_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="核查人"
    )
    paid_on = models.DateField("支付日期（以回单为准）", null=True, blank=True)
    slip_number = models.CharField("回单编号", max_length=60, blank=True, default="")
    finding = models.CharField("使用情况核查意见", max_length=200, blank=True, default="")
    idem = models.UUIDField("支付编号", unique=True, editable=False)
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = PaymentQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "用款"
        indexes = [
            models.Index(fields=["village", "state"], name="payment_of_village"),
            models.Index(fields=["contract"], name="payment_of_contract"),
        ]
        constraints = [
            known_states("payment_state_is_known", PaymentState),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=~Q(state__in=ENDED),
                name="payment_of_a_stage_is_made_once",
                violation_error_message="这一笔应付款已经申请或者已经支付，不能重复申请。请在用款台账中核对。",
            ),
            models.CheckConstraint(
                name="payment_has_amount",
                condition=Q(amount__gt=0),
                violation_error_message="用款金额应大于0。",
            ),
            models.CheckConstraint(
                name="payment_has_payee",
                condition=~Q(payee_name="") & Q(account_ct__isnull=False),
                violation_error_message="请填写收款人和收款账号。",
            ),
            models.CheckConstraint(
                name="payment_is_of_one_thing",
                condition=Q(commitment__isnull=True) | Q(contract__isnull=True),
                violation_error_message="一笔用款只对应一项应付款或者一份合同。",
            ),
            models.CheckConstraint(
                name="payment_hands_differ",
                condition=_all_differ(HANDS),
                violation_error_message="申请、审核、审批、登记拨付、核查须由不同的同志办理。",
            ),
            models.CheckConstraint(
                name="payment_state_has_its_hands",
                condition=Q(state__in=[PaymentState.APPLIED, *ENDED], registered_by__isnull=True)
                | Q(state=PaymentState.REVIEWED, reviewed_by__isnull=False, registered_by__isnull=True)
                | Q(state=PaymentState.APPROVED, registered_by__isnull=True, **_there("reviewed_by", "approved_by"))
                | Q(state=PaymentState.PAID, **_there(*HANDS[:4]))
                | Q(state=PaymentState.VERIFIED, **_there(*HANDS)),
                violation_error_message="用款的每个环节都应有经办人。",
            ),
            models.CheckConstraint(
                name="payment_has_its_day_when_paid",
                condition=Q(registered_by__isnull=True, paid_on__isnull=True, slip_number="")
                | Q(registered_by__isnull=False, paid_on__isnull=False) & ~Q(slip_number=""),
                violation_error_message="登记拨付须填写支付日期和回单编号。",
            ),
            models.CheckConstraint(
                name="payment_verified_says_what_was_found",
                condition=~Q(state=PaymentState.VERIFIED) | ~Q(finding=""),
                violation_error_message="请写明使用情况核查意见。",
            ),
        ]
        triggers = [
            refusing(
                "payment_terms_are_fixed",
                pgtrigger.Update,
                "已提交的用款，金额、收款人和对应事项不能改动。需要改动的，请撤回后重新申请。",
                condition=pgtrigger.AnyChange(
                    "application", "village", "commitment", "contract", "amount", "payee_name", "bank",
                    "account_idx", "applied_by", "idem", "recorded_at",
                ),
            ),
            refusing("payment_is_never_deleted", pgtrigger.Delete, "用款记录不能删除。"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"用款第{self.pk}笔"

    @property
    def subject_key(self) -> str:
        """What it is paid for, as facts and exceptions name it."""
        if self.commitment_id:
            return f"commitment/{self.commitment_id}"
        return f"contract/{self.contract_id}" if self.contract_id else f"village/{self.village_id}"


class PaymentMove(Record):
    """One step of one payment: who, for whom, when, why."""

    seen_with = VIEW_FUNDING
    anchors = {Reach.VILLAGE: "payment__village_id", Reach.ORGANISATION: "payment__contract__contractor_id"}

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="+", verbose_name="用款")
    verb = models.CharField("办理", max_length=20)
    from_state = models.CharField("原状态", max_length=20, blank=True, default="")
    to_state = models.CharField("现状态", max_length=20)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="办理人")
    on_behalf_of = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="代何人办理"
    )
    reason = models.CharField("说明", max_length=400, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "用款经过"
        indexes = [models.Index(fields=["payment", "id"], name="payment_move_of_payment")]
        constraints = [
            models.CheckConstraint(
                name="payment_move_to_a_known_state",
                condition=Q(to_state__in=PaymentState.values),
                violation_error_message="状态不在规定的范围内。",
            )
        ]
        triggers = [never_changed("payment_move_stays", "用款经过不能改动。")]
