"""What the tests of accounts begin with: a unit, people with known passwords, and powers without roles."""

from __future__ import annotations

import pytest

from portal.accounts import actions, permissions
from portal.accounts.models import OrganisationKind
from portal.kernel import actions as kernel_actions
from portal.kernel import permissions as kernel_permissions
from portal.kernel.permissions import EVERYWHERE, PORTAL, Holdings, Person, Span, System

SYSTEM = System("测试准备")


@pytest.fixture
def unit(db):
    return actions.open_organisation(SYSTEM, PORTAL, name="兴庆区财政局", short_name="区财政局", kind="department")


@pytest.fixture
def other_unit(db):
    return actions.open_organisation(SYSTEM, PORTAL, name="胜利街街道办事处", kind="township")


@pytest.fixture
def register(unit):
    """Registers a person who needs not change his password; ``person.password_given`` is the one to sign in with."""

    def make(username, name, organisation=None, **inputs):
        inputs.setdefault("must_change_password", False)
        account = actions.register_person(
            SYSTEM, PORTAL, username=username, name=name, organisation=organisation or unit, **inputs
        )
        account.person.password_given = account.one_time_password
        return account.person

    return make


@pytest.fixture
def person(register):
    return register("zhangsan", "张三", post="科长", phone="13995071234")


@pytest.fixture
def colleague(register):
    return register("lisi", "李四")


@pytest.fixture
def resident(register):
    home = actions.open_organisation(SYSTEM, PORTAL, name="居民", kind=OrganisationKind.RESIDENTS)
    return register("wangwu", "王五", organisation=home)


@pytest.fixture
def powers(monkeypatch):
    """Gives powers to people without any role: accounts knows no roles. Everybody has his own account."""
    held = {}

    def resolve(user):
        own = {permissions.OWN_ACCOUNT.key: Span(own=frozenset({user.pk}))}
        return Holdings({**own, **held.get(user.pk, {})})

    def give(user, *needed, span=EVERYWHERE):
        held.setdefault(user.pk, {}).update({power.key: span for power in needed})
        return Person(user)

    monkeypatch.setattr(kernel_permissions, "_resolver", resolve)
    return give


@pytest.fixture
def deeds(monkeypatch):
    """The deeds that finish from here on, as the trail hears of them."""
    heard = []
    monkeypatch.setattr(kernel_actions, "_on_finish", [heard.append])
    return heard


@pytest.fixture
def sign_in(client, powers, settings):
    """Signs a person in through the page."""

    settings.LOGIN_REDIRECT_URL = "accounts:account"  # the overview belongs to the roof

    def go(person, password=None, **headers):
        given = {"username": person.username, "password": password or person.password_given}
        return client.post("/account/sign-in/", given, **headers)

    return go
