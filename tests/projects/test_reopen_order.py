"""reopen_order: what came up again runs on under its number, with a new day."""

from __future__ import annotations

import pytest

from portal.kernel.errors import BrokenInvariant, NotPermitted, WrongState
from projects import actions
from projects.actions.orders import NotAPerson, OrderIncomplete
from projects.facts import OrderReopened
from projects.models import PaperNumber
from tests import world
from tests.projects import ordering

AGAIN = "同一部位再次缺失"


def test_it_runs_on_under_its_number(village, acting, deeds):
    order, office = ordering.closed(village), acting("office", village)
    deeds.clear()
    open_again = actions.reopen_order(office, order, words=AGAIN, due_on=ordering.day(3))
    assert (open_again.state, open_again.number, open_again.due_on) == ("issued", order.number, ordering.day(3))
    assert (open_again.closed_by, open_again.reported_by) == (None, None)
    assert deeds[0].facts == [OrderReopened(order.pk, village.pk, "quality", "", ordering.day(3))]
    assert PaperNumber.objects.count() == 1


def test_not_while_another_runs_about_the_same_thing(village, acting):
    order = ordering.closed(village, source_key="17")
    ordering.proposed(village, source_key="17")
    with pytest.raises(BrokenInvariant, match="已有在办的督办单"):
        actions.reopen_order(acting("office", village), order, words=AGAIN, due_on=ordering.day(3))


def test_words_a_day_a_person_a_closed_order_and_a_power(village, acting):
    order, office = ordering.closed(village), acting("office", village)
    for inputs, sentence in (
        ({"words": "", "due_on": ordering.day(3)}, "还没有写明重新督办的原因"),
        ({"words": AGAIN, "due_on": None}, "须写明新的时限"),
        ({"words": AGAIN, "due_on": ordering.day(-1)}, "已经过去"),
    ):
        with pytest.raises(OrderIncomplete, match=sentence):
            actions.reopen_order(office, order, **inputs)
    with pytest.raises(NotAPerson):
        actions.reopen_order(world.WHY, order, words=AGAIN, due_on=ordering.day(3))
    with pytest.raises(WrongState):
        actions.reopen_order(office, ordering.issued(village), words=AGAIN, due_on=ordering.day(3))
    with pytest.raises(NotPermitted):
        actions.reopen_order(acting("township", village), order, words=AGAIN, due_on=ordering.day(3))
