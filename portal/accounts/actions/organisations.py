"""Units: opened and kept."""

from __future__ import annotations

from portal.accounts import permissions, rules
from portal.accounts.facts import OrganisationChanged, OrganisationOpened
from portal.accounts.models import Organisation, User
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Portal


class WrongCreditCode(InvalidInput):
    """The 统一社会信用代码 does not pass its own check digit."""


class PeopleStillThere(Refusal):
    """A unit with active accounts stays in use."""


@action(needs=permissions.MANAGE_ORGANISATIONS)
def open_organisation(
    actor: Actor,
    target: Portal,
    *,
    name: str,
    kind: str,
    short_name: str = "",
    uscc: str = "",
    is_demonstration: bool = False,
) -> Organisation:
    """Enter a unit. The name is the full one on its seal; two units never share it."""
    _check_credit_code(uscc)
    organisation = Organisation(
        name=name, kind=kind, short_name=short_name, uscc=uscc, is_demonstration=is_demonstration
    )
    organisation.save()
    tell(OrganisationOpened(organisation.pk, organisation.kind))
    return organisation


@action(needs=permissions.MANAGE_ORGANISATIONS)
def change_organisation(
    actor: Actor,
    organisation: Organisation,
    *,
    name: str,
    kind: str,
    short_name: str = "",
    uscc: str = "",
    is_active: bool = True,
) -> Organisation:
    """Correct what stands of a unit, or take it out of use once nobody in it has an active account."""
    organisation = Organisation.objects.locked(organisation)
    _check_credit_code(uscc)
    if organisation.is_active and not is_active:
        _check_empty(organisation)
    organisation.name, organisation.kind, organisation.is_active = name, kind, is_active
    organisation.short_name, organisation.uscc = short_name, uscc
    organisation.save()
    tell(OrganisationChanged(organisation.pk))
    return organisation


def _check_credit_code(uscc: str) -> None:
    if uscc and not rules.is_uscc(uscc):
        sentence = "统一社会信用代码应为18位，且与校验码一致。请对照营业执照或法人证书核对。"
        raise WrongCreditCode(sentence, fields={"uscc": sentence})


def _check_empty(organisation: Organisation) -> None:
    if left := User.objects.filter(organisation=organisation, is_active=True).count():
        raise PeopleStillThere(f"{organisation.name}还有{left}个在用账号，暂不能停用。请先调整或停用这些账号。")
