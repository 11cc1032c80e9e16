"""return_order: what is not enough goes back to its owner, who reports again."""

from __future__ import annotations

import pytest

from portal.kernel.errors import NotPermitted, WrongState
from projects import actions
from projects.actions.orders import OrderIncomplete
from projects.facts import OrderReturned
from tests.projects import ordering


def test_it_stands_with_its_owner_again(village, acting, deeds):
    order, office = ordering.reported(village), acting("office", village)
    deeds.clear()
    assert actions.return_order(office, order, words="缺监理验收记录").state == "returned"
    assert deeds[0].facts == [OrderReturned(order.pk, village.pk, "quality", "")]
    owner = ordering.someone("township", village, "does", unit=ordering.owner())
    again = actions.report_order(owner, order, words="已补监理验收记录", uploads=[ordering.proof()])
    assert actions.close_order(office, again, words="现场已核实").state == "closed"


def test_it_says_why_and_only_what_was_reported_goes_back(village, acting):
    order, office = ordering.reported(village), acting("office", village)
    with pytest.raises(OrderIncomplete, match="还没有写明退回原因"):
        actions.return_order(office, order, words=" ")
    with pytest.raises(WrongState, match="办理中"):
        actions.return_order(office, ordering.issued(village), words="缺监理验收记录")
    with pytest.raises(NotPermitted):
        actions.return_order(acting("township", village), order, words="缺监理验收记录")
