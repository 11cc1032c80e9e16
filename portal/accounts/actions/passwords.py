"""Passwords: changed by their owner, reset by the system administrator, hashed anew when methods improve."""

from __future__ import annotations

from portal.accounts import permissions
from portal.accounts.actions.own_account import check_is_own
from portal.accounts.actions.people import NewAccount, OwnAccount
from portal.accounts.actions.tokens import end_tokens_of
from portal.accounts.facts import PasswordChanged, PasswordReset
from portal.accounts.models import User
from portal.accounts.sign_in import passwords
from portal.kernel.actions import action
from portal.kernel.errors import Refusal
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor


class WrongOldPassword(Refusal):
    """Whoever changes a password knows the one that stands."""


class WeakPassword(Refusal):
    """Too short, too common, too close to the person's own data, or the same as before."""


@action(needs=permissions.OWN_ACCOUNT)
def change_own_password(actor: Actor, person: User, *, old_password: str, new_password: str) -> User:
    """Change one's own password. The person's other sessions end at their next request, his API tokens at once."""
    person = User.objects.locked(person)
    check_is_own(actor, person)
    if not person.check_password(old_password):
        raise WrongOldPassword("原密码不符，密码没有修改。请返回上一页重新填写。")
    if new_password == old_password:
        raise WeakPassword("新密码不能与原密码相同，密码没有修改。请返回上一页换一个。")
    if found := passwords.weaknesses(new_password, person):
        raise WeakPassword(f"新密码不够安全，密码没有修改。{''.join(found)}请返回上一页换一个。")
    person.set_password(new_password)
    person.must_change_password = False
    person.save()
    end_tokens_of(person)
    tell(PasswordChanged(person.pk))
    return person


@action(needs=permissions.RESET_SIGN_IN)
def reset_password(actor: Actor, person: User, *, must_change_password: bool = True) -> NewAccount:
    """Give a person who forgot his password a new one for one use. His sessions end at their next request.

    Only an account of the demonstration, which many people share, keeps what it was given.
    """
    person = User.objects.locked(person)
    if actor.user is not None and actor.user.pk == person.pk:
        raise OwnAccount("本人的密码请在“我的账号”中修改。")
    password = passwords.one_time_password()
    person.set_password(password)
    person.must_change_password = must_change_password
    person.save()
    end_tokens_of(person)
    tell(PasswordReset(person.pk))
    return NewAccount(person, password)


@action(needs=permissions.OWN_ACCOUNT)
def renew_password_hash(actor: Actor, person: User, *, encoded: str) -> User:
    """Keep the same password under a newer hash, made at a sign-in that knew it. The portal does this by itself."""
    person = User.objects.locked(person)
    person.password = encoded
    person.save()
    return person
