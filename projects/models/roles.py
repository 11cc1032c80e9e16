"""Who may do what in which village: roles as rows, grants with an end, and guardian's two tables (decisions 2–5)."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from projects import permissions
from projects.lifecycle import GrantState
from projects.models.village import Village


class DaysOfGrant(Func):
    """``daterange(starts_on, expires_on)``: half open, and without end when there is none."""

    function = "daterange"
    output_field = DateRangeField()


STANDING = Q(state__in=[GrantState.PROPOSED, GrantState.ACTIVE])

# The group of a role stands in each of its grants, because an exclusion constraint sees one table only. The database
# copies it itself, and locks the role, so that it cannot be told otherwise.
_FITS_ITS_ROLE = """
    SELECT * INTO STRICT of_role FROM projects_role WHERE id = NEW.role_id FOR SHARE;
    NEW.role_group := of_role."group";
    IF NEW.state IN ('proposed', 'active') AND (
        of_role.is_village_bound AND NEW.village_id IS NULL
        OR of_role.needs_end AND NEW.expires_on IS NULL
        OR of_role.needs_document AND NEW.document = ''
        OR of_role.needs_task AND NEW.task = ''
    ) THEN
        RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'grant_fits_its_role',
            MESSAGE = '该角色的授权须写明规定的点位、截止日期、依据文件和承担任务。请补充后再办。';
    END IF;
    RETURN NEW;
"""
_KEEPS_ITS_GROUP = """
    IF EXISTS (SELECT FROM projects_rolegrant WHERE role_id = NEW.id AND state IN ('proposed', 'active')) THEN
        RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'role_keeps_its_group',
            MESSAGE = '该角色已有授权，类别不能改变。请先终止全部授权，或另设一个角色。';
    END IF;
    RETURN NEW;
"""


class RoleGroup(models.TextChoices):
    """Which roles exclude each other: three administrators, and those who may only read."""

    BUSINESS = "business", "业务角色"
    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"
    READER = "reader", "只读角色"


class Role(Record):
    """A named set of powers. Rows, not code: a command centre may add its own."""

    seen_with = permissions.VIEW_GRANTS
    is_shared = True

    key = models.CharField("代号", max_length=40, unique=True)
    name = models.CharField("角色", max_length=40)
    group = models.CharField("类别", max_length=20, choices=RoleGroup, default=RoleGroup.BUSINESS)
    needs_end = models.BooleanField("须有截止日期", default=False)
    needs_document = models.BooleanField("须有委托或通知文件", default=False)
    needs_task = models.BooleanField("须写明承担任务", default=False)
    is_village_bound = models.BooleanField("只能授予单个点位", default=False)
    ordinal = models.PositiveSmallIntegerField("序号")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "角色"
        constraints = [
            models.CheckConstraint(
                name="role_group_is_known",
                condition=Q(group__in=RoleGroup.values),
                violation_error_message="角色类别不在规定的范围内。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="role_keeps_its_group",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("group"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(old__group__df=pgtrigger.F("new__group")),
                func=_KEEPS_ITS_GROUP,
            )
        ]

    def __str__(self) -> str:
        return self.name


class RolePower(Record):
    """One power of a role and how far it reaches."""

    seen_with = permissions.VIEW_GRANTS
    is_shared = True

    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    power = models.CharField("权限", max_length=60)
    reach = models.CharField("范围", max_length=20, choices=[(reach.value, reach.value) for reach in Reach])

    class Meta(Record.Meta):
        verbose_name = "角色权限"
        constraints = [
            models.UniqueConstraint(
                fields=["role", "power"],
                name="role_holds_a_power_once",
                violation_error_message="该角色已有这项权限。",
            ),
            models.CheckConstraint(
                name="role_power_reach_is_known",
                condition=Q(reach__in=[reach.value for reach in Reach]),
                violation_error_message="权限的范围只能是授权点位、本单位或本人。",
            ),
        ]


class RoleGrant(Record):
    """A person holds a role in one village, or in all (``village`` empty), until it ends.

    Two people make a grant: one proposes, another approves, and neither is the one who gets it. Guardian's rows are
    written when it is approved; an expired grant counts no more at the next request, rows or not.
    """

    seen_with = permissions.VIEW_GRANTS
    anchors = {Reach.VILLAGE: "village_id", Reach.OWN: "user_id"}

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="人员")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+", verbose_name="角色")
    role_group = models.CharField("角色类别", max_length=20, choices=RoleGroup, editable=False)
    village = models.ForeignKey(
        Village, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="点位（空为全部）"
    )
    starts_on = models.DateField("起始日期")
    expires_on = models.DateField("截止日期（当日不含）", null=True, blank=True)
    document = models.CharField("依据文件", max_length=120, blank=True, default="")
    task = models.CharField("承担任务", max_length=120, blank=True, default="")
    state = models.CharField("状态", max_length=20, choices=GrantState, default=GrantState.PROPOSED)
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="提出人")
    approved_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="批准人"
    )
    made_by_set_up = models.BooleanField("系统初始化", default=False)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=200, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "授权"
        triggers = [
            pgtrigger.Trigger(
                name="grant_fits_its_role",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("of_role", "projects_role%ROWTYPE")],
                func=_FITS_ITS_ROLE,
            )
        ]
        indexes = [models.Index(fields=["user", "state"], name="grant_by_user")]
        constraints = [
            known_states("grant_state_is_known", GrantState),
            models.CheckConstraint(
                name="grant_is_made_by_two",
                condition=~Q(state=GrantState.ACTIVE)
                | Q(made_by_set_up=True)
                | (Q(approved_by__isnull=False) & Q(proposed_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                violation_error_message="授权须由两人办理：提出人和批准人不能是同一人。",
            ),
            models.CheckConstraint(
                name="grant_is_not_to_oneself",
                condition=(Q(proposed_by__isnull=True) | ~Q(proposed_by=F("user")))
                & (Q(approved_by__isnull=True) | ~Q(approved_by=F("user"))),
                violation_error_message="不能给本人授权。请由其他同志办理。",
            ),
            models.CheckConstraint(
                name="grant_ends_after_it_starts",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("starts_on")),
                violation_error_message="授权的截止日期应晚于起始日期。",
            ),
            models.CheckConstraint(
                name="grant_end_has_reason",
                condition=~Q(state=GrantState.ENDED) | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                violation_error_message="终止授权须写明日期和原因。",
            ),
            ExclusionConstraint(
                name="grant_is_held_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("village", Value(0)), RangeOperators.EQUAL),
                    (DaysOfGrant("starts_on", "expires_on"), RangeOperators.OVERLAPS),
                ],
                condition=STANDING,
                violation_error_message="该同志在这个点位已有同一角色的授权。",
            ),
            ExclusionConstraint(
                name="grant_keeps_duties_apart",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role_group", RangeOperators.NOT_EQUAL),
                    (DaysOfGrant("starts_on", "expires_on"), RangeOperators.OVERLAPS),
                ],
                condition=STANDING,
                violation_error_message=(
                    "系统、安全、审计三类管理员互不兼任，也不兼任业务角色；只读角色不兼任业务角色。请先终止原有授权。"
                ),
            ),
        ]


class GrantMove(Record):
    """Each step of a grant's lifecycle is a row: who, when, from what to what."""

    seen_with = permissions.VIEW_GRANTS
    anchors = {Reach.VILLAGE: "grant__village_id", Reach.OWN: "grant__user_id"}

    grant = models.ForeignKey(RoleGrant, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True, default="")
    to_state = models.CharField(max_length=20)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True)
    on_behalf_of = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "授权办理记录"


class VillageUserPermission(UserObjectPermissionBase):
    """Machinery of guardian, with a direct foreign key: which user holds which power on which village.

    No ``related_name="+"`` here: with it guardian silently falls back to its generic table (decision 3).
    """

    content_object = models.ForeignKey(Village, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()


class VillageGroupPermission(GroupObjectPermissionBase):
    """Machinery of guardian; the portal grants to persons only, the table must exist for guardian to find it."""

    content_object = models.ForeignKey(Village, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        default_permissions = ()
