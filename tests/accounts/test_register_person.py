import pytest

from portal.accounts import actions
from portal.accounts.facts import PersonRegistered
from portal.accounts.models import User
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import PORTAL, Person, System
from portal.kernel.records import WrittenOutsideAction

OFFICE = System("测试")


def test_an_account_opens_with_a_password_for_one_use(unit, deeds):
    account = actions.register_person(
        OFFICE, PORTAL, username="zhaoliu", name="赵六", organisation=unit, post="科员", phone="13912345678"
    )
    person = User.objects.get(username="zhaoliu")
    assert person == account.person
    assert person.must_change_password
    assert person.check_password(account.one_time_password)
    assert len(account.one_time_password) == 14
    assert account.one_time_password not in repr(account)
    (deed,) = deeds
    assert deed.facts == [PersonRegistered(person.pk, unit.pk)]


def test_two_accounts_get_different_passwords(unit):
    first, second = (
        actions.register_person(OFFICE, PORTAL, username=name, name=name, organisation=unit) for name in ("one", "two")
    )
    assert first.one_time_password != second.one_time_password


def test_name_number_and_password_are_masked_in_the_trail(unit, deeds):
    actions.register_person(OFFICE, PORTAL, username="zhaoliu", name="赵六", organisation=unit, phone="13912345678")
    after = deeds[0].changes[0].after
    assert all(after[field][:5] == "hmac:" for field in ("name", "password", "phone_ct", "phone_idx", "phone_tail"))
    assert "赵六" not in str(after)
    assert "5678" not in str(after)


def test_the_number_is_sealed_and_shown_by_its_tail(person):
    person = User.objects.get(pk=person.pk)
    assert b"13995071234" not in bytes(person.phone_ct)
    assert person.masked("phone") == "****1234"
    assert person.unsealed("phone") == "13995071234"


def test_full_width_and_capital_letters_make_the_same_account(unit, person):
    with pytest.raises(BrokenInvariant, match="该账号已有人使用"):
        actions.register_person(OFFICE, PORTAL, username=" ＺhangSan ", name="张三", organisation=unit)


@pytest.mark.parametrize("username", ["a", "张三", "-zhang", "zhang san", "x" * 41, ""])
def test_an_account_that_is_no_account_name_is_refused(unit, username):
    with pytest.raises(actions.people.UnfitAccount) as refused:
        actions.register_person(OFFICE, PORTAL, username=username, name="张三", organisation=unit)
    assert set(refused.value.fields) == {"username"}


@pytest.mark.parametrize("phone", ["1399507123", "１３９９５０７１２３４", "abc", "+8613995071234"])
def test_a_number_that_is_none_is_refused(unit, phone):
    with pytest.raises(actions.people.UnfitAccount) as refused:
        actions.register_person(OFFICE, PORTAL, username="qian", name="钱", organisation=unit, phone=phone)
    assert set(refused.value.fields) == {"phone"}


def test_a_person_has_a_name(unit):
    with pytest.raises(BrokenInvariant, match="请填写姓名"):
        actions.register_person(OFFICE, PORTAL, username="qian", name="", organisation=unit)


def test_nobody_joins_a_unit_out_of_use(unit):
    closed = actions.change_organisation(OFFICE, unit, name=unit.name, kind=unit.kind, is_active=False)
    with pytest.raises(actions.people.OrganisationClosed, match="已停用"):
        actions.register_person(OFFICE, PORTAL, username="qian", name="钱七", organisation=closed)


def test_whoever_lacks_the_power_registers_nobody(unit, person, powers):
    with pytest.raises(NotPermitted):
        actions.register_person(Person(person), PORTAL, username="qian", name="钱七", organisation=unit)


def test_a_person_is_never_saved_outside_an_action(person):
    person.post = "局长"
    with pytest.raises(WrittenOutsideAction):
        person.save()
