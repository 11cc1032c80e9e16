"""People, the organisations they belong to, and who stands in for whom. Roles are a projects matter."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from portal.accounts import permissions
from portal.kernel.crypto import CiphertextField, SealedColumns, SealedField
from portal.kernel.db import PortalToday, RecordedAtField
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


# Those whose people may stand in for each other; everybody else's only for colleagues of their own unit.
OFFICIAL_KINDS = (
    OrganisationKind.COMMAND,
    OrganisationKind.TASK_FORCE,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.TOWNSHIP,
)


class AddressKind(models.TextChoices):
    """From what kind of network somebody signed in; the address itself is not kept."""

    MACHINE = "machine", "本机"
    INTERNAL = "internal", "内部网络"
    INTERNET = "internet", "互联网"


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
            models.CheckConstraint(
                name="organisation_kind_is_known",
                condition=Q(kind__in=OrganisationKind.values),
                violation_error_message="单位类别不在规定的范围内。",
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

    username = models.CharField("账号", max_length=40)
    name = models.CharField("姓名", max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    post = models.CharField("职务", max_length=40, blank=True, default="")
    phone_ct = SealedField("手机号码")
    is_active = models.BooleanField("在用", default=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)
    last_login_from = models.CharField("上次登录地点", max_length=20, choices=AddressKind, blank=True, default="")
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    USERNAME_FIELD = "username"
    objects: ClassVar[UserManager] = UserManager()

    class Meta(Record.Meta):
        verbose_name = "人员"
        constraints = [
            models.UniqueConstraint(
                fields=["username"],
                name="user_account_is_unique",
                violation_error_message="该账号已有人使用。请换一个账号。",
            ),
            models.CheckConstraint(name="user_has_name", condition=~Q(name=""), violation_error_message="请填写姓名。"),
            models.CheckConstraint(
                name="user_sign_in_place_is_known",
                condition=Q(last_login_from__in=["", *AddressKind.values]),
                violation_error_message="登录地点不在规定的范围内。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Only compares. Django would renew an old hash here, outside any action; ``record_sign_in`` does that."""
        return check_password(raw_password, self.password)


class DelegationQuerySet(RecordQuerySet):
    def live(self) -> Any:
        """Those that count today: begun, not over, not ended early, both people in office."""
        return self.filter(
            days__contains=PortalToday(),
            ended_at__isnull=True,
            principal__is_active=True,
            deputy__is_active=True,
        )


class Delegation(Record):
    """A/B 角: a dated, written delegation. The deputy acts as himself, "for" the principal (issue 01, office 2).

    ``days`` stays as it was promised; one that is ended early says when and why.
    """

    seen_with = permissions.VIEW_DELEGATIONS
    anchors = {Reach.ORGANISATION: "principal__organisation_id", Reach.OWN: "principal_id"}

    principal = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="委托人（A角）")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="代理人（B角）")
    days = DateRangeField("代理期间")
    document = models.CharField("委托文件", max_length=120)
    made_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="登记人（空为系统）"
    )
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)
    end_reason = models.CharField("提前结束原因", max_length=200, blank=True, default="")
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = DelegationQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "A/B角委托"
        indexes = [models.Index(fields=["deputy"], name="delegation_by_deputy")]
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
                violation_error_message="请填写代理的起止日期，结束日期不早于开始日期。",
            ),
            models.CheckConstraint(
                name="delegation_ended_early_has_reason",
                condition=Q(ended_at__isnull=True) | ~Q(end_reason=""),
                violation_error_message="提前结束委托须写明原因。",
            ),
            ExclusionConstraint(
                name="delegation_does_not_overlap",
                expressions=[("principal", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
                condition=Q(ended_at__isnull=True),
                violation_error_message="该同志在这段时间已有B角代理。请先结束原委托或调整日期。",
            ),
        ]


class ApiTokenQuerySet(RecordQuerySet):
    def live(self) -> Any:
        """Those that still open something: not ended, not past their day, their person in office."""
        return self.filter(ended_at__isnull=True, expires_on__gt=PortalToday(), user__is_active=True)


class ApiToken(Record):
    """A secret that a program of one person shows instead of signing in. Only its hash is kept.

    It can do what the person can do, at every moment anew; it ends with its day, by his word, and with his password.
    """

    seen_with = permissions.USE_API
    anchors = {Reach.OWN: "user_id"}
    personal = frozenset({"secret_hash"})

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="所属人员")
    name = models.CharField("用途", max_length=60)
    secret_hash = models.BinaryField("令牌摘要", max_length=32)
    tail = models.CharField("末4位", max_length=4)
    expires_on = models.DateField("截止日期（当日不含）")
    last_used_on = models.DateField("最近使用日期", null=True, blank=True)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = ApiTokenQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "接口令牌"
        indexes = [models.Index(fields=["user"], name="api_token_by_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["secret_hash"], name="api_token_is_unique", violation_error_message="令牌重复，请重新签发。"
            ),
            models.CheckConstraint(
                name="api_token_has_name", condition=~Q(name=""), violation_error_message="请填写令牌用途。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（末4位{self.tail}）"


class RevealCount(models.Model):
    """Machinery: how many concealed values one person had shown to him since the hour began. Written only by
    ``reveal_value``, in its own transaction."""

    user = models.OneToOneField(User, models.CASCADE, related_name="+", primary_key=True)
    hour = models.DateTimeField()
    shown = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()


class LoginThrottle(models.Model):
    """Machinery: how many guesses one key made lately. Written only by ``sign_in.throttle``, before a password is
    looked at; ``key`` is a keyed hash, so the table names nobody."""

    key = models.CharField(max_length=100, primary_key=True)
    guesses = models.PositiveIntegerField()
    counted_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class SecondFactor(models.Model):
    """Machinery: one person's TOTP secret, sealed; ``confirmed_at`` is set by the first right code.

    ``last_step`` is the time step of the last code that was accepted: no code counts twice.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="+", primary_key=True)
    secret_ct = CiphertextField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def place_of(self, name: str) -> str:
        """Where a sealed value of this row stands, for ``crypto``."""
        return f"{self._meta.db_table}|{name}|{self.user.uid}"
