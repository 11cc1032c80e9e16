"""annul_order: a proposal goes back for good; an issued order's number is void and stays (作废留号)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from portal.kernel.errors import NotPermitted, WrongState
from projects import actions
from projects.actions.orders import NotAPerson, OrderIncomplete
from projects.facts import OrderAnnulled
from projects.models import PaperNumber
from tests import world
from tests.projects import ordering

WHY = "与〔2026〕1号重复"


def test_the_number_stays_and_is_never_given_again(village, acting, deeds):
    order, signer = ordering.issued(village), acting("commander", None)
    deeds.clear()
    assert actions.annul_order(signer, order, words=WHY).state == "withdrawn"
    assert deeds[0].facts == [OrderAnnulled(order.pk, village.pk, "quality", "", order.number)]
    kept = PaperNumber.objects.get(owner_key=order.pk)
    assert (kept.text, kept.void_reason, kept.voided_at is not None) == (order.number, WHY, True)
    year = ordering.day(0).year
    assert ordering.issued(village).number == f"兴城改督〔{year}〕2号"


def test_a_proposal_goes_back_without_a_number(village, acting):
    order = actions.annul_order(acting("commander", None), ordering.proposed(village), words="不需要督办")
    assert (order.state, PaperNumber.objects.count()) == ("withdrawn", 0)


@pytest.mark.database
def test_the_register_stays_as_it_was_written(village, acting):
    order = ordering.issued(village)
    actions.annul_order(acting("commander", None), order, words=WHY)
    for statement in (
        "UPDATE projects_papernumber SET number = 9",
        "UPDATE projects_papernumber SET voided_at = NULL, void_reason = ''",
        "DELETE FROM projects_papernumber",
        "UPDATE projects_ordermove SET words = 'x'",
        "DELETE FROM projects_ordermove",
    ):
        with pytest.raises(IntegrityError, match=r"留存备查|原样保留"), transaction.atomic():
            connection.cursor().execute(statement)


def test_what_it_takes(village, acting):
    order, signer = ordering.issued(village), acting("commander", None)
    with pytest.raises(OrderIncomplete, match="还没有写明撤销原因"):
        actions.annul_order(signer, order, words="")
    with pytest.raises(NotAPerson):
        actions.annul_order(world.WHY, order, words=WHY)
    with pytest.raises(NotPermitted):
        actions.annul_order(acting("quality_force", village), order, words=WHY)
    with pytest.raises(WrongState):
        actions.annul_order(signer, ordering.closed(village), words=WHY)
