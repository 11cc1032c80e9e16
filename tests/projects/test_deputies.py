"""A/B 角: the deputy does his principal's business work within the dated days, as himself "for" him; nothing else."""

from datetime import timedelta

import pytest

from portal.accounts import actions as accounts
from portal.accounts import permissions as own
from portal.kernel import clock
from portal.kernel.errors import NotPermitted
from portal.kernel.gates import Objected
from portal.kernel.periods import Period
from portal.kernel.permissions import Deputising
from projects import actions, permissions
from projects.models import GrantMove, Role, Village
from tests import world
from tests.clock import go_on

KIND = "signed_households"


@pytest.fixture
def deputy(seeded):
    return world.person("deputy", "B角")


def delegated(principal, deputy, *, begins=0, days=3):
    first = clock.today() + timedelta(days=begins)
    return accounts.delegate(
        world.WHY, principal, deputy=deputy, days=Period(first, first + timedelta(days=days)), document="委托书"
    )


def may_report(deputy, village):
    return bool(world.actor(deputy).span(permissions.REPORT_FIGURES).covers(village.anchor_values()))


def test_he_acts_as_himself_for_his_principal(village, elsewhere, acting, deputy, deeds):
    principal = acting("community", village).user
    delegated(principal, deputy)
    deeds.clear()
    report = world.reported(village, KIND, 1, 2, by=world.actor(deputy))
    assert report.reported_by == deputy
    assert deeds[0].actor.user == deputy
    assert deeds[0].on_behalf_of == principal.pk
    with pytest.raises(NotPermitted):
        world.reported(elsewhere, KIND, 1, 2, by=world.actor(deputy))


def test_what_he_may_do_himself_he_does_for_nobody(village, acting, deputy, deeds):
    delegated(acting("community", village).user, deputy)
    world.granted(deputy, "relocation_force", village)
    deeds.clear()
    world.reported(village, KIND, 1, 2, by=world.actor(deputy))
    assert deeds[0].on_behalf_of is None


def test_the_days_bound_it(village, acting, deputy):
    delegated(acting("community", village).user, deputy, begins=1, days=2)
    seen = []
    for _ in range(4):
        seen.append(may_report(deputy, village))
        go_on(timedelta(days=1))
    assert seen == [False, True, True, False]


def test_it_ends_with_what_the_principal_holds(village, deputy):
    principal = world.person("principal")
    grant = world.granted(principal, "community", village)
    delegated(principal, deputy)
    assert may_report(deputy, village)
    actions.end_grant(world.WHY, grant, reason="调离")
    assert not may_report(deputy, village)


def test_it_ends_when_the_principal_leaves(village, acting, deputy):
    principal = acting("community", village).user
    delegated(principal, deputy)
    accounts.deactivate_person(world.WHY, principal)
    assert not may_report(deputy, village)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "auditor", "discipline"])
def test_nobody_deputises_for_an_administrator_or_a_reader(village, acting, deputy, role):
    with pytest.raises(Objected, match="管理员和只读账号的工作不能委托他人代理"):
        delegated(acting(role, None).user, deputy)
    actor = world.actor(deputy)
    assert actor.holdings.deputising == ()
    assert not actor.may(permissions.APPROVE_GRANT)
    assert not Village.objects.visible_to(actor).exists()


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", "auditor", "discipline"])
def test_neither_an_administrator_nor_a_reader_deputises(village, acting, role):
    with pytest.raises(Objected, match="不能担任B角"):
        delegated(acting("community", village).user, acting(role, None).user)


def test_he_keeps_no_account_and_names_no_deputy_in_his_principals_place(acting, deputy):
    principal = acting("office", None).user
    delegated(principal, deputy)
    actor = world.actor(deputy)
    assert isinstance(actor.stands_for(permissions.MANAGE_VILLAGES, {}), Deputising)
    assert actor.stands_for(own.DELEGATE, principal.anchor_values()) is False
    assert actor.stands_for(own.OWN_ACCOUNT, principal.anchor_values()) is False
    assert actor.stands_for(own.OWN_ACCOUNT, deputy.anchor_values()) is True


def test_a_deputy_of_a_deputy_gets_nothing(village, acting, deputy):
    delegated(acting("community", village).user, deputy)
    third = world.person("third")
    delegated(deputy, third)
    assert not may_report(third, village)


def test_the_step_of_a_grant_says_for_whom(village, acting, deputy):
    principal = acting("office", None).user
    delegated(principal, deputy)
    grant = actions.propose_grant(
        world.actor(deputy),
        village,
        user=world.person("newcomer"),
        role=Role.objects.get(key="community"),
        starts_on=clock.today(),
    )
    move = GrantMove.objects.get(grant=grant)
    assert (grant.proposed_by, move.by, move.on_behalf_of) == (deputy, deputy, principal)


def test_holdings_are_read_in_a_few_queries_whatever_one_holds(village, deputy, django_assert_max_num_queries):
    for role in ("community", "builder", "relocation_force"):
        delegated(world.holder(role, village), deputy)
        world.granted(deputy, role, village)
    actor = world.actor(deputy)
    with django_assert_max_num_queries(4):
        assert len(actor.holdings.deputising) == 3
