"""What was answered is closed; what was not is not."""

from __future__ import annotations

import pytest

from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.facts import FeedbackClosed
from tests import world


@pytest.fixture
def left(seeded):
    return actions.leave_feedback(world.WHY, PORTAL, text="意见")


def test_after_the_answer_it_is_closed(left, deeds):
    actions.answer_feedback(world.WHY, left, answer="已调整")
    assert actions.close_feedback(world.actor(world.holder("office")), left).state == "closed"
    assert deeds[-1].facts == [FeedbackClosed(left.pk)]


def test_before_the_answer_it_stays_open(left):
    with pytest.raises(WrongState, match="待答复"):
        actions.close_feedback(world.WHY, left)


def test_nobody_else_closes(left):
    actions.answer_feedback(world.WHY, left, answer="已调整")
    with pytest.raises(NotPermitted):
        actions.close_feedback(world.actor(world.holder("commander")), left)
