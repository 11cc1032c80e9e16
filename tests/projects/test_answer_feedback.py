"""The office answers; an answer has words and is given once."""

from __future__ import annotations

import pytest

from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.actions.feedback import FeedbackIncomplete
from projects.facts import FeedbackAnswered
from tests import world


@pytest.fixture
def left(seeded):
    return actions.leave_feedback(world.WHY, PORTAL, text="意见")


def test_the_answer_stands_with_whose_it_is(left, deeds):
    office = world.actor(world.holder("office"))
    answered = actions.answer_feedback(office, left, answer=" 已调整 ")
    assert (answered.state, answered.answer, answered.answered_by) == ("answered", "已调整", office.user)
    assert answered.answered_at is not None
    assert deeds[-1].facts == [FeedbackAnswered(left.pk)]


@pytest.mark.parametrize("role", ["community", "auditor", "commander", "system_admin"])
def test_nobody_else_answers(left, role):
    with pytest.raises(NotPermitted):
        actions.answer_feedback(world.actor(world.holder(role)), left, answer="已调整")


def test_an_answer_has_words(left):
    with pytest.raises(FeedbackIncomplete):
        actions.answer_feedback(world.WHY, left, answer=" ")
    left.refresh_from_db()
    assert left.state == "open"


def test_it_is_answered_once(left):
    actions.answer_feedback(world.WHY, left, answer="已调整")
    with pytest.raises(WrongState):
        actions.answer_feedback(world.WHY, left, answer="再答复")
