"""Taking a list out as a file is a reading that is told, and reaches no further than the list itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts import actions as accounts
from portal.kernel import actions as kernel
from portal.kernel import clock
from portal.kernel.errors import NotPermitted
from portal.kernel.periods import Period
from portal.web.actions import TakenList, take_list
from portal.web.facts import ListTaken
from projects import permissions
from tests import world


@pytest.fixture
def deeds(monkeypatch):
    """The finished deeds, as the trail is told of them."""
    told = []
    monkeypatch.setattr(kernel, "_on_finish", [*kernel._on_finish, told.append])
    return told


def taken_by(user):
    actor = world.actor(user)
    return actor, TakenList.by(actor, "点位台账", permissions.VIEW_VILLAGES)


@pytest.mark.parametrize("where", [None, 3])
def test_what_was_taken_is_told_and_nothing_is_changed(seeded_today, deeds, where):
    actor, taken = taken_by(world.holder("township", world.village(where) if where else None))
    deeds.clear()
    take_list(actor, taken, filters="类别：规划点位", rows=11)
    (deed,) = deeds
    assert (deed.changes, deed.facts) == ([], [ListTaken("点位台账", "类别：规划点位", 11)])


def test_a_deputy_takes_it_for_his_principal(seeded_today, deeds):
    principal, deputy = world.holder("township", world.village(3)), world.person("deputy")
    days = Period(clock.today(), clock.today() + timedelta(days=3))
    accounts.delegate(world.WHY, principal, deputy=deputy, days=days, document="委托书")
    actor, taken = taken_by(deputy)
    deeds.clear()
    take_list(actor, taken, filters="", rows=1)
    assert deeds[0].on_behalf_of == principal.pk


def test_whoever_may_not_see_the_list_takes_nothing(seeded_today, deeds):
    actor, taken = taken_by(world.holder("household", world.village(3)))
    with pytest.raises(NotPermitted):
        take_list(actor, taken, filters="", rows=0)
