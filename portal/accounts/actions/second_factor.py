"""The second factor of an account: offered, confirmed by its first right code, removed by the administrator."""

from __future__ import annotations

from portal.accounts import permissions
from portal.accounts.actions.own_account import check_is_own
from portal.accounts.actions.people import OwnAccount
from portal.accounts.facts import SecondFactorConfirmed, SecondFactorOffered, SecondFactorRemoved
from portal.accounts.models import SecondFactor, User
from portal.accounts.sign_in import second_factor
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import Refusal, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor


class WrongCode(Refusal):
    """The six digits are not those of this minute."""


@action(needs=permissions.OWN_ACCOUNT)
def offer_second_factor(actor: Actor, person: User) -> SecondFactor:
    """Make a fresh secret for one's phone. It counts only when a first code has confirmed it."""
    person = User.objects.locked(person)
    check_is_own(actor, person)
    if second_factor.has_confirmed(person.pk):
        raise WrongState("动态验证码已登记。更换手机的，请联系系统管理员解除后重新登记。")
    sealed = second_factor.seal(second_factor.new_secret(), person)
    factor, _ = SecondFactor.objects.update_or_create(user=person, defaults={"secret_ct": sealed, "last_step": 0})
    tell(SecondFactorOffered(person.pk))
    return factor


@action(needs=permissions.OWN_ACCOUNT)
def confirm_second_factor(actor: Actor, person: User, *, code: str) -> SecondFactor:
    """Show that the phone gives right codes; from then on each sign-in asks for one."""
    person = User.objects.locked(person)
    check_is_own(actor, person)
    factor = SecondFactor.objects.filter(user=person, confirmed_at__isnull=True).first()
    if factor is None:
        raise WrongState("没有待登记的动态验证码。请回到“我的账号”重新开始登记。")
    now = clock.now()
    step = second_factor.step_of(second_factor.secret_of(factor), code, now)
    if step is None:
        raise WrongCode("验证码不符或已过时，还没有登记。请核对手机时间，填写当前显示的6位数字。")
    factor.confirmed_at, factor.last_step = now, step
    factor.save()
    tell(SecondFactorConfirmed(person.pk))
    return factor


@action(needs=permissions.RESET_SIGN_IN)
def remove_second_factor(actor: Actor, person: User) -> User:
    """Take the second factor off an account whose phone was lost or changed."""
    person = User.objects.locked(person)
    if actor.user is not None and actor.user.pk == person.pk:
        raise OwnAccount("不能解除本人的动态验证码。请由其他系统管理员办理。")
    gone, _ = SecondFactor.objects.filter(user=person).delete()
    if not gone:
        raise WrongState(f"{person}没有登记动态验证码。")
    tell(SecondFactorRemoved(person.pk))
    return person
