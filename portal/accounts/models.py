"""People, the organisations they belong to, and who stands in for whom. Roles are a projects matter."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from portal.accounts import permissions
from portal.kernel.crypto import SealedColumns, SealedField
from portal.kernel.db import RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record, RecordQuerySet


class OrganisationKind(models.TextChoices):
    COMMAND = "command", "指挥部"
    TASK_FORCE = "task_force", "工作专班"
    DEPARTMENT = "department", "成员单位"
    TOWNSHIP = "township", "乡镇街道"
    COMMUNITY = "community", "村（社区）"
    OWNER = "owner", "建设单位"
    BUILDER = "builder", "施工单位"
    SUPERVISION = "supervision", "监理单位"
    THIRD_PARTY = "third_party", "第三方机构"
    AUDIT = "audit", "审计机关"
    DISCIPLINE = "discipline", "纪检监察机关"
    RESIDENTS = "residents", "居民"


class Organisation(Record):
    """A unit that people belong to and that answers for work."""

    seen_with = permissions.VIEW_ORGANISATIONS
    anchors = {Reach.ORGANISATION: "pk"}

    name = models.CharField("单位名称", max_length=80)
    short_name = models.CharField("简称", max_length=30, blank=True, default="")
    kind = models.CharField("类别", max_length=20, choices=OrganisationKind)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, default="")
    is_active = models.BooleanField("在用", default=True)
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "单位"
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="organisation_name_is_unique", violation_error_message="已有同名单位。"
            ),
            models.CheckConstraint(
                name="organisation_has_name",
                condition=~Q(name=""),
                violation_error_message="请填写单位名称。",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class UserManager(BaseUserManager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    """Looks people up by account name; making one is an action."""

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(username=username)


class User(SealedColumns, AbstractBaseUser, Record):
    """A person with an account. No superusers and no staff flag: powers come from role grants alone."""

    seen_with = permissions.VIEW_PEOPLE
    anchors = {Reach.ORGANISATION: "organisation_id", Reach.OWN: "pk"}
    personal = frozenset({"name", "password", "phone_ct", "phone_idx", "phone_tail"})

    username = models.CharField("账号", max_length=40, unique=True, error_messages={"unique": "该账号已被使用。"})
    name = models.CharField("姓名", max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    post = models.CharField("职务", max_length=40, blank=True, default="")
    phone_ct = SealedField("手机号码")
    is_active = models.BooleanField("在用", default=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta(Record.Meta):
        verbose_name = "人员"
        constraints = [
            models.CheckConstraint(
                name="user_has_name", condition=~Q(name=""), violation_error_message="请填写姓名。"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Delegation(Record):
    """A/B 角: a dated, written delegation. The deputy acts as himself, "for" the principal (issue 01, office 2)."""

    seen_with = permissions.VIEW_DELEGATIONS
    anchors = {Reach.ORGANISATION: "principal__organisation_id", Reach.OWN: "principal_id"}

    principal = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="委托人（A角）")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="代理人（B角）")
    days = DateRangeField("代理期间")
    document = models.CharField("委托文件", max_length=120)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "A/B角委托"
        constraints = [
            models.CheckConstraint(
                name="delegation_is_to_another",
                condition=~Q(principal=F("deputy")),
                violation_error_message="不能委托给本人。请选择其他同志作为B角。",
            ),
            models.CheckConstraint(
                name="delegation_is_written",
                condition=~Q(document=""),
                violation_error_message="请填写委托文件名称或文号。",
            ),
            models.CheckConstraint(
                name="delegation_has_an_end",
                condition=Q(days__isempty=False, days__upper_inf=False, days__lower_inf=False),
                violation_error_message="请填写代理的起止日期，结束日期应晚于开始日期。",
            ),
            ExclusionConstraint(
                name="delegation_does_not_overlap",
                expressions=[("principal", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
                violation_error_message="该同志在这段时间已有B角代理。请先结束原委托或调整日期。",
            ),
        ]


class LoginThrottle(models.Model):
    """Machinery: how many guesses one key made in its window; counted before the password is looked at."""

    key = models.CharField(max_length=200, primary_key=True)
    window_started_at = models.DateTimeField()
    guesses = models.PositiveIntegerField()
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class SecondFactor(models.Model):
    """Machinery: one person's TOTP secret, sealed; ``confirmed_at`` is set by the first right code."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+", primary_key=True)
    secret_ct = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
