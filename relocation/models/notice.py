"""方案公告 and 结果公示: two things. The first is the law's, at least 30 days; the second a rule of the house."""

from __future__ import annotations

from datetime import date, timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q

from portal.kernel.db import RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from portal.kernel.triggers import changes, never_changed, refusing
from relocation.models.policy import PolicyVersion
from relocation.permissions import VIEW_NOTICES


class NoticeKind(models.TextChoices):
    PLAN = "plan", "方案公告"
    RESULT = "result", "结果公示"


class PublicNotice(Record):
    """What was put up, where, and for which days: from ``published_on`` up to, but not including, ``ends_on``.

    A 方案公告 belongs to one version of the terms and says how and when to register and where to object (《土地管理法
    实施条例》28); a 结果公示 covers the agreements whose move ``notice`` names it. ``basis`` is the clause, a rule of
    this house marked （本级）.
    """

    seen_with = VIEW_NOTICES
    anchors = {Reach.VILLAGE: "village_id"}

    village = models.ForeignKey("projects.Village", models.PROTECT, related_name="+", verbose_name="点位")
    kind = models.CharField("类别", max_length=10, choices=NoticeKind)
    policy = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="补偿安置方案"
    )
    title = models.CharField("标题", max_length=120)
    place = models.CharField("张贴地点", max_length=200)
    published_on = models.DateField("发布日期")
    ends_on = models.DateField("期满次日")
    basis = models.CharField("依据", max_length=200)
    registration = models.CharField("补偿登记的方式和期限", max_length=200, blank=True, default="")
    objections_to = models.CharField("异议反馈渠道", max_length=200)
    published_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="发布人"
    )
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "公告公示"
        constraints = [
            models.CheckConstraint(
                name="notice_kind_is_known",
                condition=Q(kind__in=NoticeKind.values),
                violation_error_message="公告公示的类别不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="notice_ends_after_it_begins",
                condition=Q(ends_on__gt=F("published_on")),
                violation_error_message="期满日应不早于发布日期。",
            ),
            models.CheckConstraint(
                name="notice_is_put_up_somewhere",
                condition=~Q(title="") & ~Q(place="") & ~Q(basis="") & ~Q(objections_to=""),
                violation_error_message="请填写标题、张贴地点、依据和异议反馈渠道。",
            ),
            models.CheckConstraint(
                name="notice_of_terms_says_how_to_register",
                condition=Q(kind=NoticeKind.RESULT, policy__isnull=True)
                | Q(kind=NoticeKind.PLAN, policy__isnull=False) & ~Q(registration=""),
                violation_error_message="方案公告应写明所公告的方案、补偿登记的方式和期限。",
            ),
            models.UniqueConstraint(
                fields=["policy"],
                name="policy_is_announced_once",
                violation_error_message="这一版方案已经公告。",
            ),
        ]
        triggers = [never_changed("notice_stays", "已发布的公告公示不能改动。确有变化的，请重新发布。")]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date:
        """The day of 期满, as people write it."""
        return self.ends_on - timedelta(days=1)

    @property
    def days(self) -> int:
        """共×日: the first day is not counted (《民法典》201)."""
        return (self.last_day - self.published_on).days

    def day_of(self, day: date) -> int:
        """第×日."""
        return (day - self.published_on).days

    def is_over(self, day: date) -> bool:
        return day >= self.ends_on


class NoticeObjection(Record):
    """What somebody said against what was put up, in short words, and what he was answered."""

    seen_with = VIEW_NOTICES
    anchors = {Reach.VILLAGE: "notice__village_id"}
    personal = frozenset({"matter", "reply"})

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="+", verbose_name="公告公示")
    received_on = models.DateField("收到日期")
    matter = models.CharField("意见", max_length=200)
    reply = models.CharField("答复", max_length=200, blank=True, default="")
    replied_on = models.DateField("答复日期", null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "公告公示意见"
        constraints = [
            models.CheckConstraint(
                name="objection_says_something",
                condition=~Q(matter=""),
                violation_error_message="请填写意见内容。",
            ),
            models.CheckConstraint(
                name="objection_is_answered_on_a_day",
                condition=Q(reply="", replied_on__isnull=True)
                | ~Q(reply="") & Q(replied_on__isnull=False, replied_on__gte=F("received_on")),
                violation_error_message="答复应有内容和日期，日期不早于收到意见之日。",
            ),
        ]
        triggers = [
            refusing("objection_is_never_deleted", pgtrigger.Delete, "收到的意见不能删除。"),
            refusing(
                "objection_stays_as_received",
                pgtrigger.Update,
                "收到的意见和已作的答复不能改动。",
                condition=pgtrigger.Condition(f"OLD.reply <> '' OR {changes('notice_id', 'received_on', 'matter')}"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice}意见（{self.received_on}）"
