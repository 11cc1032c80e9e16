"""搬迁协议: what a household and the command centre agree on, computed by frozen terms and never edited."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from portal.kernel.crypto import SealedColumns, SealedField
from portal.kernel.db import MoneyField, RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.money import Money
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from portal.kernel.triggers import changes, never_changed, refusing
from relocation.lifecycle import IN_FORCE, AgreementState
from relocation.models.household import Household
from relocation.models.notice import PublicNotice
from relocation.models.policy import HASH_PATTERN, PolicyVersion
from relocation.permissions import VIEW_AGREEMENTS


class Choice(models.TextChoices):
    """安置方式. The last one is for collective land only (《土地管理法》48)."""

    RETURN = "return", "回迁安置"
    CASH = "cash", "货币补偿"
    VOUCHER = "voucher", "房票"
    REBUILD = "rebuild", "重新安排宅基地建房"


class Transition(models.TextChoices):
    """过渡方式 until the new home is handed over (590号令 22: one or the other, never both)."""

    HOME = "home", "周转用房"
    ALLOWANCE = "allowance", "临时安置费"
    NONE = "none", "不适用"


WITH_TRANSITION = (Choice.RETURN, Choice.REBUILD)  # who waits for a home needs one until then
# What both sides will have signed: fixed when the sum was computed.
FROZEN = (
    "uid",
    "village",
    "household",
    "policy",
    "choice",
    "transition",
    "transition_term",
    "exchange_home",
    "payment_term",
    "sign_by",
    "move_by",
    "inputs",
    "computation_hash",
    "before_moving",
    "after_vacating",
    "payee_name",
    "payee_bank",
    "signatory_name",
    "drafted_by",
    "is_demonstration",
    "recorded_at",
)
_SIGNED = ("number", "number_year", "number_ordinal", "signed_on", "result_notice_id", "reviewed_by_id")
_IN_FORCE = [str(state) for state in IN_FORCE]


class Agreement(SealedColumns, Record):
    """One agreement of one household. ``inputs`` (no personal data), ``computation_hash`` and the lines are frozen
    when it is drafted; whoever wants another sum voids it and drafts anew. Amounts in fen.

    ``before_moving`` is payable before the household moves, ``after_vacating`` after its empty home was accepted.
    ``sign_by`` is the last day for which the sum was computed: later, another reward might be due. ``number`` is taken
    when it is signed and never used again.
    """

    seen_with = VIEW_AGREEMENTS
    anchors = {Reach.VILLAGE: "village_id"}
    personal = frozenset(
        {"payee_name", "signatory_name", "payee_account_ct", "payee_account_idx", "payee_account_tail"}
    )

    village = models.ForeignKey("projects.Village", models.PROTECT, related_name="+", verbose_name="点位")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name="搬迁户")
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+", verbose_name="补偿安置方案")
    state = models.CharField("状态", max_length=12, choices=AgreementState, default=AgreementState.DRAFT)
    choice = models.CharField("安置方式", max_length=12, choices=Choice)
    transition = models.CharField("过渡方式", max_length=12, choices=Transition)
    transition_term = models.CharField("过渡期限", max_length=60, blank=True, default="")
    exchange_home = models.CharField("产权调换房屋的地点和面积", max_length=200, blank=True, default="")
    payment_term = models.CharField("支付期限", max_length=120)
    sign_by = models.DateField("签订期限")
    move_by = models.DateField("搬迁期限")
    inputs = models.JSONField("计算依据")
    computation_hash = models.CharField("计算摘要", max_length=64)
    before_moving = MoneyField("搬迁前支付")
    after_vacating = MoneyField("腾空后支付")
    payee_name = models.CharField("收款人", max_length=40)
    payee_bank = models.CharField("开户银行", max_length=80)
    payee_account_ct = SealedField("收款账号")
    signatory_name = models.CharField("签订人", max_length=40)
    drafted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="起草人")
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="审核人")
    result_notice = models.ForeignKey(
        PublicNotice, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="结果公示"
    )
    number = models.CharField("协议编号", max_length=40, blank=True, default="")
    number_year = models.PositiveSmallIntegerField("编号年份", null=True, blank=True)
    number_ordinal = models.PositiveIntegerField("编号序号", null=True, blank=True)
    signed_on = models.DateField("签订日期", null=True, blank=True)
    transition_home = models.CharField("周转用房", max_length=120, blank=True, default="")
    home_provided_on = models.DateField("周转用房交付日期", null=True, blank=True)
    vacated_on = models.DateField("腾空日期", null=True, blank=True)
    settled_on = models.DateField("结算日期", null=True, blank=True)
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "搬迁协议"
        indexes = [models.Index(fields=["village", "state"], name="agreement_of_village")]
        constraints = [
            known_states("agreement_state_is_known", AgreementState),
            models.UniqueConstraint(
                fields=["household"],
                condition=~Q(state=AgreementState.VOID),
                name="household_has_one_live_agreement",
                violation_error_message="该户已有一份有效的协议，不能重复起草。原协议未签订的，请先作废再重新起草。",
            ),
            models.UniqueConstraint(
                fields=["village", "number_year", "number_ordinal"],
                name="agreement_number_is_used_once",
                violation_error_message="协议编号已经用过。",
            ),
            models.CheckConstraint(
                name="agreement_is_numbered_when_signed",
                condition=Q(state__in=_IN_FORCE, signed_on__isnull=False, number_ordinal__isnull=False) & ~Q(number="")
                | ~Q(state__in=_IN_FORCE)
                & Q(signed_on__isnull=True, number_ordinal__isnull=True, number_year__isnull=True, number=""),
                violation_error_message="协议签订时编号，未签订的没有编号和签订日期。",
            ),
            models.CheckConstraint(
                name="agreement_is_reviewed_by_another",
                condition=Q(reviewed_by__isnull=True) | Q(drafted_by__isnull=True) | ~Q(reviewed_by=F("drafted_by")),
                violation_error_message="协议由起草人以外的同志审核。",
            ),
            models.CheckConstraint(
                name="agreement_is_noticed_before_it_is_signed",
                condition=Q(result_notice__isnull=False) | ~Q(state__in=[AgreementState.NOTICED, *_IN_FORCE]),
                violation_error_message="协议经结果公示后才能签订。",
            ),
            models.CheckConstraint(
                name="agreement_vacated_has_its_day",
                condition=Q(vacated_on__isnull=False, state__in=[AgreementState.VACATED, AgreementState.SETTLED])
                | Q(vacated_on__isnull=True) & ~Q(state__in=[AgreementState.VACATED, AgreementState.SETTLED]),
                violation_error_message="已腾空的协议应有腾空日期。",
            ),
            models.CheckConstraint(
                name="agreement_settled_has_its_day",
                condition=Q(settled_on__isnull=False, state=AgreementState.SETTLED)
                | Q(settled_on__isnull=True) & ~Q(state=AgreementState.SETTLED),
                violation_error_message="已结算的协议应有结算日期。",
            ),
            models.CheckConstraint(
                name="agreement_home_has_its_day",
                condition=Q(transition_home="", home_provided_on__isnull=True)
                | ~Q(transition_home="") & Q(home_provided_on__isnull=False, transition=Transition.HOME),
                violation_error_message="交付周转用房的，应写明房屋和交付日期；选择临时安置费的不交付周转用房。",
            ),
            models.CheckConstraint(
                name="agreement_sums_are_not_negative",
                condition=Q(before_moving__gte=0, after_vacating__gte=0),
                violation_error_message="补偿金额不能为负数。",
            ),
            models.CheckConstraint(
                name="agreement_choice_is_known",
                condition=Q(choice__in=Choice.values),
                violation_error_message="安置方式不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="agreement_transition_is_known",
                condition=Q(transition__in=Transition.values),
                violation_error_message="过渡方式不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="agreement_bridges_the_wait",
                condition=~Q(transition=Transition.NONE) | ~Q(choice__in=[str(choice) for choice in WITH_TRANSITION]),
                violation_error_message="选择回迁安置或者重新建房的，应在周转用房和临时安置费中选择一种过渡方式。",
            ),
            models.CheckConstraint(
                name="agreement_hash_is_sha256",
                condition=Q(computation_hash__regex=HASH_PATTERN),
                violation_error_message="计算摘要应为64位。",
            ),
            models.CheckConstraint(
                name="agreement_names_its_people",
                condition=~Q(payee_name="") & ~Q(signatory_name="") & ~Q(payee_bank="") & ~Q(payment_term=""),
                violation_error_message="请填写收款人、开户银行、签订人和支付期限。",
            ),
        ]
        triggers = [
            refusing(
                "agreement_is_frozen",
                pgtrigger.Update,
                "协议的内容不能直接修改。未签订的请作废后重新起草；已签订的，如双方协商一致，请办理补充协议。",
                condition=pgtrigger.AnyChange(*FROZEN),
            ),
            refusing(
                "agreement_stays_as_signed",
                pgtrigger.Update,
                "协议已签订，不能直接修改。如双方协商一致，请办理补充协议，原协议全文保留。",
                condition=pgtrigger.Condition(f"OLD.signed_on IS NOT NULL AND {changes(*_SIGNED)}"),
            ),
            refusing("agreement_is_never_deleted", pgtrigger.Delete, "协议不能删除。未签订的可以办理作废。"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.household}协议"

    @property
    def total(self) -> Money:
        return self.before_moving + self.after_vacating


class AgreementLine(Record):
    """One line of the sum, as computed: what for, by which clause, how much, how reckoned, payable when."""

    seen_with = VIEW_AGREEMENTS
    anchors = {Reach.VILLAGE: "agreement__village_id"}

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+", verbose_name="搬迁协议")
    ordinal = models.PositiveSmallIntegerField("序号")
    key = models.CharField("项目代号", max_length=40)
    label = models.CharField("项目", max_length=60)
    category = models.CharField("类别", max_length=12)
    clause = models.CharField("条款", max_length=120)
    quantity = models.CharField("数量", max_length=40)
    rate = models.CharField("标准", max_length=60)
    payable = models.CharField("支付时间", max_length=16)
    amount = MoneyField("金额")
    steps = models.JSONField("计算过程")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "协议明细"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "ordinal"],
                name="agreement_line_is_numbered_once",
                violation_error_message="协议明细的序号重复。",
            ),
            models.CheckConstraint(
                name="agreement_line_has_clause",
                condition=~Q(clause="") & ~Q(label=""),
                violation_error_message="协议明细应写明项目和条款。",
            ),
            models.CheckConstraint(
                name="agreement_line_is_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message="补偿金额不能为负数。",
            ),
            models.CheckConstraint(
                name="agreement_line_payable_is_known",
                condition=Q(payable__in=["before_moving", "after_vacating"]),
                violation_error_message="支付时间不在规定的范围内。",
            ),
        ]
        triggers = [never_changed("agreement_line_stays", "协议明细不能改动。未签订的请作废后重新起草。")]

    def __str__(self) -> str:
        return self.label


class AgreementMove(Record):
    """One step of an agreement's course. ``moved_on`` is the day it took effect, ``notice`` what it was shown in."""

    seen_with = VIEW_AGREEMENTS
    anchors = {Reach.VILLAGE: "agreement__village_id"}

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+", verbose_name="搬迁协议")
    verb = models.CharField("办理", max_length=20)
    from_state = models.CharField("原状态", max_length=12, blank=True, default="")
    to_state = models.CharField("现状态", max_length=12)
    moved_on = models.DateField("日期")
    notice = models.ForeignKey(
        PublicNotice, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="结果公示"
    )
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="办理人")
    on_behalf_of = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="代何人"
    )
    reason = models.CharField("说明", max_length=200, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "协议经过"
        constraints = [
            models.CheckConstraint(
                name="agreement_move_to_a_known_state",
                condition=Q(to_state__in=AgreementState.values),
                violation_error_message="状态不在规定的范围内。",
            )
        ]
        triggers = [never_changed("agreement_move_stays", "协议的办理经过不能改动。")]

    def __str__(self) -> str:
        return f"{self.agreement}{AgreementState(self.to_state).label}"
