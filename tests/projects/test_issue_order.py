"""issue_order: another person issues it, and it takes the next number of its kind and year."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel.errors import NotPermitted, WrongState
from projects import actions
from projects.actions.orders import NotAPerson, OrderIncomplete, SameHands
from projects.facts import OrderIssued
from projects.models import PaperNumber
from tests import world
from tests.clock import go_on
from tests.projects import ordering


def test_it_takes_the_next_number_of_its_kind(village, acting, deeds):
    actor, year = acting("commander", None), ordering.day(0).year
    first, second = ordering.proposed(village), ordering.proposed(village)
    request = ordering.proposed(village, kind="request", consulted="财政局无异议", otherwise="付款移至1月")
    deeds.clear()
    assert actions.issue_order(actor, first).number == f"兴城改督〔{year}〕1号"
    assert deeds[0].facts == [
        OrderIssued(
            first.pk,
            village.pk,
            "order",
            f"兴城改督〔{year}〕1号",
            "quality",
            "",
            first.owner_id,
            ordering.day(5),
        )
    ]
    assert actions.issue_order(actor, request).number == f"兴城改提请〔{year}〕1号"
    later = actions.issue_order(actor, second, due_on=ordering.day(9))
    assert (later.number, later.due_on, later.issued_by) == (f"兴城改督〔{year}〕2号", ordering.day(9), actor.user)
    assert PaperNumber.objects.get(owner_label="projects.order", owner_key=second.pk).text == later.number


def test_nobody_issues_what_he_proposed(village, acting):
    office = acting("office", village)
    with pytest.raises(SameHands, match="由您拟办，不能由您签发"):
        actions.issue_order(office, ordering.proposed(village, office))


def test_a_machine_issues_nothing(village):
    with pytest.raises(NotAPerson, match="须由本人办理"):
        actions.issue_order(world.WHY, ordering.proposed(village))


def test_a_day_that_has_passed_is_set_anew(village, acting):
    order = ordering.proposed(village)
    go_on(timedelta(days=6))
    with pytest.raises(OrderIncomplete, match="已经过去") as refused:
        actions.issue_order(acting("commander", None), order)
    assert set(refused.value.fields) == {"due_on"}


def test_once_and_by_whoever_may(village, elsewhere, acting):
    order = ordering.proposed(village)
    for actor in (acting("office", elsewhere), acting("quality_force", village)):
        with pytest.raises(NotPermitted):
            actions.issue_order(actor, order)
    actions.issue_order(acting("commander", None), order)
    with pytest.raises(WrongState, match="办理中"):
        actions.issue_order(acting("commander", None), order)
