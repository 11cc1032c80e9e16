"""质量质询: somebody doubts the work. Who it was, is known to as few as must know it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from portal.kernel.crypto import SealedColumns, SealedField
from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from quality import permissions
from quality.lifecycle import ENDED, NO_DEADLINE, ComplaintState


class Channel(models.TextChoices):
    """How the word came. 纪检 is not among them: reports on persons are not taken here (信访工作条例 22, 30)."""

    SUPERVISOR = "supervisor", "百姓监督员"
    BOARD = "board", "群众扫码反映"
    HOTLINE = "hotline", "12345热线"
    PETITION = "petition", "信访"
    PATROL = "patrol", "现场巡查"


class Severity(models.TextChoices):
    """Set at triage. The last two hold the contractor's payment, wages apart."""

    MINOR = "minor", "一般"
    SERIOUS = "serious", "严重"
    SAFETY = "safety", "涉及安全"


GRAVE = (Severity.SERIOUS, Severity.SAFETY)


class Category(models.TextChoices):
    """What it is about: set at triage, counted as 热点问题."""

    CRACKS = "cracks", "墙体、楼板裂缝"
    LEAKS = "leaks", "渗漏"
    CONCRETE = "concrete", "混凝土、钢筋"
    MASONRY = "masonry", "砌筑、抹灰"
    INSULATION = "insulation", "保温、防水"
    FITTINGS = "fittings", "门窗、装修"
    SERVICES = "services", "水电暖、电梯"
    MATERIALS = "materials", "材料"
    SITE_SAFETY = "site_safety", "施工安全"
    NUISANCE = "nuisance", "扬尘、噪声"
    CUT_OFF = "cut_off", "断水断电"
    WAGES = "wages", "拖欠工资"
    OTHER = "other", "其他"


class Complaint(SealedColumns, Record):
    """One doubt. ``number`` counts by year from intake and is never used again.

    ``holder`` says whose it is: a user's key, or a number below zero that only the receipt of an unnamed reporter
    leads to; of that receipt and of the form that was sent only hashes are kept. Nobody holds what staff entered.
    A petition is registered in its own system: here stand its number and state, not its words (条例 21).
    ``clock`` is the deadline of the step at hand: triage, repair, or the reporter's word.
    """

    seen_with = permissions.VIEW_COMPLAINTS
    anchors = {Reach.VILLAGE: "village_id", Reach.ORGANISATION: "contractor_id", Reach.OWN: "holder"}
    personal = frozenset({"reporter_id", "holder", "receipt_hash", "form_hash", "phone_ct", "phone_idx", "phone_tail"})

    village = models.ForeignKey("projects.Village", models.PROTECT, related_name="+", verbose_name="点位")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("编号")
    channel = models.CharField("来源", max_length=12, choices=Channel)
    building = models.CharField("楼号", max_length=20, blank=True, default="")
    floor = models.CharField("楼层", max_length=20, blank=True, default="")
    part = models.CharField("部位", max_length=40, blank=True, default="")
    what = models.CharField("反映内容", max_length=500)
    seen_on = models.DateField("发现日期")
    reported_on = models.DateField("反映日期")
    category = models.CharField("问题类别", max_length=16, choices=Category, blank=True, default="")
    severity = models.CharField("严重程度", max_length=10, choices=Severity, blank=True, default="")
    contractor = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="整改单位"
    )
    state = models.CharField("状态", max_length=12, choices=ComplaintState, default=ComplaintState.RECEIVED)
    round = models.PositiveSmallIntegerField("整改轮次", default=0)
    reopened = models.PositiveSmallIntegerField("重新整改次数", default=0)
    clock = models.ForeignKey("clocks.Clock", models.PROTECT, related_name="+", null=True, verbose_name="办理期限")
    reporter = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="反映人")
    holder = models.BigIntegerField("反映人代号", null=True)
    receipt_hash = models.BinaryField("回执摘要", max_length=32, null=True)
    form_hash = models.BinaryField("表单摘要", max_length=32, null=True)
    phone_ct = SealedField("联系电话")
    outside_number = models.CharField("外部编号", max_length=40, blank=True, default="")
    outside_state = models.CharField("外部办理状态", max_length=40, blank=True, default="")
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "质量质询"
        indexes = [
            models.Index(fields=["village", "-id"], name="complaint_of_village"),
            models.Index(fields=["holder"], name="complaint_of_holder"),
            models.Index(fields=["clock"], name="complaint_by_clock"),
            models.Index(
                fields=["contractor", "village"],
                condition=Q(severity__in=GRAVE) & ~Q(state__in=ENDED),
                name="complaint_open_serious",
            ),
        ]
        constraints = [
            known_states("complaint_state_is_known", ComplaintState),
            models.UniqueConstraint(
                fields=["year", "number"], name="complaint_number_is_unique", violation_error_message="质询编号重复。"
            ),
            models.UniqueConstraint(
                fields=["receipt_hash"],
                name="complaint_receipt_is_unique",
                violation_error_message="回执码重复，请重新提交。",
            ),
            models.UniqueConstraint(
                fields=["form_hash"],
                name="complaint_is_sent_once",
                violation_error_message="这条反映已经提交，不重复登记。",
            ),
            models.UniqueConstraint(
                fields=["channel", "outside_number"],
                condition=~Q(outside_number=""),
                name="complaint_outside_number_is_unique",
                violation_error_message="这个外部编号已经登记，不重复登记。",
            ),
            models.CheckConstraint(
                name="complaint_says_what",
                condition=~Q(what=""),
                violation_error_message="请写明反映的问题。",
            ),
            models.CheckConstraint(
                name="complaint_channel_is_known",
                condition=Q(channel__in=Channel.values),
                violation_error_message="来源不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="complaint_category_is_known",
                condition=Q(category__in=["", *Category.values]),
                violation_error_message="问题类别不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="complaint_severity_is_known",
                condition=Q(severity__in=["", *Severity.values]),
                violation_error_message="严重程度不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="complaint_is_seen_before_reported",
                condition=Q(seen_on__lte=F("reported_on")),
                violation_error_message="发现日期不能晚于反映日期。",
            ),
            models.CheckConstraint(
                name="complaint_in_repair_has_unit",
                condition=Q(state__in=[ComplaintState.RECEIVED, ComplaintState.UNFOUNDED])
                | Q(contractor__isnull=False) & ~Q(severity="") & ~Q(category=""),
                violation_error_message="派单须写明整改单位、严重程度和问题类别。",
            ),
            models.CheckConstraint(
                name="complaint_has_one_holder",
                condition=Q(reporter__isnull=True, holder__isnull=True, receipt_hash__isnull=True)
                | Q(reporter__isnull=False, holder=F("reporter_id"), receipt_hash__isnull=True)
                | Q(reporter__isnull=True, holder__lt=0, receipt_hash__isnull=False),
                violation_error_message="反映人或回执不符合规定。",
            ),
            models.CheckConstraint(
                name="complaint_from_outside_has_number",
                condition=~Q(channel__in=[Channel.HOTLINE, Channel.PETITION]) | ~Q(outside_number=""),
                violation_error_message="请填写12345工单编号或信访事项编号。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """``质询〔2026〕12号``."""
        return f"质询〔{self.year}〕{self.number}号"

    @property
    def place(self) -> str:
        """``3号楼 12层 卧室顶板``, or that nobody said where."""
        return " ".join(filter(None, [self.building, self.floor, self.part])) or "部位未写明"

    @property
    def due_on(self) -> date | None:
        """The last day of the step at hand; None when nothing is to be done any more."""
        return None if self.clock is None or self.state in NO_DEADLINE else self.clock.due_on

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED
