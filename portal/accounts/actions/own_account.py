"""What belongs to one person alone."""

from __future__ import annotations

from portal.accounts.models import User
from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import Actor


def check_is_own(actor: Actor, person: User) -> None:
    """What belongs to the person alone: no deputy, no administrator and no program does it for him."""
    if actor.user is None or actor.user.pk != person.pk:
        raise NotPermitted("账号的密码、动态验证码和接口令牌只能由本人办理。")
