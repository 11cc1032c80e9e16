"""chase_order: that the owner was urged is noted and moves nothing."""

from __future__ import annotations

import pytest

from portal.kernel.errors import NotPermitted
from projects import actions
from projects.actions.orders import OrderIncomplete
from projects.facts import OrderChased
from projects.selectors.orders import course_of
from tests.projects import ordering


def test_it_is_noted(village, acting, deeds):
    order, office = ordering.issued(village), acting("office", village)
    deeds.clear()
    assert actions.chase_order(office, order, words="电话催办，答复周五前报").state == "issued"
    assert deeds[0].facts == [OrderChased(order.pk, village.pk, "quality", "")]
    assert [(step.label, step.words) for step in course_of(order)][-1] == ("催办", "电话催办，答复周五前报")


def test_only_what_runs_with_words_by_whoever_may(village, acting):
    order, office = ordering.issued(village), acting("office", village)
    with pytest.raises(OrderIncomplete, match="还没有写明催办情况"):
        actions.chase_order(office, order, words="")
    with pytest.raises(OrderIncomplete, match="“待签发”，不需要催办"):
        actions.chase_order(office, ordering.proposed(village), words="电话催办")
    with pytest.raises(NotPermitted):
        actions.chase_order(acting("builder", village), order, words="电话催办")
