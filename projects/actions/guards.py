"""What one administrator asks and another agrees to: ending a reader's grant, resetting a guard's sign-in."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import User
from portal.accounts.permissions import RESET_SIGN_IN
from portal.approvals.actions import ask_approval
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal
from projects import permissions
from projects.lifecycle import GRANT
from projects.models import RoleGrant, RoleGroup
from projects.selectors.guards import Reset, end_matter, is_guarded, is_of_reader, reset_matter
from projects.selectors.keepers import groups_of


class NotForTwo(Refusal):
    """One person does this alone, or another kind of administrator does it."""


class NoReason(InvalidInput):
    """Whoever agrees has to read why."""


@action(needs=permissions.APPROVE_GRANT)
def ask_to_end_grant(actor: Any, grant: RoleGrant, *, reason: str) -> Any:
    """Ask another administrator to agree that a reader's grant ends; it ends when he does."""
    GRANT.after("end", grant.state)
    if not is_of_reader(grant.pk):
        raise NotForTwo("只有审计、纪检账号的授权须两人终止，这项授权可以直接终止。")
    _require_reason(reason)
    matter, digest = end_matter(grant)
    where = grant.village or "全部点位"
    title = f"终止授权：{grant.user}（{grant.role}，{where}）"
    return ask_approval(actor, matter, title=title, digest=digest, reason=reason)


@action(needs=RESET_SIGN_IN)
def ask_to_reset(actor: Any, person: User, *, what: Reset, reason: str) -> Any:
    """Ask another administrator to agree that a guard's password or second factor is reset; whoever asked then does."""
    if not is_guarded(person.pk) or actor.user is None or RoleGroup.SECURITY not in groups_of(actor.user.pk):
        raise NotForTwo("只有安全管理员重置管理员和只读账号的登录信息须两人办理。业务账号由系统管理员直接办理。")
    if actor.user.pk == person.pk:
        raise NotForTwo("不能为本人提请。请由其他安全管理员办理。")
    _require_reason(reason)
    matter, digest = reset_matter(person.pk, what)
    return ask_approval(actor, matter, title=f"{what.label}：{person}", digest=digest, reason=reason)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise NoReason("请写明原因。", fields={"reason": "请写明原因。"})
