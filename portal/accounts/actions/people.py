"""People with an account: registered, kept, taken out of use."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.accounts import permissions, rules
from portal.accounts.actions.tokens import end_tokens_of
from portal.accounts.facts import PersonChanged, PersonDeactivated, PersonReactivated, PersonRegistered
from portal.accounts.models import Organisation, User
from portal.accounts.sign_in.passwords import one_time_password
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Portal


class UnfitAccount(InvalidInput):
    """An account name or a telephone number is not written as such."""


class OrganisationClosed(Refusal):
    """Nobody joins a unit that is out of use."""


class OwnAccount(Refusal):
    """Some things about an account are done by somebody else."""


@dataclass(frozen=True)
class NewAccount:
    """A registered person and the password to hand over; it is shown once and kept nowhere."""

    person: User
    one_time_password: str = field(repr=False)


@action(needs=permissions.MANAGE_PEOPLE)
def register_person(
    actor: Actor,
    target: Portal,
    *,
    username: str,
    name: str,
    organisation: Organisation,
    post: str = "",
    phone: str = "",
    must_change_password: bool = True,
    is_demonstration: bool = False,
) -> NewAccount:
    """Open an account. It can do nothing until a role is granted; its password has to be changed at first sign-in."""
    username = rules.account_name(username)
    _check_shape(username=username, phone=phone)
    _check_open(organisation)
    password = one_time_password()
    person = User(
        username=username,
        name=name,
        organisation=organisation,
        post=post,
        must_change_password=must_change_password,
        is_demonstration=is_demonstration,
    )
    person.seal_into("phone", phone)
    person.set_password(password)
    person.save()
    tell(PersonRegistered(person.pk, organisation.pk))
    return NewAccount(person, password)


@action(needs=permissions.MANAGE_PEOPLE)
def change_person(
    actor: Actor, person: User, *, name: str, organisation: Organisation, post: str = "", phone: str | None = None
) -> User:
    """Correct a person's name, post, telephone (None: as it was) or unit. The account name never changes."""
    person = User.objects.locked(person)
    left = person.organisation_id if person.organisation_id != organisation.pk else None
    if left:
        _check_open(organisation)
    person.name, person.organisation, person.post = name, organisation, post
    if phone is not None:
        _check_shape(phone=phone)
        person.seal_into("phone", phone)
    person.save()
    tell(PersonChanged(person.pk, organisation.pk, left))
    return person


@action(needs=permissions.MANAGE_PEOPLE)
def deactivate_person(actor: Actor, person: User) -> User:
    """Take an account out of use: sessions end at their next request, tokens now, delegations count no more."""
    person = User.objects.locked(person)
    if not person.is_active:
        raise WrongState(f"{person}的账号已经停用。")
    if actor.user is not None and actor.user.pk == person.pk:
        raise OwnAccount("不能停用本人账号。请由其他系统管理员办理。")
    person.is_active = False
    person.save()
    end_tokens_of(person)
    tell(PersonDeactivated(person.pk))
    return person


@action(needs=permissions.MANAGE_PEOPLE)
def reactivate_person(actor: Actor, person: User) -> User:
    """Put an account back in use, with the password it had."""
    person = User.objects.locked(person)
    if person.is_active:
        raise WrongState(f"{person}的账号正在使用。")
    _check_open(person.organisation)
    person.is_active = True
    person.save()
    tell(PersonReactivated(person.pk))
    return person


def _check_shape(*, username: str | None = None, phone: str = "") -> None:
    fields = {}
    if username is not None and not rules.is_account_name(username):
        fields["username"] = "账号请用2至40位小写字母、数字、点、横线或下划线，以字母或数字开头。"
    if phone and not rules.is_phone(phone):
        fields["phone"] = "请填写11位手机号码，或带区号的座机号码。"
    if fields:
        raise UnfitAccount("".join(fields.values()), fields=fields)


def _check_open(organisation: Organisation) -> None:
    if not organisation.is_active:
        raise OrganisationClosed(f"{organisation.name}已停用，不能在该单位下使用账号。请选择其他单位。")
