import pytest

from portal.accounts import actions, permissions
from portal.accounts.facts import OrganisationChanged
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import Span, System, Visitor

OFFICE = System("测试")


def test_what_stands_of_a_unit_is_corrected(unit, deeds):
    changed = actions.change_organisation(OFFICE, unit, name="兴庆区审计局", kind="audit")
    changed.refresh_from_db()
    assert (changed.name, changed.short_name, changed.kind) == ("兴庆区审计局", "", "audit")
    (deed,) = deeds
    assert deed.facts == [OrganisationChanged(unit.pk)]
    assert deed.changes[0].before == {"name": "兴庆区财政局", "short_name": "区财政局", "kind": "department"}


def test_a_unit_without_active_people_goes_out_of_use(unit):
    assert not actions.change_organisation(OFFICE, unit, name=unit.name, kind=unit.kind, is_active=False).is_active


def test_a_unit_with_active_people_stays_in_use(unit, person):
    with pytest.raises(actions.organisations.PeopleStillThere, match="还有1个在用账号"):
        actions.change_organisation(OFFICE, unit, name=unit.name, kind=unit.kind, is_active=False)


def test_it_takes_no_name_of_another(unit, other_unit):
    with pytest.raises(BrokenInvariant, match="已有同名单位"):
        actions.change_organisation(OFFICE, unit, name=other_unit.name, kind=unit.kind)


def test_a_wrong_credit_code_is_refused(unit):
    with pytest.raises(actions.organisations.WrongCreditCode):
        actions.change_organisation(OFFICE, unit, name=unit.name, kind=unit.kind, uscc="123")


def test_the_power_in_one_unit_reaches_that_one_only(unit, other_unit):
    span = Span(organisations=frozenset({unit.pk}))
    actor = Visitor({permissions.MANAGE_ORGANISATIONS.key: span}, label="某", until=clock.now())
    actions.change_organisation(actor, unit, name="改名", kind=unit.kind)
    with pytest.raises(NotPermitted):
        actions.change_organisation(actor, other_unit, name="改名二", kind=unit.kind)
