"""Whose door is opened by whom: administrators and readers have another keeper than everybody else."""

from datetime import timedelta

import pytest

from portal.accounts import actions as accounts
from portal.kernel import clock
from portal.kernel.errors import NotPermitted
from portal.kernel.gates import Objected
from portal.kernel.periods import Period
from tests import world

GUARDED = ["system_admin", "security_admin", "audit_admin", "auditor", "discipline"]


@pytest.fixture
def keeper(seeded):
    return world.actor(world.holder("system_admin", username="keeper"))


@pytest.fixture
def guard(seeded):
    return world.actor(world.holder("security_admin", username="guard"))


@pytest.mark.parametrize("role", GUARDED)
def test_the_keeper_of_accounts_does_not_open_a_guards_door(keeper, guard, role):
    person = world.holder(role, username="other")
    before = person.password
    with pytest.raises(Objected, match="请联系安全管理员办理"):
        accounts.reset_password(keeper, person)
    person.refresh_from_db()
    assert person.password == before
    # The right hand does it as well, but not alone: see test_guards_by_two.
    with pytest.raises(Objected, match="须由两人办理"):
        accounts.reset_password(guard, person)


def test_the_guard_does_not_open_a_clerks_door(keeper, guard):
    clerk = world.holder("funding_force", world.village(1))
    with pytest.raises(Objected, match="由系统管理员重置"):
        accounts.reset_password(guard, clerk)
    assert accounts.reset_password(keeper, clerk).one_time_password


def test_nobody_registers_himself_as_a_deputy(seeded, village):
    clerk, commander = world.holder("office"), world.holder("commander")
    today = clock.today()
    week = Period(today, today + timedelta(days=7))
    with pytest.raises(NotPermitted, match="不能把本人登记为B角"):
        accounts.delegate(world.actor(clerk), commander, deputy=clerk, days=week, document="委托书")
