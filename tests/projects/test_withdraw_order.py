"""withdraw_order: whoever proposed takes it back before it is issued."""

from __future__ import annotations

import pytest

from portal.kernel.errors import NotPermitted, WrongState
from projects import actions
from projects.actions.orders import NotTheOwner, OrderIncomplete
from projects.facts import OrderWithdrawn
from projects.selectors.orders import running_order_of
from tests.projects import ordering


def test_it_is_taken_back(village, acting, deeds):
    actor = acting("quality_force", village)
    order = ordering.proposed(village, actor, source_key="17")
    deeds.clear()
    assert actions.withdraw_order(actor, order, words="已现场整改").state == "withdrawn"
    assert deeds[0].facts == [OrderWithdrawn(order.pk, village.pk, "quality", "17")]
    assert running_order_of("quality", "17") is None


def test_only_one_s_own_with_a_reason_before_it_is_issued(village, acting):
    actor = acting("quality_force", village)
    order = ordering.proposed(village, actor)
    with pytest.raises(NotTheOwner, match="不是您拟办的"):
        actions.withdraw_order(acting("building_force", village), order, words="已现场整改")
    with pytest.raises(OrderIncomplete, match="还没有写明撤回原因"):
        actions.withdraw_order(actor, order, words="")
    with pytest.raises(NotPermitted):
        actions.withdraw_order(acting("commander", None), order, words="已现场整改")
    actions.issue_order(acting("commander", None), order)
    with pytest.raises(WrongState, match="办理中"):
        actions.withdraw_order(actor, order, words="已现场整改")
