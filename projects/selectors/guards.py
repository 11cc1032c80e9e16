"""What two people do together: the sign-ins of administrators and readers, and the grants of readers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import TextChoices

from portal.approvals.contributions import Matter, digest_of
from portal.approvals.selectors import ApprovalRow, approval_of, granted
from portal.kernel import clock
from projects.flows import END_READER_GRANT, RESET_GUARD
from projects.models import RoleGrant, RoleGroup
from projects.selectors.keepers import groups_of

GUARDED = {RoleGroup.SYSTEM, RoleGroup.SECURITY, RoleGroup.AUDIT_ADMIN, RoleGroup.READER}
RESET_WITHIN = timedelta(days=7)  # what was agreed on is done soon, or asked again


class Reset(TextChoices):
    """What of a sign-in is reset."""

    PASSWORD = "password", "重置密码"
    SECOND_FACTOR = "second_factor", "解除动态验证码"


def is_guarded(user_id: int) -> bool:
    """Whether the person is an administrator or a reader today."""
    return bool(groups_of(user_id) & GUARDED)


def is_of_reader(grant_id: int) -> bool:
    return RoleGrant.objects.filter(pk=grant_id, role_group=RoleGroup.READER).exists()


def end_matter(grant: RoleGrant) -> tuple[Matter, str]:
    """What is put to the flow, and the digest of what people see: who loses which role where."""
    where = frozenset({grant.village_id}) if grant.village_id else frozenset()
    seen = {"grant": grant.pk, "user": grant.user_id, "role": grant.role_id, "village": grant.village_id}
    return Matter(END_READER_GRANT.key, "projects.rolegrant", str(grant.pk), where), digest_of(seen)


def agreed_end(grant_id: int) -> ApprovalRow | None:
    """The agreement of another person to end this grant, not used yet."""
    return _unused(granted(*end_matter(RoleGrant.objects.get(pk=grant_id))))


def reset_matter(user_id: int, what: Reset) -> tuple[Matter, str]:
    return Matter(RESET_GUARD.key, "accounts.user", f"{user_id} {what}"), digest_of({"user": user_id, "what": what})


def agreed_reset(user_id: int, what: Reset, by: int) -> ApprovalRow | None:
    """The agreement to what this person asked for, while it is fresh and not used."""
    row = _unused(granted(*reset_matter(user_id, what)))
    if row is None or row.asked_by != by or row.closed_at is None or row.closed_at + RESET_WITHIN <= clock.now():
        return None
    return row


def resets_of(user_id: int) -> list[dict[str, Any]]:
    """How far the agreement on each kind of reset is, for the person's page."""
    asked = [(what, approval_of(reset_matter(user_id, what)[0])) for what in Reset]
    return [{"what": what, "row": row} for what, row in asked if row is not None]


def _unused(row: ApprovalRow | None) -> ApprovalRow | None:
    return None if row is None or row.is_used else row
