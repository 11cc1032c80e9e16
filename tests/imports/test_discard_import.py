"""discard_import: a run is given up; nothing of it is kept in the portal."""

from __future__ import annotations

import pytest

from portal.imports import actions
from portal.imports.facts import ImportDiscarded
from portal.imports.lifecycle import RunState
from portal.kernel.errors import NotPermitted, WrongState
from projects.models import FigureReport
from tests import world
from tests.imports.books import line
from tests.imports.conftest import checked, started


@pytest.mark.parametrize("numerator", [10, "x"])
def test_what_was_checked_is_given_up(village, cadre, deeds, numerator):
    run = checked(started(cadre, [line(village, numerator=numerator)]))
    deeds.clear()
    run = actions.discard_import(cadre, run)
    assert run.state == RunState.DISCARDED
    [deed] = deeds
    assert deed.facts == [ImportDiscarded(run.pk)]
    with pytest.raises(WrongState):
        actions.confirm_import(cadre, run)
    assert not FigureReport.objects.exists()


def test_what_was_applied_is_not_given_up(village, cadre):
    run = actions.confirm_import(cadre, checked(started(cadre, [line(village)])))
    with pytest.raises(WrongState, match="现在是“已导入”"):
        actions.discard_import(cadre, run)


def test_another_cannot_give_it_up(village, cadre):
    run = started(cadre, [line(village)])
    other = world.actor(world.holder("community", village, username="other"))
    with pytest.raises(NotPermitted):
        actions.discard_import(other, run)
