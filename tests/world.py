"""Builders of the tests: each reaches its state by real actions, so that no test begins where the portal never is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from portal.accounts import actions as accounts
from portal.accounts.models import Organisation, OrganisationKind, User
from portal.kernel import clock
from portal.kernel.permissions import PORTAL, Person, System
from portal.site.seeding import begin_editions, seed
from projects import actions
from projects.models import FigureKind, FigureReport, Role, RoleGrant, Village

WHY = System("测试准备")


def seeded() -> None:
    """The public facts, roles, kinds of figures and lamp rules, as `manage.py seed` leaves them.

    It costs half a second: a test asks for `seeded_today`, `seeded_monday` … of `tests.databases`, which are copied.
    """
    seed()
    begin_editions()


def village(ordinal: int) -> Village:
    """A seeded village by its number; 1 is the lead project."""
    return Village.objects.get(ordinal=ordinal)


def organisation(name: str = "兴庆区财政局", kind: str = OrganisationKind.DEPARTMENT, **inputs: Any) -> Organisation:
    """A unit; the same name again is the same unit."""
    found = Organisation.objects.filter(name=name).first()
    return found or accounts.open_organisation(WHY, PORTAL, name=name, kind=kind, **inputs)


def person(username: str, name: str = "", *, unit: Organisation | None = None, **inputs: Any) -> User:
    """A person with an account that needs no new password; ``password_given`` is the one to sign in with."""
    inputs.setdefault("must_change_password", False)
    account = accounts.register_person(
        WHY, PORTAL, username=username, name=name or username, organisation=unit or organisation(), **inputs
    )
    account.person.password_given = account.one_time_password
    return account.person


def granted(
    user: User,
    role: str,
    where: Village | None = None,
    *,
    starts_on: date | None = None,
    expires_on: date | None = None,
    document: str = "测试通知〔2026〕1号",
    task: str = "",
) -> RoleGrant:
    """An approved grant of a seeded role: in one village, or (None) in all of them. Roles that need an end get one."""
    found = Role.objects.get(key=role)
    today = clock.today()
    if expires_on is None and found.needs_end:
        expires_on = today + timedelta(days=90)
    grant = actions.propose_grant(
        WHY,
        where or PORTAL,
        user=user,
        role=found,
        starts_on=starts_on or today,
        expires_on=expires_on,
        document=document,
        task=task or ("测试任务" if found.needs_task else ""),
    )
    return actions.approve_grant(WHY, grant)


def holder(role: str, where: Village | None = None, *, username: str = "", unit: Organisation | None = None) -> User:
    """A person with only that role, there."""
    user = person(username or f"{role}-{where.ordinal if where else 'all'}", unit=unit)
    granted(user, role, where)
    return user


def actor(user: User) -> Person:
    """The person as a request meets him: what he holds is read anew."""
    return Person(User.objects.get(pk=user.pk))


def reported(
    where: Village,
    kind: str,
    numerator: int,
    denominator: int | None = None,
    *,
    as_of: datetime | None = None,
    by: Any = WHY,
    **inputs: Any,
) -> FigureReport:
    """One reported figure; money in fen."""
    inputs.setdefault("source", "测试报表")
    return actions.report_figure(
        by,
        where,
        kind=FigureKind.objects.get(key=kind),
        numerator=numerator,
        denominator=denominator,
        as_of=as_of or clock.now(),
        **inputs,
    )
