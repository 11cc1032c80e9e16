from datetime import timedelta

import pytest

from portal.accounts import actions, permissions, selectors
from portal.accounts.actions.delegations import DelegationIncomplete, NotInOffice, OutsideDeputy
from portal.accounts.facts import DelegationMade
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.periods import Period
from portal.kernel.permissions import PORTAL, Deputising, Holdings, Person, Span, System

OFFICE = System("测试")


@pytest.fixture
def days(db):
    today = clock.today()
    return Period(today, today + timedelta(days=10))


def test_a_principal_names_his_deputy(person, colleague, powers, days, deeds):
    actor = powers(person, permissions.DELEGATE, span=Span(own=frozenset({person.pk})))
    made = actions.delegate(actor, person, deputy=colleague, days=days, document="兴指办〔2026〕12号")
    assert made.made_by == person
    assert [one.id for one in selectors.principals_of(colleague.pk)] == [person.pk]
    assert deeds[0].facts == [DelegationMade(made.pk, person.pk, colleague.pk, days.start, days.end)]
    assert deeds[0].changes[0].after["document"] == "兴指办〔2026〕12号"


def test_the_office_may_do_it_for_him(person, colleague, register, powers, days):
    office = powers(register("bangongshi", "办公室"), permissions.DELEGATE)
    made = actions.delegate(office, person, deputy=colleague, days=days, document="委托书")
    assert (made.principal, made.made_by) == (person, office.user)


def test_nobody_names_a_deputy_for_somebody_else(person, colleague, powers, days):
    actor = powers(colleague, permissions.DELEGATE, span=Span(own=frozenset({colleague.pk})))
    with pytest.raises(NotPermitted):
        actions.delegate(actor, person, deputy=colleague, days=days, document="委托书")


def test_a_deputy_passes_nothing_on(person, colleague, register, monkeypatch, days):
    spans = {permissions.DELEGATE.key: Span(own=frozenset({person.pk}))}
    monkeypatch.setattr(
        "portal.kernel.permissions._resolver",
        lambda user: Holdings({}, (Deputising(person.pk, person.name, spans),)),
    )
    with pytest.raises(NotPermitted, match="B角不能代A角办理委托"):
        actions.delegate(Person(colleague), person, deputy=register("third", "丙"), days=days, document="委托书")


def test_nobody_is_his_own_deputy(person, days):
    with pytest.raises(BrokenInvariant, match="不能委托给本人"):
        actions.delegate(OFFICE, person, deputy=person, days=days, document="委托书")


@pytest.mark.parametrize("document", ["", "   "])
def test_it_is_written(person, colleague, days, document):
    with pytest.raises(BrokenInvariant, match="请填写委托文件"):
        actions.delegate(OFFICE, person, deputy=colleague, days=days, document=document)


def test_it_has_an_end(person, colleague, days):
    with pytest.raises(DelegationIncomplete):
        actions.delegate(OFFICE, person, deputy=colleague, days=Period(days.start), document="委托书")


def test_it_is_not_all_in_the_past(person, colleague, days):
    past = Period(days.start - timedelta(days=9), days.start)
    with pytest.raises(DelegationIncomplete, match="不能早于今天"):
        actions.delegate(OFFICE, person, deputy=colleague, days=past, document="委托书")


@pytest.mark.parametrize("who", ["principal", "deputy"])
def test_both_are_in_office(person, colleague, days, who):
    gone = actions.deactivate_person(OFFICE, person if who == "principal" else colleague)
    people = {"principal": person, "deputy": colleague, who: gone}
    with pytest.raises(NotInOffice, match="已停用"):
        actions.delegate(OFFICE, people["principal"], deputy=people["deputy"], days=days, document="委托书")


def test_there_is_one_deputy_at_a_time(person, colleague, register, days):
    actions.delegate(OFFICE, person, deputy=colleague, days=days, document="委托书")
    third = register("third", "丙")
    with pytest.raises(BrokenInvariant, match="已有B角代理"):
        actions.delegate(
            OFFICE, person, deputy=third, days=Period(days.end - timedelta(days=1), days.end), document="委托书"
        )
    after = Period(days.end, days.end + timedelta(days=3))
    actions.delegate(OFFICE, person, deputy=third, days=after, document="委托书")


@pytest.mark.parametrize(
    ("kind", "may"), [("department", True), ("township", True), ("builder", False), ("owner", False)]
)
def test_nobody_outside_stands_in_for_an_official(person, register, days, kind, may):
    unit = actions.open_organisation(OFFICE, PORTAL, name="外单位", short_name="外", kind=kind)
    other = register("other", "丁", organisation=unit)
    assert (other in selectors.deputies_for(person)) == may
    if may:
        assert actions.delegate(OFFICE, person, deputy=other, days=days, document="委托书").deputy == other
        return
    with pytest.raises(OutsideDeputy, match="不能担任张三的B角") as refused:
        actions.delegate(OFFICE, person, deputy=other, days=days, document="委托书")
    assert set(refused.value.fields) == {"deputy"}


def test_outside_colleagues_stand_in_for_each_other(register, days):
    unit = actions.open_organisation(OFFICE, PORTAL, name="施工单位", short_name="施", kind="builder")
    one, two = register("one", "戊", organisation=unit), register("two", "己", organisation=unit)
    assert actions.delegate(OFFICE, one, deputy=two, days=days, document="委托书").deputy == two
