"""Whoever asked takes it back before it is checked; then nothing is ever written of it."""

from __future__ import annotations

import pytest

from portal.kernel.errors import NotPermitted, WrongState
from projects import actions
from projects.models import FigureReport
from tests import world
from tests.projects.backfilling import agreed, asked, opened


@pytest.fixture
def asker(village):
    opened()
    return world.actor(world.holder("township", village))


def test_it_is_taken_back_and_nothing_is_written(village, asker):
    backfill = actions.withdraw_backfill(asker, asked(asker, village), reason="填错点位")
    assert (backfill.state, FigureReport.objects.count()) == ("withdrawn", 0)
    with pytest.raises(WrongState):
        agreed(world.actor(world.holder("office")), backfill)


def test_somebody_else_does_not_take_it_back(village, asker):
    backfill = asked(asker, village)
    with pytest.raises(NotPermitted, match="不是您提出的"):
        actions.withdraw_backfill(world.actor(world.holder("office")), backfill, reason="填错点位")
    backfill.refresh_from_db()
    assert backfill.state == "asked"


def test_what_was_entered_is_not_taken_back(village, asker):
    backfill = agreed(world.actor(world.holder("office")), asked(asker, village))
    with pytest.raises(WrongState):
        actions.withdraw_backfill(asker, backfill, reason="填错点位")
    assert FigureReport.objects.count() == 1
