"""Granting roles: one proposes, another approves, neither is the one who gets it (security design C)."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import InvalidInput, Refusal
from portal.kernel.facts import tell
from portal.kernel.permissions import Portal
from projects import permissions, rules
from projects.actions.guardian_rows import change_grants_in_turn, keep_guardian_rows
from projects.facts import GrantApproved, GrantEnded
from projects.lifecycle import GRANT, GrantState
from projects.models import GrantMove, Role, RoleGrant, Village


class GrantIncomplete(InvalidInput):
    """The role asks for an end, a document, a task or one village, and the proposal lacks it."""


class GrantIsOver(InvalidInput):
    """The days of the grant are over before it begins to count."""


class OwnGrant(Refusal):
    """Nobody proposes or approves for himself, or approves what he proposed; no deputy does it for him."""


class NotInOffice(Refusal):
    """A grant goes to somebody whose account is in use."""


@action(needs=permissions.PROPOSE_GRANT)
def propose_grant(
    actor: Any,
    target: Village | Portal,
    *,
    user: Any,
    role: Role,
    starts_on: date,
    expires_on: date | None = None,
    document: str = "",
    task: str = "",
) -> RoleGrant:
    """Propose that ``user`` holds ``role`` in the village (PORTAL: in all of them) from a day on, end not included."""
    village = target if isinstance(target, Village) else None
    document, task = document.strip(), task.strip()
    missing = rules.missing_for_grant(
        needs_village=role.is_village_bound and village is None,
        needs_end=role.needs_end and expires_on is None,
        needs_document=role.needs_document and not document,
        needs_task=role.needs_task and not task,
    )
    if missing:
        fields = {name: f"“{role.name}”须写明{what}。" for name, what in missing.items()}
        raise GrantIncomplete(f"“{role.name}”的授权还不能提交：请补充{'、'.join(missing.values())}。", fields=fields)
    if user.pk in _hands(actor):
        raise OwnGrant("不能给本人授权，也不能由B角代为提出。请由其他同志提出。")
    _require_in_office(user)
    _require_days_ahead(expires_on)
    change_grants_in_turn()
    grant = RoleGrant(
        user=user,
        role=role,
        role_group=role.group,
        village=village,
        starts_on=starts_on,
        expires_on=expires_on,
        document=document,
        task=task,
        proposed_by=actor.user,
        made_by_set_up=actor.user is None,
    )
    grant.save()
    _note_move(grant, "propose", "", actor)
    return grant


@action(needs=permissions.APPROVE_GRANT)
def approve_grant(actor: Any, grant: RoleGrant) -> RoleGrant:
    """Approve a proposed grant; it counts from its first day on."""
    change_grants_in_turn()
    grant = RoleGrant.objects.locked(grant)
    before, grant.state = grant.state, GRANT.after("approve", grant.state)
    proposed = GrantMove.objects.get(grant=grant, verb="propose")
    if _hands(actor) & {grant.user_id, proposed.by_id, proposed.on_behalf_of_id}:
        raise OwnGrant("这项授权由您提出或授予您本人，请由其他安全管理员批准。")
    _require_in_office(User.objects.get(pk=grant.user_id))
    _require_days_ahead(grant.expires_on)
    grant.approved_by = actor.user
    grant.save()
    _note_move(grant, "approve", before, actor)
    keep_guardian_rows([grant.user_id])
    tell(GrantApproved(grant.pk, grant.user_id, grant.village_id, grant.role.key))
    return grant


@action(needs=permissions.APPROVE_GRANT)
def decline_grant(actor: Any, grant: RoleGrant, *, reason: str) -> RoleGrant:
    """Send a proposal back with the reason."""
    change_grants_in_turn()
    grant = RoleGrant.objects.locked(grant)
    before, grant.state = grant.state, GRANT.after("decline", grant.state)
    _require_reason(reason)
    grant.save()
    _note_move(grant, "decline", before, actor, reason)
    return grant


@action(needs=permissions.APPROVE_GRANT)
def end_grant(actor: Any, grant: RoleGrant, *, reason: str) -> RoleGrant:
    """End a grant today; what it gave is gone at the next request."""
    change_grants_in_turn()
    grant = RoleGrant.objects.locked(grant)
    before, grant.state = grant.state, GRANT.after("end", grant.state)
    _require_reason(reason)
    grant.ended_on, grant.end_reason = clock.today(), reason
    grant.save()
    _note_move(grant, "end", before, actor, reason)
    keep_guardian_rows([grant.user_id])
    tell(GrantEnded(grant.pk, grant.user_id, grant.village_id, grant.role.key))
    return grant


def _hands(actor: Any) -> set[int]:
    """Whose hand moves: the actor's own, and that of the principal for whom he acts."""
    principal = running_deed().on_behalf_of
    return {key for key in (actor.user and actor.user.pk, principal) if key is not None}


def _require_in_office(user: Any) -> None:
    if not user.is_active:
        raise NotInOffice(f"{user.name}的账号已停用，不能授权。确需授权的，请先由系统管理员恢复账号。")


def _require_days_ahead(expires_on: date | None) -> None:
    if expires_on is not None and expires_on <= clock.today():
        raise GrantIsOver(
            "授权的截止日期已过，批准后也不生效。请按新的期间重新提出。",
            fields={"expires_on": "请选择今天以后的日期。"},
        )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise GrantIncomplete("请写明原因。", fields={"reason": "请写明原因。"})


def _note_move(grant: RoleGrant, verb: str, before: str, actor: Any, reason: str = "") -> None:
    GrantMove(
        grant=grant,
        verb=verb,
        from_state=before,
        to_state=GrantState(grant.state),
        by=actor.user,
        on_behalf_of_id=running_deed().on_behalf_of,
        reason=reason,
    ).save()
