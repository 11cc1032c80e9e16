import pytest

from portal.accounts import actions, permissions
from portal.accounts.facts import OrganisationOpened
from portal.accounts.models import Organisation
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import PORTAL, Span, System, Visitor

OFFICE = System("测试")
USCC = "11640104MB0000001U"  # made up, with its right check digit


def test_a_unit_stands_as_it_was_entered(db, deeds):
    unit = actions.open_organisation(
        OFFICE, PORTAL, name="兴庆区城管局", short_name="城管局", kind="department", uscc=USCC
    )
    unit.refresh_from_db()
    assert (unit.name, unit.short_name, unit.kind, unit.uscc, unit.is_active) == (
        "兴庆区城管局",
        "城管局",
        "department",
        USCC,
        True,
    )
    (deed,) = deeds
    assert deed.action == "portal.accounts.open_organisation"
    assert deed.facts == [OrganisationOpened(unit.pk, "department")]
    (change,) = deed.changes
    assert change.table == "accounts.organisation"
    assert change.after["name"] == "兴庆区城管局"


def test_two_units_never_share_a_name(unit):
    with pytest.raises(BrokenInvariant, match="已有同名单位"):
        actions.open_organisation(OFFICE, PORTAL, name=unit.name, kind="township")
    assert Organisation.objects.count() == 1


def test_a_unit_has_a_name(db):
    with pytest.raises(BrokenInvariant, match="请填写单位名称"):
        actions.open_organisation(OFFICE, PORTAL, name="", kind="township")


def test_a_unit_is_of_a_known_kind(db):
    with pytest.raises(BrokenInvariant, match="单位类别"):
        actions.open_organisation(OFFICE, PORTAL, name="甲", kind="club")


@pytest.mark.parametrize("code", ["11640104MB0000001V", "9135", "11640104MB0000001U ", "不是代码"])
def test_a_credit_code_with_a_wrong_check_digit_is_refused(db, code):
    with pytest.raises(actions.organisations.WrongCreditCode) as refused:
        actions.open_organisation(OFFICE, PORTAL, name="甲", kind="owner", uscc=code)
    assert set(refused.value.fields) == {"uscc"}


def test_whoever_holds_the_power_only_in_one_unit_opens_none(unit):
    span = Span(organisations=frozenset({unit.pk}))
    actor = Visitor({permissions.MANAGE_ORGANISATIONS.key: span}, label="某", until=clock.now())
    with pytest.raises(NotPermitted):
        actions.open_organisation(actor, PORTAL, name="乙", kind="township")
