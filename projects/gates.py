"""What projects refuses of accounts, which knows no roles: who may open whose door, and who may not leave."""

from __future__ import annotations

from portal.accounts.facts import DelegationMade, PasswordReset, PersonDeactivated, SecondFactorRemoved
from portal.kernel.deeds import running_deed
from portal.kernel.gates import Objection, objects
from projects.facts import GrantEnded
from projects.models import RoleGroup
from projects.selectors.guards import (
    GUARDED,
    RESET_WITHIN,
    Reset,
    agreed_end,
    agreed_reset,
    is_guarded,
    is_of_reader,
)
from projects.selectors.keepers import groups_of, left_undone_without

THREE_ADMINISTRATORS = "三类管理员相互制约的要求（本级网络安全管理制度）"
INTERNAL_CONTROL = "不相容岗位相分离的内控要求（本级）"


@objects("guarded-password", to=PasswordReset, clause=THREE_ADMINISTRATORS, label="管理员和只读账号的密码")
def password_is_reset_by_the_right_hand(fact: PasswordReset) -> Objection | None:
    """Whoever could reset a guard's password could act as the guard: the two kinds of accounts have two keepers."""
    return _wrong_hand(fact.user_id) or _alone(fact.user_id, Reset.PASSWORD)


@objects(
    "guarded-second-factor", to=SecondFactorRemoved, clause=THREE_ADMINISTRATORS, label="管理员和只读账号的动态验证码"
)
def second_factor_is_removed_by_the_right_hand(fact: SecondFactorRemoved) -> Objection | None:
    return _wrong_hand(fact.user_id) or _alone(fact.user_id, Reset.SECOND_FACTOR)


def _wrong_hand(user_id: int) -> Objection | None:
    actor = running_deed().actor
    if actor.user is None:
        return None
    is_guards, is_security = is_guarded(user_id), RoleGroup.SECURITY in groups_of(actor.user.pk)
    if is_guards and not is_security:
        return Objection("这是管理员或只读账号，不能由系统管理员重置登录信息。请联系安全管理员办理。")
    if is_security and not is_guards:
        return Objection("业务账号的登录信息由系统管理员重置，安全管理员只办理管理员和只读账号。请联系系统管理员。")
    return None


def _alone(user_id: int, what: Reset) -> Objection | None:
    """A guard's door is opened by two: one asks and does it, another agrees (approvals)."""
    actor = running_deed().actor
    if actor.user is None or not is_guarded(user_id) or agreed_reset(user_id, what, actor.user.pk):
        return None
    return Objection(
        f"这是管理员或只读账号，{what.label}须由两人办理，现在还没有其他同志同意，或者同意已超过{RESET_WITHIN.days}天。"
        "请在该同志的人员页面提请复核，同意后由提请人办理。"
    )


@objects("reader-grant-ended", to=GrantEnded, clause=INTERNAL_CONTROL, label="审计、纪检账号的授权")
def an_auditors_eyes_are_closed_by_two(fact: GrantEnded) -> Objection | None:
    """Nobody alone takes the access of whoever examines him; set-up and tests without any person may."""
    deed = running_deed()
    if deed.actor.user is None and deed.cause is None:
        return None
    if not is_of_reader(fact.grant_id) or agreed_end(fact.grant_id):
        return None
    return Objection(
        "审计、纪检账号的授权不能由一人终止，现在还没有其他同志同意。"
        "请安全管理员在授权台账点“终止”提请复核，同意后即时终止。"
    )


@objects("last-keeper-deactivated", to=PersonDeactivated, clause=INTERNAL_CONTROL, label="最后一名经办人的账号")
def somebody_is_left_when_a_person_goes(fact: PersonDeactivated) -> Objection | None:
    return _nobody_left(fact.user_id)


@objects("last-keeper-ended", to=GrantEnded, clause=INTERNAL_CONTROL, label="最后一名经办人的授权")
def somebody_is_left_when_a_grant_ends(fact: GrantEnded) -> Objection | None:
    return _nobody_left(fact.user_id, fact.grant_id)


def _nobody_left(user_id: int, grant_id: int | None = None) -> Objection | None:
    """Without anybody to propose, approve or keep accounts the portal could not be put right from inside."""
    undone = left_undone_without(user_id, grant_id)
    if not undone:
        return None
    return Objection(f"办理后将没有人能够{'、'.join(undone)}，暂不能办理。请先为接办人办好授权，再办这一项。")


@objects("idle-delegation", to=DelegationMade, clause=INTERNAL_CONTROL, label="B角代理")
def deputies_stand_in_for_business(fact: DelegationMade) -> Objection | None:
    """A delegation that gives nothing is a record that says something untrue."""
    principal = groups_of(fact.principal_id)
    if principal and RoleGroup.BUSINESS not in principal:
        return Objection("管理员和只读账号的工作不能委托他人代理，没有登记。需要有人接办的，请办理授权或离岗交接。")
    if groups_of(fact.deputy_id) & GUARDED:
        return Objection("管理员和只读账号不能担任B角，没有登记。请选择办理业务的同志。")
    return None
