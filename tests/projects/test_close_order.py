"""close_order: found done by somebody else than whoever reported; the database holds to it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from portal.accounts import actions as accounts
from portal.kernel import clock
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.periods import Period
from projects import actions
from projects.actions.orders import NotAPerson, OrderIncomplete, SameHands
from projects.facts import OrderClosed
from projects.models import Order, OrderMove
from tests import world
from tests.projects import ordering


def test_another_person_closes(village, acting, deeds):
    order, actor = ordering.reported(village), acting("office", village)
    deeds.clear()
    done = actions.close_order(actor, order, words="现场已核实")
    assert (done.state, done.closed_by) == ("closed", actor.user)
    assert deeds[0].facts == [OrderClosed(order.pk, village.pk, "quality", "")]
    assert list(OrderMove.objects.filter(order=order).order_by("pk").values_list("verb", flat=True)) == [
        "propose",
        "issue",
        "report",
        "close",
    ]


def test_nobody_closes_what_he_reported(village, acting):
    office = acting("office", village)
    with pytest.raises(SameHands, match="由您反馈，不能由您销号"):
        actions.close_order(office, ordering.reported(village, office), words="现场已核实")


def test_nor_does_his_deputy(village, acting):
    office, deputy = acting("office", village), world.holder("liaison", village, username="deputy")
    accounts.delegate(
        world.WHY,
        office.user,
        deputy=deputy,
        days=Period(clock.today(), ordering.day(9)),
        document="外出学习的通知",
    )
    order = ordering.reported(village, office)
    with pytest.raises(SameHands):
        actions.close_order(world.actor(deputy), order, words="现场已核实")


@pytest.mark.database
def test_the_database_holds_to_it(village):
    order = ordering.reported(village)
    with pytest.raises(IntegrityError, match="order_is_closed_by_another"), transaction.atomic():
        connection.cursor().execute(
            "UPDATE projects_order SET state = 'closed', closed_by_id = reported_by_id, closed_at = portal_now()"
        )
    assert Order.objects.get(pk=order.pk).state == "reported"


def test_words_a_person_a_report_and_a_power_are_needed(village, elsewhere, acting):
    order, office = ordering.reported(village), acting("office", village)
    with pytest.raises(OrderIncomplete, match="还没有写明核实情况"):
        actions.close_order(office, order, words="")
    with pytest.raises(NotAPerson):
        actions.close_order(world.WHY, order, words="现场已核实")
    with pytest.raises(WrongState):
        actions.close_order(office, ordering.issued(village), words="现场已核实")
    for actor in (acting("office", elsewhere), acting("commander", None)):
        with pytest.raises(NotPermitted):
            actions.close_order(actor, order, words="现场已核实")
