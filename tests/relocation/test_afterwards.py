"""After a signature: the 周转房, the empty home, the settlement, each with its day, row and news."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import InvalidInput, NotPermitted, WrongState
from relocation import actions
from relocation.actions.afterwards import NoHomeAgreed
from relocation.actions.moving import DayNotPossible
from relocation.facts import AgreementSettled, HouseholdVacated
from relocation.models import AgreementMove
from relocation.selectors.payables import payables
from tests import world
from tests.clock import go_on
from tests.relocation import thread


def test_a_household_with_a_home_for_the_meantime_moves_out_and_is_settled(village, acting, deeds, monkeypatch):
    thread.adopted_policy(village)
    made = thread.signed(thread.household(village), transition="home")
    street = acting("township", village)
    with pytest.raises(InvalidInput):
        actions.provide_transition_home(street, made, home=" ")
    provided = actions.provide_transition_home(street, made, home="示例周转楼2-301，60平方米")
    assert payables([made.pk])[made.pk].home_provided_on == provided.home_provided_on == clock.today()
    with pytest.raises(NoHomeAgreed, match="已登记交付"):
        actions.provide_transition_home(street, made, home="另一套")
    with pytest.raises(DayNotPossible):
        actions.vacate_household(street, made, vacated_on=made.signed_on - timedelta(days=1))
    with pytest.raises(WrongState):
        actions.settle_agreement(world.WHY, made)
    deeds.clear()
    go_on(timedelta(days=5))
    thread.without_gates(monkeypatch)
    vacated = actions.vacate_household(street, made)
    assert (vacated.state, vacated.vacated_on) == ("vacated", clock.today())
    assert deeds[-1].facts == [HouseholdVacated(made.pk, village.pk, made.household_id, clock.today())]
    with pytest.raises(NotPermitted):
        actions.settle_agreement(street, made)
    settled = actions.settle_agreement(acting("relocation_force", village), made)
    assert deeds[-1].facts == [AgreementSettled(made.pk, village.pk, made.household_id, settled.settled_on)]
    verbs = AgreementMove.objects.filter(agreement=made).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["draft", "review", "notice", "sign", "provide_home", "vacate", "settle"]


def test_an_allowance_is_not_a_home(village):
    thread.adopted_policy(village)
    made = thread.signed(thread.household(village))
    with pytest.raises(NoHomeAgreed, match="协议约定的不是周转用房"):
        actions.provide_transition_home(world.WHY, made, home="示例周转楼")
