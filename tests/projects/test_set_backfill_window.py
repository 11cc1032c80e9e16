"""The office says since when the portal is in use and until when its history may be entered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.actions.backfills import WindowUnfit
from projects.facts import BackfillWindowSet
from projects.models import BackfillWindow
from projects.selectors.backfills import backfill_window
from tests import world
from tests.projects.backfilling import past


def given(**changed):
    today = clock.today()
    days = {"went_live_on": past(10), "closes_on": today + timedelta(days=30), "basis": "会议纪要"}
    return {**days, **changed}


def test_the_newest_days_hold_and_the_older_ones_stay(seeded, deeds):
    office = world.actor(world.holder("office"))
    actions.set_backfill_window(office, PORTAL, **given())
    later = actions.set_backfill_window(office, PORTAL, **given(closes_on=clock.today() + timedelta(days=60)))
    assert backfill_window() == later
    assert BackfillWindow.objects.count() == 2
    assert deeds[-1].facts == [BackfillWindowSet(later.pk, later.went_live_on, later.closes_on)]


@pytest.mark.parametrize("role", ["township", "commander", "system_admin", "auditor"])
def test_nobody_else_sets_them(seeded, role):
    with pytest.raises(NotPermitted):
        actions.set_backfill_window(world.actor(world.holder(role)), PORTAL, **given())


def test_a_day_of_going_live_that_has_not_come_is_refused(seeded):
    with pytest.raises(WindowUnfit, match="还没有到"):
        actions.set_backfill_window(world.WHY, PORTAL, **given(went_live_on=clock.today() + timedelta(days=1)))


@pytest.mark.parametrize(("changed", "sentence"), [({"basis": " "}, "依据"), ({"closes_on": None}, "不早于正式启用日")])
def test_days_the_wrong_way_round_or_without_basis_are_refused(seeded, changed, sentence):
    if "closes_on" in changed:
        changed = {"closes_on": past(11)}
    with pytest.raises(BrokenInvariant, match=sentence):
        actions.set_backfill_window(world.WHY, PORTAL, **given(**changed))
    assert backfill_window() is None
