"""correct_household, withdraw_household: what stood ends and stays; what was known then can still be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from portal.kernel import clock
from portal.kernel.errors import NotPermitted
from portal.kernel.gates import Objected
from projects.selectors.moment import Moment
from relocation import actions
from relocation.actions.households import HouseholdGone, HouseholdRefused
from relocation.facts import HouseholdCorrected, HouseholdWithdrawn
from relocation.models import Building, Household, HouseholdMember
from relocation.selectors.households import inputs_of, surveyed
from tests.clock import go_on
from tests.relocation import thread
from tests.relocation.surveys import building, entry, id_number, member

WHY = "复核测绘成果"


@pytest.fixture
def clerk(acting, village):
    return acting("township", village)


@pytest.fixture
def household(clerk, village):
    return actions.record_household(clerk, village, entry=entry())


def kept(household, **given):
    """What stands, as the form sends it back: the numbers unsaid."""
    rows = HouseholdMember.objects.filter(household=household, ended_at=None).order_by("ordinal")
    members = tuple(member(0, each.relation, name=each.name, id_number="", kept=each.pk) for each in rows)
    return replace(entry(), phone="", members=members, **given)


def standing(model, household):
    return list(model.objects.filter(household=household, ended_at=None).order_by("ordinal"))


def test_what_differs_ends_and_begins_anew_and_the_rest_stays(clerk, household, deeds):
    before = standing(HouseholdMember, household)
    then = Moment(clock.now(), clock.now())
    go_on(timedelta(minutes=1))
    deeds.clear()
    told = kept(household, buildings=(building("100.25"),))
    actions.correct_household(clerk, household, entry=told, reason=WHY)
    assert standing(HouseholdMember, household) == before
    assert [each.area for each in standing(Building, household)] == [Decimal("100.25")]
    assert Building.objects.filter(household=household).count() == 3
    household = Household.objects.get()
    assert (household.unsealed("phone"), inputs_of(household).compensated_area) == ("13995071234", Decimal("100.25"))
    here = household.village_id
    assert surveyed([here], then)[here].compensated_area == Decimal("96.50")
    assert surveyed([here], Moment.now())[here].compensated_area == Decimal("100.25")
    [deed] = deeds
    assert (deed.reason, deed.facts) == (WHY, [HouseholdCorrected(household.pk, here)])
    ended = [change for change in deed.changes if "ended_at" in change.after and change.before.get("area") is None]
    assert {change.table for change in ended} == {"relocation.building"}


def test_a_name_is_put_right_beside_its_number_and_a_number_beside_its_name(clerk, household, deeds):
    told = kept(household)
    head, spouse = told.members
    deeds.clear()
    named = (replace(head, name="马更正"), replace(spouse, id_number=id_number(50)))
    actions.correct_household(clerk, household, entry=replace(told, members=named), reason=WHY)
    found = standing(HouseholdMember, household)
    assert [(each.name, each.unsealed("id_number")) for each in found] == [
        ("马更正", id_number(2)),
        (spouse.name, id_number(50)),
    ]
    assert Household.objects.get().holder_name == "马更正"
    told = repr([(change.before, change.after) for change in deeds[0].changes])
    assert not [secret for secret in ("马更正", id_number(2), id_number(50)) if secret in told]


def test_somebody_leaves_and_somebody_comes(clerk, household):
    told = kept(household)
    actions.correct_household(clerk, household, entry=replace(told, members=told.members[:1]), reason=WHY)
    assert inputs_of(household).persons == 1
    grown = kept(household)
    more = (*grown.members, member(60, "child"))
    actions.correct_household(clerk, household, entry=replace(grown, members=more), reason=WHY)
    assert [each.unsealed("id_number") for each in standing(HouseholdMember, household)] == [
        id_number(2),
        id_number(60),
    ]


def test_a_number_that_stands_unsaid_is_nobody_elses(clerk, household):
    told = kept(household)
    twin = (*told.members, member(2, "child"))
    with pytest.raises(HouseholdRefused) as refused:
        actions.correct_household(clerk, household, entry=replace(told, members=twin), reason=WHY)
    assert "与本户第1人的证件号码相同" in refused.value.fields["m2_id_number"]


def test_what_was_entered_in_error_is_withdrawn_and_stays_readable(clerk, village, household, deeds):
    then = Moment(clock.now(), clock.now())
    go_on(timedelta(minutes=1))
    deeds.clear()
    gone = actions.withdraw_household(clerk, household, reason="与2号户重复登记")
    assert (gone.withdrawn_at is not None, gone.withdrawn_reason) == (True, "与2号户重复登记")
    assert surveyed([village.pk], Moment.now()) == {}
    assert surveyed([village.pk], then)[village.pk].households == 1
    assert [deed.facts for deed in deeds] == [[HouseholdWithdrawn(household.pk, village.pk)]]
    for again in (
        lambda: actions.withdraw_household(clerk, household, reason="再次撤销"),
        lambda: actions.correct_household(clerk, household, entry=kept(household), reason=WHY),
    ):
        with pytest.raises(HouseholdGone, match="该户的登记已经撤销"):
            again()


def test_both_take_a_reason_and_the_power_there(clerk, household, elsewhere, acting):
    for given in ({"entry": kept(household)}, {}):
        deed = actions.correct_household if given else actions.withdraw_household
        with pytest.raises(HouseholdRefused, match="请写明原因，不少于4个字。"):
            deed(clerk, household, reason=" 改 ", **given)
        with pytest.raises(NotPermitted):
            deed(acting("township", elsewhere), household, reason=WHY, **given)


def test_a_household_with_an_agreement_stays(village, acting):
    thread.adopted_policy(village)
    home = thread.household(village)
    agreement = thread.drafted(home)
    force = acting("relocation_force", village)
    with pytest.raises(Objected) as refused:
        actions.withdraw_household(force, home, reason="与别户重复登记")
    assert refused.value.sentence == (
        "该户已有搬迁协议（草稿），现在不能撤销登记。没有签订的，请先作废协议；已签订的，由双方协商一致后办理补充协议。"
    )
    assert Household.objects.get(pk=home.pk).withdrawn_at is None
    actions.void_agreement(force, agreement, reason="该户属重复登记")
    assert actions.withdraw_household(force, home, reason="与别户重复登记").withdrawn_at
