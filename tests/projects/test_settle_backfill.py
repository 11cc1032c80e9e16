"""A request that was sent back is closed: its rows stay as they were typed and are never written."""

from __future__ import annotations

import pytest

from portal.kernel.errors import InvalidInput, WrongState
from projects import actions
from projects.models import BackfillLine, FigureReport
from tests import world
from tests.projects.backfilling import asked, declined, opened


@pytest.fixture
def backfill(village):
    opened()
    return asked(world.actor(world.holder("township", village)), village)


@pytest.fixture
def office(seeded):
    return world.actor(world.holder("office"))


def test_it_is_closed_and_nothing_is_written(backfill, office):
    assert declined(office, backfill).state == "declined"
    assert (FigureReport.objects.count(), BackfillLine.objects.count()) == (0, 1)


def test_it_is_sent_back_with_the_reason(backfill, office):
    with pytest.raises(InvalidInput):
        declined(office, backfill, reason=" ")
    backfill.refresh_from_db()
    assert backfill.state == "asked"


def test_it_is_closed_once(backfill, office):
    declined(office, backfill)
    with pytest.raises(WrongState):
        actions.settle_backfill(world.WHY, backfill, verb="withdraw")
